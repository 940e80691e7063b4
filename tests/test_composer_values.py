"""The values that composed letters tell of their issues agree with what the letters print."""

from __future__ import annotations

import re
from collections import Counter

import pytest

from corpus.composer import ComposedLetter, compose
from corpus.composer.names import NAMES, name_of_rank


@pytest.fixture(scope="module")
def letters() -> list[ComposedLetter]:
    return list(compose(1500, seed=9))


def test_drugs_are_those_of_the_title(letters: list[ComposedLetter]) -> None:
    classes = set()
    for letter in letters:
        for issue in letter.issues:
            title = (issue.remaining or issue.treatment).lower()
            if issue.category == "Pharmaceuticals":
                assert issue.subcategory == issue.drugs[0].drug_class
                assert issue.procedure is None
            for drug in issue.drugs:
                classes.add(drug.drug_class)
                if drug.dose:
                    assert drug.dose.replace(" ", "").lower() in title.replace(" ", "")
                if drug.quantity:
                    amount = f"#{drug.quantity}" if drug.unit is None else f"{drug.quantity:g} {drug.unit}"
                    assert amount in title
    assert len(classes) > 30


def test_body_parts_are_those_of_the_title_or_of_the_surgery(letters: list[ComposedLetter]) -> None:
    words = {
        "lumbar spine": "lumb|low back|l[345]", "upper extremity": "upper extremit", "lower extremity": "lower extremit", "cervical spine": "cervical|neck|c[4567]", "thoracic spine": "thoracic|mid back",
        "wrist": "wrist|carpal", "groin": "inguinal", "teeth": "tooth", "foot": "f[oe]+t", "ear": "hearing", "jaw": "guard|appliance", "head": "head|brain",
    }  # fmt: skip
    for letter in letters:
        for issue in letter.issues:
            title = issue.treatment.lower()
            inherited = letter.issues[issue.depends_on - 1].body_parts if issue.depends_on else ()
            for part in issue.body_parts if issue.body_parts != inherited else ():
                assert re.search(words.get(part.part, part.part), title), (part, title)
                assert part.side is None or part.side in title
                assert all(level[:2].lower() in title for level in part.levels)


def test_a_modification_is_told_in_three_portions(letters: list[ComposedLetter]) -> None:
    told = 0
    for letter in letters:
        for issue in letter.issues:
            if issue.remaining:
                told += 1
                start = f"{issue.requested} was the original request. {issue.authorized} was authorized by the Claims "
                start += f"Administrator. The remaining IMR eligible portion of the original request, {issue.remaining}"
                assert issue.treatment.lower().startswith(start.lower())
            else:
                assert issue.requested is issue.authorized is issue.remaining is None
                assert "original request" not in issue.treatment.lower()
    assert told


def test_a_dependent_service_names_the_surgery_it_fell_with(letters: list[ComposedLetter]) -> None:
    fallen = 0
    for letter in letters:
        for k, issue in enumerate(letter.issues, 1):
            if issue.depends_on:
                fallen += 1
                surgery = letter.issues[issue.depends_on - 1]
                assert issue.depends_on < k
                assert (surgery.category, surgery.decision, issue.decision) == ("Surgery", "upheld", "upheld")
                assert issue.reasons == ("depends on a refused service",)
    assert fallen


def test_guidelines_are_cited_in_the_statements(letters: list[ComposedLetter]) -> None:
    tiers = {"MTUS": 1, "ODG": 2, "ACOEM": 2}
    names = {"ODG": "Official Disability Guidelines|ODG", "Drugs.com": "drugs.com", "study": "Ann Intern Med"}
    for letter in letters:
        for issue in letter.issues:
            statements = {"administrator": issue.claims_administrator_guideline, "reviewer": issue.reviewer_guideline}
            for source in issue.guidelines:
                statement = statements[source.by] or ""
                assert tiers.get(source.source, source.tier) == source.tier
                assert re.search(
                    names.get(source.source, source.source if source.tier > 1 else "MTUS|Guidelines|Chapter"), statement
                )
                assert not source.edition or source.edition in statement
            uncited = "did not cite" in issue.reviewer_guideline
            assert not uncited or not [source for source in issue.guidelines if source.by == "reviewer"]


def test_most_issues_have_reasons_and_diagnoses(letters: list[ComposedLetter]) -> None:
    issues = [issue for letter in letters for issue in letter.issues]
    for field in ("reasons", "diagnoses"):
        assert sum(bool(getattr(issue, field)) for issue in issues) > 0.85 * len(issues)
    assert len({reason for issue in issues for reason in issue.reasons}) == 18


def test_diagnoses_are_stated_in_summary_or_rationale(letters: list[ComposedLetter]) -> None:
    words = {
        "lumbar radiculopathy": "lumbar radiculopathy|L5 radiculopathy", "hypertension": "ypertension", "obesity": "obesity",
        "carpal tunnel syndrome": "carpal tunnel syndrome", "rotator cuff tear": "rotator cuff tear|tear of the supraspinatus",
        "depression": "depress", "osteoarthritis": "arthritis", "hernia": "hernia", "knee pain": "knee pain",
    }  # fmt: skip
    seen: Counter[str] = Counter()
    for letter in letters:
        for issue in letter.issues:
            for name in set(issue.diagnoses) & set(words):
                seen[name] += 1
                assert re.search(words[name], f"{letter.summary} {issue.rationale}")
    assert set(seen) == set(words)


def test_names_are_many_and_each_has_one_rank() -> None:
    ranks = range(0, NAMES, 997)
    assert len({name_of_rank(rank) for rank in ranks}) == len(ranks)
    assert all(re.fullmatch("[A-Z][a-z]+", name_of_rank(rank)) for rank in ranks)


def test_few_words_are_misspelled(letters: list[ComposedLetter]) -> None:
    known = Counter(word for letter in letters for word in re.findall(r"\b[a-z]{6,}\b", letter.text))
    slips = [word for word in known if known[word] == 1]
    assert 20 < len(slips) < 1000
