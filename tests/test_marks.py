"""Marks are what a clause asks for, and nothing else: compared with a plain telling of it over tokens."""

from collections.abc import Callable, Iterator
from itertools import groupby, pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.clean import clean
from corpus.determination import Determination, Issue, Passage
from index.analysis import FUNCTION_WORDS, Token, Words, fold, stem, tokenize
from index.query import AllOf, AnyOf, AtLeast, BestOf, Clause, Near, Not, Phrase, Prefer, Prefix, Term
from search.marked_letter import marked_sections
from search.marks import Marker

Exactly = Callable[[str], Clause]

# Also letters that Python's \w lacks, and signs that part words or look as if they did
WORDS = [
    "pain",
    "pains",
    "norco",
    "the",
    "no",
    "flags",
    "exercised",
    "10",
    "हिन्दी",
    "ⓐb",
    "ΟΔΟΣ",
    "e\u0301t",
    "x\u0345",
]
PARTINGS = [" ", ", ", "-", "/", ". ", "_", "’", "\n", "  "]
texts = st.lists(st.tuples(st.sampled_from(WORDS), st.sampled_from(PARTINGS)), max_size=25).map(
    lambda pieces: clean("".join(word + parting for word, parting in pieces))
)
stems = st.sampled_from([stem(next(tokenize(clean(word))).word) for word in WORDS])
terms = st.builds(Term, st.just("rationale"), stems)
leaves = st.one_of(
    terms,
    st.builds(Phrase, st.just("rationale"), st.lists(stems, min_size=2, max_size=3).map(tuple)),
    st.builds(Near, st.just("rationale"), st.lists(stems, min_size=2, max_size=3).map(tuple), st.integers(0, 3)),
    st.builds(Prefix, st.just("rationale"), st.sampled_from(["p", "nor", "1", "ⓐ", "हि"])),
)
elsewhere = st.builds(Term, st.just("summary"), stems)


def _plain(clause: Clause, tokens: list[Token], *, together: bool = False) -> set[int] | None:
    """Return the tokens that a clause of one field marks; None if it asks for none."""
    match clause:
        case Term("rationale", wanted):
            if wanted in FUNCTION_WORDS and not together:
                return None
            return {n for n, token in enumerate(tokens) if token.stem == wanted}
        case Prefix("rationale", start):
            return {n for n, token in enumerate(tokens) if token.word.startswith(start)}
        case Phrase("rationale", wanted):
            length = len(wanted)
            starts = (n for n in range(len(tokens)) if tuple(one.stem for one in tokens[n : n + length]) == wanted)
            return {n + ahead for n in starts for ahead in range(length)}
        case Near("rationale", wanted, within):
            once = [one for one, _ in groupby(wanted)]
            if len(once) == 1:
                return _plain(Term("rationale", once[0]), tokens, together=together)
            pairs = [set(_near(tokens, pair, within)) for pair in pairwise(once)]
            return set().union(*pairs) if all(pairs) else set()
        case AllOf(parts):
            found = [one for part in parts if (one := _plain(part, tokens, together=True)) is not None]
            return set().union(*found) if all(found) else set()
        case _:
            return None


def _near(tokens: list[Token], pair: tuple[str, str], within: int) -> Iterator[int]:
    for n, one in enumerate(tokens):
        for m, other in enumerate(tokens):
            if {one.stem, other.stem} == set(pair) and abs(n - m) - 1 <= within:
                yield n


@settings(max_examples=400)
@given(texts, st.lists(leaves, max_size=4), st.lists(leaves, min_size=2, max_size=3), elsewhere, st.integers(0, 3))
def test_marks_are_whole_words_that_were_asked_for(
    text: str, any_of: list[Clause], all_of: list[Clause], other: Clause, shape: int
) -> None:
    together = AllOf(tuple(all_of))
    # The words of two that are near each other may be those of phrases beside them, which is told elsewhere.
    if isinstance(all_of[0], Near) and all(isinstance(one, Phrase) for one in all_of[1:]):
        together = AllOf((*all_of, Term("rationale", "norco")))
    parts: tuple[Clause, ...] = (*any_of, together, other, Not(Term("rationale", "pain")))
    clauses: list[Clause] = [
        BestOf(parts), AnyOf(parts), AtLeast(1, parts), Prefer(AnyOf(parts), (Term("rationale", "flag"),)),
    ]  # fmt: skip
    tokens = list(tokenize(text))
    wanted = set().union(*(found for part in (*any_of, together) if (found := _plain(part, tokens)) is not None))
    (marks,) = Marker(clauses[shape]).marked("rationale", (text,)).marks
    starts, ends = {token.start for token in tokens}, {token.end for token in tokens}
    position = 0
    for mark in marks:
        assert position <= mark.start < mark.end <= len(text)
        assert mark.start in starts
        assert mark.end in ends
        assert mark.shown.terms
        position = mark.end
    marked = {n for n, one in enumerate(tokens) if any(m.start <= one.start and one.end <= m.end for m in marks)}
    assert marked == wanted


