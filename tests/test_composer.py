"""The composer of fictional letters: what it promises to those who test against it."""

from __future__ import annotations

import datetime as dt
import random
import re
from collections import Counter
from itertools import islice, product
from typing import Literal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.composer import ComposedLetter, compose
from corpus.composer.case import draw_case
from corpus.composer.conditions import conditions
from corpus.composer.dispute import draw_disputes
from corpus.composer.guidelines import cite, guideline, in_force
from corpus.composer.phrases import PhraseError, compile_phrase, expand, listed
from corpus.composer.rationale import decide
from corpus.composer.treatments import treatments


@pytest.fixture(scope="module")
def letters() -> list[ComposedLetter]:
    return list(compose(1500, seed=7))


def passages(letter: ComposedLetter) -> list[str]:
    """The summary and the rationales of a letter."""
    return [letter.summary or "", *(issue.rationale for issue in letter.issues)]


def test_the_same_seed_gives_the_same_letters() -> None:
    assert list(compose(60, seed=3)) == list(compose(60, seed=3))


def test_another_seed_gives_other_letters() -> None:
    ours, theirs = compose(60, seed=3), compose(60, seed=4)
    assert all(a.text != b.text for a, b in zip(ours, theirs, strict=True))


@given(first=st.integers(0, 3_000_000), before=st.integers(0, 5))
@settings(max_examples=40)
def test_a_letter_does_not_depend_on_those_composed_before_it(first: int, before: int) -> None:
    alone = next(compose(1, seed=9, first=first + before))
    in_company = next(islice(compose(before + 1, seed=9, first=first), before, None))
    assert alone == in_company


def test_composing_is_lazy() -> None:
    assert next(compose(10**12)).layout in "ABCDE"


@pytest.mark.parametrize(("count", "first"), [(-1, 0), (1, -1)])
def test_negative_numbers_are_refused_at_once(count: int, first: int) -> None:
    with pytest.raises(ValueError, match="negative"):
        compose(count, first=first)


def test_case_numbers_are_unique_and_beyond_the_real_ones(letters: list[ComposedLetter]) -> None:
    numbers = [letter.case_number for letter in letters]
    assert len(set(numbers)) == len(numbers)
    for letter in letters:
        assert re.fullmatch(
            r"13-9\d{5}" if letter.layout == "A" else r"CM1[3-9]-9\d{6}|CM2\d-9\d{6}", letter.case_number
        )
        assert letter.letter == letter.case_number
        if letter.date_assigned:
            assert letter.case_number[2:4] == f"{letter.date_assigned:%y}"


def test_dates_come_in_the_order_of_a_review(letters: list[ComposedLetter]) -> None:
    for letter in letters:
        days = [letter.date_of_injury, letter.ur_denial_date, letter.application_received]
        days += [letter.date_assigned, letter.decision_date]
        known = [day for day in days if day]
        assert known == sorted(known)
        assert dt.date(2013, 3, 15) <= letter.decision_date <= dt.date(2026, 12, 31)


def test_the_dates_of_the_summary_lie_between_injury_and_denial(letters: list[ComposedLetter]) -> None:
    numeric = re.compile(r"\b(\d{1,2})([-/])(\d{1,2})\2(\d{4}|\d\d)\b")
    seen = 0
    for letter in letters:
        for month, _, day, year in numeric.findall(letter.summary or ""):
            century = 0 if len(year) == 4 else 2000 if int(year) < 50 else 1900
            written = dt.date(century + int(year), int(month), int(day))
            assert letter.date_of_injury <= written <= (letter.ur_denial_date or letter.decision_date)
            seen += 1
    assert seen > 2000


def test_about_one_issue_in_ten_is_overturned(letters: list[ComposedLetter]) -> None:
    decisions = Counter(issue.decision for letter in letters for issue in letter.issues)
    assert 0.085 < decisions["overturned"] / decisions.total() < 0.135


