"""What separates decisions is found where it was put, and nothing is where chance, treatments or copies made a difference."""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from random import Random

import pytest

from corpus.determination import About, Decision, Determination, Finding, Issue, Passage
from index.document import documents
from index.engine import ENGINES, Engine, load_engine
from search import SearchRequest
from search.contrast import Contrast, contrast

WORDS = (
    "elbow morning stairs garden lifting driving stiffness swelling evening weather kitchen typing walking resting "
    "reaching turning kneeling climbing carrying pulling pushing sitting standing bending catching folding gripping "
    "holding leaning moving opening packing rowing running sewing shaving sleeping stacking stepping sweeping swimming "
    "tossing twisting washing waving weeding writing yawning zipping"
).split()
VERDICTS: Mapping[Decision, str] = {
    "overturned": "Therefore, the request is medically necessary.",
    "upheld": "Therefore, the request is not medically necessary and the denial is upheld.",
}
# Sentences that tell of the case, each with its share of overturned and of upheld issues
SEPARATING = {
    "The examination recorded dermatomal sensory loss in the arm.": (0.5, 0.1),
    "A signed pain agreement was in the file.": (0.3, 0.05),
    "No record of earlier therapy was submitted.": (0.1, 0.5),
}
BALANCED = {
    "The range of motion was measured with a goniometer.": (0.5, 0.5),
    "Plain films were taken in the clinic.": (0.3, 0.3),
}
OF_GUIDELINES = {"The ODG recommends bracing for instability and states that braces are recommended.": (0.6, 0.05)}
# Treatments, each with the share that is overturned
TREATMENTS = {"lumbar fusion": 0.8, "night splint": 0.2}


def composed(issues: int, sentences: Mapping[str, tuple[float, float]], seed: int) -> Iterator[Determination]:
    """Yield letters of one issue each: which is overturned goes by the treatment and chance alone."""
    chance = Random(seed)
    for number in range(issues):
        treatment, share = chance.choice(list(TREATMENTS.items()))
        decision: Decision = "overturned" if chance.random() < share else "upheld"
        said = [text for text, odds in sentences.items() if chance.random() < odds[decision == "upheld"]]
        said += spoken(chance, treatment)
        chance.shuffle(said)
        yield letter(f"L{number}", treatment, decision, " ".join([*said, VERDICTS[decision]]))


def spoken(chance: Random, treatment: str) -> list[str]:
    """Return sentences that say nothing, and name the treatment."""
    talks = [f"The patient spoke of {' and '.join(chance.sample(WORDS, 7))}." for _ in range(5)]
    return [*talks, f"The patient asked about {' and '.join(chance.sample(WORDS, 4))} with the {treatment}."]


def letter(name: str, treatment: str, decision: Decision, *rationales: str) -> Determination:
    about = About(procedure=Finding(treatment, 0, 1))
    issues = tuple(
        Issue(k, Passage(treatment, 0, 1), decision, None, None, Passage(text, 0, len(text)), 1, about)
        for k, text in enumerate(rationales, 1)
    )
    digest = hashlib.sha256(f"{name} {rationales}".encode()).hexdigest()[:32]
    return Determination(name, f"{name}.txt", digest, "E", issues=issues)


@contextmanager
def opened(folder: Path, letters: Sequence[Determination], engine: str = "tantivy") -> Iterator[Engine]:
    module = load_engine(engine)
    writer = module.open_writer(folder)
    for one in letters:
        for document in documents(one):
            writer.add(document)
    writer.commit()
    with closing(module.open_reader(folder)) as reader:
        yield reader


def contrasted(folder: Path, letters: Sequence[Determination], text: str = "") -> Contrast:
    with opened(folder, letters) as engine:
        return contrast(engine, SearchRequest(text))


def named(found: Contrast) -> list[str]:
    return [one.phrase for one in (*found.overturned, *found.upheld)]


def rationales(letters: Sequence[Determination]) -> dict[str, tuple[str, Decision | None]]:
    return {
        f"{one.letter}#{issue.k}": (issue.rationale.text.lower(), issue.decision)
        for one in letters
        for issue in one.issues
        if issue.rationale
    }