def _shown(clause: Clause, *texts: str, field: str = "rationale") -> list[list[str]]:
    marked = Marker(clause).marked(field, texts)
    return [[text[m.start : m.end] for m in marks] for text, marks in zip(texts, marked.marks, strict=True)]


@pytest.mark.parametrize(
    ("query", "text", "expected"),
    [
        ('"red flag"', "A red flag, red flags; a flag.", ["red flag", "red flags"]),
        ('"red flag" "flag sign"', "A red flag sign.", ["red flag sign"]),
        ('"norco pain"~1', "Norco for pain and more. Norco is no help for pain at night. Pain norco norco", ["Norco", "pain", "Pain", "norco", "norco"]),
        ("norco /s pain", f"Norco. {'word ' * 26}pain {'word ' * 3} norco", ["pain", "norco"]),
        ("norco /p pain", "Norco and pain", ["Norco", "pain"]),
        ("norco /p pain", "Norco alone", []),
        ('"functional improvement" /s norco', f"Improvement, norco, functional improvement. {'word ' * 30} functional improvement", ["norco", "functional improvement"]),
        ('"functional improvement" /s norco', f"Improvement, norco {'word ' * 30} functional improvement", ["Improvement", "norco", "functional improvement"]),
        ("pain -norco", "Norco for pain", ["pain"]),
        ("NOT (pain norco)", "Norco for pain", []),
        ("medic*", "Medication is medical, not immedicable.", ["Medication", "medical"]),
        ("summary:pain norco", "Norco for pain", ["Norco"]),
        ("year:2016 age:>50 pain", "In 2016 pain at 50", ["pain"]),
        ("the pain", "The pain", ["pain"]),
        ('"of the pain"', "of the pain, the pain", ["of the pain"]),
    ],
)  # fmt: skip
def test_what_was_asked_is_marked(exactly: Exactly, query: str, text: str, expected: list[str]) -> None:
    assert _shown(exactly(query), text) == [expected]


def test_the_texts_of_one_field_are_marked_as_one(exactly: Exactly) -> None:
    both = "the MTUS", "see ODG"
    assert _shown(exactly("guideline:(mtus /p odg)"), *both, field="guideline") == [["MTUS"], ["ODG"]]
    assert _shown(exactly("guideline:(mtus /p acoem)"), *both, field="guideline") == [[], []]
    # As in an index, there is a gap between them.
    assert _shown(exactly('guideline:"mtus see"'), *both, field="guideline") == [[], []]
    assert _shown(exactly('guideline:"mtus see"~1'), *both, field="guideline") == [["MTUS"], ["see"]]
    assert _shown(exactly('guideline:"mtus see"~0'), *both, field="guideline") == [[], []]


@given(st.lists(st.text(max_size=30).map(clean), min_size=1, max_size=3) | st.lists(texts, min_size=1, max_size=3))
def test_words_in_columns_are_tokens(parts: list[str]) -> None:
    words = Words(parts)
    tokens = [(number, token) for number, text in enumerate(parts) for token in tokenize(text)]
    numbers = [n for n, word in enumerate(words.words) if word != "\0"]
    assert [(words.words[n], words.stems[n]) for n in numbers] == [(token.word, token.stem) for _, token in tokens]
    assert len(words.words) == len(tokens) + len(parts) - 1
    assert [words.span(n, n + 1) for n in numbers] == [(number, token.start, token.end) for number, token in tokens]
    assert [len(fold(text)) for text in parts] == [len(text) for text in parts]


def test_a_whole_letter_is_marked_in_the_order_it_is_read(exactly: Exactly) -> None:
    def passage(text: str) -> Passage:
        return Passage(text, 0, len(text))

    issues = (
        Issue(1, passage("Norco"), "upheld", passage("MTUS: Norco."), passage("ODG: norco"), passage("No norco, norco!"), 1),
        Issue(2, None, None, None, passage("Norco."), None, 1),
    )  # fmt: skip
    letter = Determination("L", "l.txt", "0" * 32, "E", summary=passage("Pain."), issues=issues)
    found = [(one.k, one.part, one.marks) for one in marked_sections(letter, exactly("norco -pain"))]
    assert found == [
        (None, "summary", ()),
        (1, "treatment", ((0, 5),)),
        (1, "claims_administrator_guideline", ((6, 11),)),
        (1, "reviewer_guideline", ((5, 10),)),
        (1, "rationale", ((3, 8), (10, 15))),
        (2, "reviewer_guideline", ((0, 5),)),
    ]
    plain = Determination("L", "l.txt", "0" * 32, "unrecognised", text="A norco.")
    assert [(one.k, one.part, one.marks) for one in marked_sections(plain, exactly("norco"))] == [
        (None, "text", ((2, 7),))
    ]