def test_letters_are_distributed_like_real_ones(letters: list[ComposedLetter]) -> None:
    issues = [issue for letter in letters for issue in letter.issues]
    counts = Counter(len(letter.issues) for letter in letters)
    assert 0.55 < counts[1] / len(letters) < 0.66
    assert 8 < max(counts) <= 21
    years = Counter(letter.decision_date.year for letter in letters)
    assert set(years) == set(range(2013, 2027))
    assert years[2018] > years[2022]
    words = sorted(len(issue.rationale.split()) for issue in issues)
    assert 95 < words[len(words) // 2] < 135
    assert words[-1] > 220
    lengths = sorted(len(letter.summary.split()) for letter in letters if letter.summary)
    assert lengths[len(lengths) // 10] > 120
    assert lengths[-len(lengths) // 10] < 300
    narrated = sum("remaining IMR eligible portion" in issue.treatment for issue in issues)
    assert 0.06 < narrated / len(issues) < 0.15
    assert 0.2 < sum("\n\n \n\n" in letter.text for letter in letters) / len(letters) < 0.45
    for missing in ("age", "sex"):
        assert 0 < sum(getattr(letter, missing) is None for letter in letters) / len(letters) < 0.04


def test_near_twins_are_as_common_as_in_reality(letters: list[ComposedLetter]) -> None:
    """A third of the rationales of 2,000 letters have a near-twin; of a smaller corpus somewhat fewer."""
    owners, shingles = [], []
    for letter in letters:
        for issue in letter.issues:
            words = issue.rationale.split()
            owners.append(letter.letter)
            shingles.append({tuple(words[k : k + 5]) for k in range(len(words) - 4)})
    holders: dict[tuple[str, ...], list[int]] = {}
    for k, one in enumerate(shingles):
        for shingle in one:
            holders.setdefault(shingle, []).append(k)
    twins, elsewhere = 0, 0
    for k, one in enumerate(shingles):
        shared = Counter(other for shingle in one for other in holders[shingle] if other != k)
        near = [other for other, count in shared.items() if 2 * count >= len(one) + len(shingles[other]) - count]
        twins += bool(near)
        elsewhere += any(owners[other] != owners[k] for other in near)
    assert 0.25 < twins / len(shingles) < 0.4
    assert 0.1 < elsewhere / len(shingles) < 0.2


def test_the_outcome_words_stay_out_of_prose(letters: list[ComposedLetter]) -> None:
    for letter in letters:
        prose = " ".join(passages(letter))
        assert not re.search(r"\b(upheld|overturned)\b", prose, re.IGNORECASE)


def test_pronouns_agree_with_the_patient(letters: list[ComposedLetter]) -> None:
    for letter in letters:
        if not letter.summary:
            continue
        prose = " ".join(passages(letter))
        if letter.sex != "male":
            assert not re.search(r"\b(he|his|him|male|man|gentleman)\b", prose, re.IGNORECASE), prose
        if letter.sex != "female":
            assert not re.search(r"\b(she|her|hers|female|woman)\b", prose, re.IGNORECASE), prose
        if letter.age is not None:
            assert re.search(rf"\b{letter.age}[ -]year[ -]old", letter.summary)


def test_prose_has_no_slips_of_the_template(letters: list[ComposedLetter]) -> None:
    slip = re.compile(r"\b([a-z]+) \1\b|\.\.|,,| [,.;]|[{}\[\]]|%\(|\ba an?\b|\ban? the\b")
    for letter in letters:
        for passage in passages(letter):
            assert not slip.search(passage), slip.search(passage)


@pytest.mark.parametrize(
    ("told", "contradicted"),
    [
        (r"(?<!for )spasm", r"spasm is not documented|no documentation of spasm|neither spasm"),
        (r"splinting,|occupational therapy|physical therapy", r"no record of splinting|documentation of splinting"),
        (r"completed \d+ sessions of physical therapy", r"number of (earlier|therapy) visits"),
        (
            r"(date has included|treatment has included|care has consisted of|has had|been treated with)[^.]*"
            r"(physical therapy|home exercise program)",
            r"completed course of conservative care|a trial of therapy or a sup",
        ),
        (
            r"new weakness|weakness had progressed",
            r"slowly improving|unchanged|had returned to full duty|no change since|have been stable",
        ),
    ],
)
def test_a_letter_does_not_deny_what_its_summary_tells(
    letters: list[ComposedLetter], told: str, contradicted: str
) -> None:
    telling = [letter for letter in letters if re.search(told, letter.summary or "")]
    assert telling
    reasons = (reason for treatment in treatments().values() for reason in treatment.denied)
    wordings = (wording for reason in reasons for one in (*reason.note, *reason.why) for wording in one.phrase)
    assert any(re.search(contradicted, wording) for wording in wordings)
    for letter in telling:
        for passage in passages(letter):
            assert not re.search(contradicted, passage), (letter.letter, passage)


def test_drugs_stay_within_their_usual_doses(letters: list[ComposedLetter]) -> None:
    for letter in letters:
        titles = " ".join(issue.treatment.lower() for issue in letter.issues)
        everything = f"{passages(letter)[0].lower()} {titles}"
        assert not re.search(r"naprosyn 550|naproxen 550|meloxicam 15mg,? #60|mobic 15mg,? #60", everything)
        if re.search("toradol|ketorolac", passages(letter)[0], re.IGNORECASE):
            assert re.search("toradol|ketorolac", titles), "five days at most: never a standing medication"
    amounts = [int(amount) for drug in treatments()["ketorolac"].drugs for amount in drug.amounts]
    assert max(amounts) <= 20


def test_a_letters_headings_differ(letters: list[ComposedLetter]) -> None:
    for letter in letters:
        titles = [issue.treatment.lower() for issue in letter.issues]
        assert len(set(titles)) == len(titles), titles


def test_services_fall_with_their_surgery() -> None:
    fallen = 0
    for number in range(1500):
        draw = random.Random(number).random
        case = draw_case(draw, second=False)
        decided = decide(draw_disputes(case, 8, draw), case, frozenset(), draw)
        for one in decided:
            if one.dispute.parent is not None and decided[one.dispute.parent].decision == "upheld":
                assert one.decision == "upheld"
                fallen += 1
    assert fallen > 100


def test_the_data_covers_the_states_categories() -> None:
    categories = {treatment.category for treatment in treatments().values()}
    groups = {category.split(" >")[0] for category in categories}
    assert len(treatments()) >= 60
    assert groups == {
        "Diagnostic Testing", "DMEPOS", "Evaluation & Management", "Home Health", "Injection", "Pharmaceuticals",
        "Programs", "Psych Services", "Rehabilitation", "Surgery", "Therapies", "Transportation",
    }  # fmt: skip
    assert sum(category.startswith("Pharmaceuticals") for category in categories) >= 30
    products = {(one.brand, one.generic) for treatment in treatments().values() for one in treatment.drugs}
    assert len(products) >= 200


def test_every_treatment_cites_something() -> None:
    assert [key for key, treatment in treatments().items() if not treatment.cites] == []


def test_few_reviewers_cite_nothing(letters: list[ComposedLetter]) -> None:
    """Of 439 real issues 29 cite no evidence, nearly all of them services that fall with their surgery."""
    issues = [issue for letter in letters for issue in letter.issues]
    uncited = sum(not any(one.by == "reviewer" for one in issue.guidelines) for issue in issues)
    assert 0.02 < uncited / len(issues) < 0.08


def test_every_treatment_can_be_decided_in_every_condition_it_suits() -> None:
    for treatment in treatments().values():
        assert treatment.denied
        assert all(key in treatments() for key in treatment.associated)
        for condition in conditions()[0]:
            named = sorted(
                {tag for r in treatment.denied for tag in r.unless.union(*r.when) if tag.startswith(("had:", "med:"))}
            )
            for record in product(*({tag, "none"} for tag in named)):
                for more in ({"acute", "within"}, {"chronic", "over"}):
                    tags = condition.tags | more | {"sex:male", *record}
                    if treatment.suits(tags):
                        assert any(reason.fits(tags) for reason in treatment.denied), (treatment.key, condition.key)


def test_citations_follow_the_year() -> None:
    names = [in_force("low_back", dt.date(year, 6, 1)) for year in (2014, 2016, 2018)]
    assert [name.printed for name in names if name] == [
        "ACOEM Chapter 12 Low Back Complaints",
        "Low Back Complaints 2004",
        "Low Back Disorders 2016",
    ]


@pytest.mark.parametrize(
    ("cites", "layout", "text", "cited"),
    [
        (
            ["low_back | Special Studies | 303-305 | MRI"],
            "E",
            "Decision based on MTUS Low Back Complaints 2004, Section(s): Special Studies.",
            [("MTUS", "Low Back Complaints", "2004", 1, "reviewer")],
        ),
        (
            ["low_back | Special Studies | 303-305 | MRI", "odg|Pain (Chronic)||Opioids"],
            "C",
            "The Physician Reviewer based his/her decision on the MTUS ACOEM Chapter 12 Low Back Complaints, "
            "pages 303-305, which is part of the MTUS, and the ODG, Pain (Chronic) Chapter, Opioids, which is not part "
            "of the MTUS.",
            [("MTUS", "Low Back Complaints", None, 1, "reviewer"), ("ODG", "Pain", None, 2, "reviewer")],
        ),
        ([], "E", "The Expert Reviewer did not cite any medical evidence for its decision.", []),
        ([], "C", "The Physician Reviewer did not cite any medical evidence for his/her decision.", []),
    ],
)
def test_a_guideline_statement_names_what_it_cites(
    cites: list[str], layout: Literal["B", "C", "E"], text: str, cited: list[tuple[object, ...]]
) -> None:
    statement = guideline([cite(one) for one in cites], "reviewer", dt.date(2016, 6, 1), layout, lambda: 0.5)
    assert statement == (text, tuple(cited))


def test_a_phrase_expands_its_alternatives_and_slots() -> None:
    phrase = compile_phrase("[One|Two [a|b]] of {n}%")
    said = {expand(phrase, {"n": "5"}, lambda k=k: k / 3) for k in range(3)}
    assert said == {"One of 5%", "Two a of 5%", "Two b of 5%"}
    assert listed(["a", "b, c", "d"]) == "a; b, c; and d"


@pytest.mark.parametrize("text", ["[a|b", "a]b", "[a|[b]"])
def test_an_unbalanced_phrase_is_refused(text: str) -> None:
    with pytest.raises(PhraseError, match="bracket"):
        compile_phrase(text)


@pytest.mark.parametrize(("count", "least"), [(97, 2900), (1000, 6500)])
def test_letters_are_about_as_rich_in_words_as_real_ones(letters: list[ComposedLetter], count: int, least: int) -> None:
    """97 real letters have 3,333 words, of which 1,237 occur once."""
    words = Counter(word for letter in letters[:count] for word in re.findall(r"[a-z][a-z'-]+", letter.text.lower()))
    assert len(words) > least
    assert sum(occurring == 1 for occurring in words.values()) > 0.2 * len(words)
