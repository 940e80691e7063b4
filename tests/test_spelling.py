"""What a misspelt word is compared with: all words that are near enough, and none else."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from rapidfuzz.distance import OSA

from search.spelling import Spellings, edits_allowed

LETTERS = "abcdé"


@pytest.mark.parametrize(
    ("typed", "meant", "edits"),
    [("esi", "eso", 0), ("kne", "knee", 1), ("knee", "kne", 1), ("therapy", "therapx", 1), ("vrteba", "vertebra", 2)],
)
def test_long_words_may_be_two_edits_off_and_short_ones_none(typed: str, meant: str, edits: int) -> None:
    assert edits_allowed(len(typed), len(meant)) == edits


@pytest.mark.parametrize("typed", ["", "a", "le", "10325", "l5s1", "10mgs"])
def test_numbers_and_the_shortest_words_are_taken_at_their_word(typed: str) -> None:
    assert Spellings([typed + "x", "leg", "a", "10mg"]).near(typed) == {}


@pytest.mark.parametrize(
    ("typed", "meant", "edits"),
    [
        ("lumbr", "lumbar", 1), ("lumbaar", "lumbar", 1), ("lumber", "lumbar", 1), ("lubmar", "lumbar", 1),
        ("gabapentn", "gabapentin", 1), ("gabpentn", "gabapentin", 2), ("agbapentni", "gabapentin", 2),
        ("hydrocdoone", "hydrocodone", 1), ("laminectmoy", "laminectomy", 1),
    ],
)  # fmt: skip
def test_a_typo_leads_to_the_word_meant(typed: str, meant: str, edits: int) -> None:
    assert Spellings([meant, "spine", "surgery", "laminotomy"]).near(typed) == {meant: edits}


words = st.text(LETTERS, min_size=1, max_size=11)


@st.composite
def edited(draw: st.DrawFn) -> tuple[str, str]:
    """Return a word, and the word after one or two edits."""
    word = typed = draw(st.text(LETTERS, min_size=4, max_size=12))
    for _ in range(draw(st.integers(1, 2))):
        at = draw(st.integers(0, max(0, len(typed) - 2)))
        change = draw(st.sampled_from(["add", "leave out", "change", "swap"]))
        letter = draw(st.sampled_from(LETTERS))
        rest = typed[at + 1 :]
        match change:
            case "add":
                typed = typed[:at] + letter + typed[at:]
            case "leave out":
                typed = typed[:at] + rest
            case "change":
                typed = typed[:at] + letter + rest
            case _:
                typed = typed[:at] + rest[:1] + typed[at : at + 1] + rest[1:]
    return word, typed


@given(st.lists(words, max_size=30, unique=True), edited())
@example([], ("abcdabcd", "abdcabdc"))
@example([], ("aabbccdd", "baabcddc"))
def test_all_words_near_enough_are_found_and_none_else(others: list[str], pair: tuple[str, str]) -> None:
    word, typed = pair
    known = {*others, word}
    near = {one: OSA.distance(typed, one) for one in known}
    allowed = {one: edits_allowed(len(typed), len(one)) for one in known if len(typed) > 2}
    assert Spellings(known).near(typed) == {one: near[one] for one in allowed if 0 < allowed[one] >= near[one]}


def test_two_swaps_anywhere_are_found() -> None:
    word = "abcdefghijk"
    swaps = [word[:at] + word[at + 1] + word[at] + word[at + 2 :] for at in range(len(word) - 1)]
    twice = [one[:at] + one[at + 1] + one[at] + one[at + 2 :] for one in swaps for at in range(len(word) - 1)]
    known = Spellings([word])
    assert all(
        known.near(typed) == {word: OSA.distance(word, typed)} for typed in twice if OSA.distance(word, typed) < 3
    )
