"""Near-twins are known by their signatures: as comparing all pairs of rationales word by word tells them."""

from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from random import Random
from typing import NamedTuple

import pytest

from corpus.clean import clean
from corpus.composer import compose
from corpus.determination import Decision, Determination, SourceText
from corpus.parse import parse
from corpus.readers import list_files, read_letter
from index.analysis import tokenize
from index.shingles import Signature, bins_of, hashed, may_be_near, near_twins, sign

Shingles = frozenset[tuple[str, ...]]


def shingles(rationale: str) -> Shingles:
    words = [token.word for token in tokenize(rationale)]
    return frozenset(zip(words, words[1:], words[2:], words[3:], words[4:], strict=False))


def resemblance(these: Shingles, those: Shingles) -> float:
    return len(these & those) / max(1, len(these | those))


def known(these: Signature, those: Signature) -> bool:
    compared = may_be_near(bins_of(these.sketch), [bins_of(those.sketch)])
    return bool(compared) and near_twins(hashed(these.hashes), hashed(those.hashes))


class Compared(NamedTuple):
    """Pairs of rationales: near-twins, those of them that signatures miss, and pairs that they wrongly join."""

    near: int
    missed: int
    denied: int


def compare(letters: Iterable[Determination]) -> Compared:
    issues = [
        (issue.decision, issue.rationale.text) for letter in letters for issue in letter.issues if issue.rationale
    ]
    true = [shingles(rationale) for _, rationale in issues]
    signed = [sign(rationale, decision) for decision, rationale in issues]
    holders: dict[tuple[str, ...], list[int]] = {}
    counts: Counter[str] = Counter()
    for number, (decision, _) in enumerate(issues):
        earlier = Counter(other for shingle in true[number] for other in holders.get(shingle, ()))
        for other in earlier:
            near = decision == issues[other][0] and resemblance(true[number], true[other]) >= 0.5
            told = known(signed[other], signed[number])
            counts.update(near=near, missed=near and not told, denied=told and not near)
        for shingle in true[number]:
            holders.setdefault(shingle, []).append(number)
    return Compared(counts["near"], counts["missed"], counts["denied"])


def test_near_twins_of_composed_letters_are_known() -> None:
    compared = compare(parse(SourceText("", "", clean(letter.text))) for letter in compose(500, seed=11))
    assert compared.near > 200
    assert compared.denied == 0
    assert compared.missed <= compared.near * 0.005


def test_near_twins_of_real_letters_are_known(real_letters: Path) -> None:
    compared = compare(parse(read_letter(path)) for path in list_files(real_letters).files)
    assert compared.near > 100
    assert (compared.missed, compared.denied) == (0, 0)


@pytest.mark.parametrize("length", [5, 6, 8, 10, 15, 20, 30, 60, 120, 400])
def test_pairs_that_share_just_the_half_are_hardly_ever_missed(length: int) -> None:
    """Two rationales begin with the same words, and go on so long that they share just half of their shingles."""
    chance = Random(length)
    own = (length - 4) // 2
    missed = 0
    for _ in range(500):
        words = [f"word{chance.getrandbits(40)}" for _ in range(length + 2 * own)]
        one, other = (" ".join(words[:length] + rest) for rest in (words[length : length + own], words[length + own :]))
        assert 0.5 <= resemblance(shingles(one), shingles(other)) <= 1
        missed += not known(sign(one, "upheld"), sign(other, "upheld"))
    assert missed <= 500 * 0.03


@pytest.mark.parametrize(
    ("these", "those", "near"),
    [("abc", "abcdef", True), ("abc", "abcdefg", False), ("abcx", "abcy", True), ("abx", "aby", True), ("abx", "abyz", False), ("", "", False)],
)  # fmt: skip
def test_half_is_enough_and_less_is_not(these: str, those: str, near: bool) -> None:
    one, other = (frozenset(map(ord, letters)) for letters in (these, those))
    assert near_twins(one, other) == near_twins(other, one) == near


@pytest.mark.parametrize("rationale", ["", "Not needed.", "It is not needed", "-, - / - . -"])
def test_fewer_than_five_words_resemble_nothing(rationale: str) -> None:
    assert sign(rationale, "upheld") == Signature()
    assert not known(sign(rationale, "upheld"), sign(rationale, "upheld"))


def test_words_are_those_of_the_index() -> None:
    plain = sign("the patient s pain is chronic a 10 325 tablet helps", "upheld")
    assert sign("The patient's pain is CHRONIC; a 10/325 (tablet)\n\nhelps.", "upheld") == plain
    assert sign("The patient’s pain is CHRONIC – a 10/325 “tablet”\fhelps…", "upheld") == plain
    assert sign("ΣΊσΥΦΟΣ ΣΊΣΥΦΟΣ É é pain", None) == sign("σίσυφοσ, σίσυφοσ, é é pain.", None)


def test_different_decisions_share_nothing() -> None:
    rationale = " ".join(f"word{number}" for number in range(300))
    decisions: tuple[Decision | None, ...] = ("upheld", "overturned", None)
    signed = {decision: sign(rationale, decision) for decision in decisions}
    for one in decisions:
        for other in decisions:
            assert known(signed[one], signed[other]) == (one == other)
            assert bool(hashed(signed[one].hashes) & hashed(signed[other].hashes)) == (one == other)