@pytest.mark.parametrize("seed", range(3))
def test_what_was_put_on_one_side_is_found_and_nothing_else(tmp_path: Path, seed: int) -> None:
    letters = list(composed(900, SEPARATING | BALANCED | OF_GUIDELINES, seed))
    found = contrasted(tmp_path, letters)
    assert found.reason is None
    assert found.treatments == 2
    planted = " ".join(SEPARATING).lower()
    assert all(phrase in planted for phrase in named(found))
    for side, signals in (
        (found.overturned, ("dermatomal sensory loss", "signed pain agreement")),
        (found.upheld, ("earlier therapy",)),
    ):
        said = " / ".join(one.phrase for one in side)
        assert all(any(word in said for word in signal.split()) for signal in signals), said
    # Of a sentence hardly more than one phrase is named, and no word of it where a longer phrase says the same.
    assert len(named(found)) <= 2 * len(SEPARATING)
    assert all(" " in phrase for phrase in named(found))
    texts = rationales(letters)
    for one in found.overturned:
        assert one.overturned > one.upheld
        assert one.log_odds > 0
        assert one.phrase in texts[one.example][0]
        assert texts[one.example][1] == "overturned"
        having = [decision for text, decision in texts.values() if one.phrase in text]
        assert (one.overturned, one.upheld) == (having.count("overturned"), having.count("upheld"))
    for one in found.upheld:
        assert one.log_odds < 0
        assert texts[one.example][1] == "upheld"


def test_where_decisions_go_by_treatment_and_chance_next_to_nothing_is_named(tmp_path: Path) -> None:
    told = []
    for seed in range(10):
        (tmp_path / str(seed)).mkdir()
        found = contrasted(tmp_path / str(seed), list(composed(500, BALANCED, seed)))
        told += named(found)
        assert bool(named(found)) == (found.reason is None)
    # Each of ten may name something once in twenty times.
    assert len(told) <= 2


def test_a_treatment_s_name_is_named_only_where_treatments_are_not_told_apart(tmp_path: Path) -> None:
    letters = list(composed(600, {}, 1))
    blurred = [
        letter(one.letter, "service", issue.decision, issue.rationale.text)
        for one in letters
        for issue in one.issues
        if issue.decision and issue.rationale
    ]
    (tmp_path / "told").mkdir()
    (tmp_path / "blurred").mkdir()
    assert named(contrasted(tmp_path / "told", letters)) == []
    assert {"lumbar fusion", "night splint"} <= {
        phrase for each in named(contrasted(tmp_path / "blurred", blurred)) for phrase in TREATMENTS if phrase in each
    }


def test_copies_count_once(tmp_path: Path) -> None:
    letters = list(composed(300, {}, 2))
    copied = "The patient kept a diary of every dose, as the attached pages from the spring of the year show in full."
    copies = [letter(f"C{number}", "night splint", "upheld", f"{copied} {number}") for number in range(60)]
    # A letter that repeats a sentence in many issues says it once.
    repeats = [
        " ".join(["The home visit was postponed twice.", *spoken(Random(number), "night splint")])
        for number in range(60)
    ]
    letters += [*copies, letter("R", "night splint", "overturned", *repeats)]
    found = contrasted(tmp_path, letters)
    assert named(found) == []
    assert found.of_upheld.looked_at - found.of_upheld.compared >= len(copies) - 1


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("decision:upheld", "only 0 overturned issues can be compared"),
        ("absentword", "only 0 overturned and 0 upheld issues can be compared"),
        ("category:surgery", "only 0 overturned and 0 upheld"),
    ],
)
def test_with_too_few_on_a_side_it_is_silent_and_says_why(tmp_path: Path, text: str, told: str) -> None:
    found = contrasted(tmp_path, list(composed(200, SEPARATING, 3)), text)
    assert named(found) == []
    assert found.reason
    assert found.reason.startswith(told)


def test_treatments_that_are_all_decided_one_way_can_not_be_compared(tmp_path: Path) -> None:
    letters = list(composed(300, SEPARATING, 4))
    split = [
        letter(one.letter, f"{issue.decision} service", issue.decision, issue.rationale.text)
        for one in letters
        for issue in one.issues
        if issue.decision and issue.rationale
    ]
    found = contrasted(tmp_path, split)
    assert named(found) == []
    assert found.reason
    assert "treatments decided both ways" in found.reason


def test_it_is_the_same_each_time_and_on_each_engine(tmp_path: Path) -> None:
    letters = list(composed(200, SEPARATING, 5))
    told = []
    for name in ENGINES:
        for order in (letters, letters[::-1]):
            folder = tmp_path / f"{name}{len(told)}"
            folder.mkdir()
            with opened(folder, order, name) as engine:
                told.append(contrast(engine, SearchRequest()))
    assert all(one == told[0] for one in told)
    assert told[0].overturned


def test_a_sample_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("search.contrast._MOST", 150)
    found = contrasted(tmp_path, list(composed(900, SEPARATING, 6)))
    assert found.of_overturned.looked_at == found.of_upheld.looked_at == 150
    assert found.of_overturned.matching + found.of_upheld.matching == 900
    assert any("dermatomal" in one.phrase for one in found.overturned)
