from collections.abc import Callable, Iterator
from contextlib import closing
from random import Random

import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from corpus.clean import clean
from corpus.determination import Determination, Issue, Passage
from index.analysis import FUNCTION_WORDS, tokenize
from index.document import documents
from index.engine import ENGINES, Engine, load_engine
from index.query import Clause, Phrase, Prefix, Query, Term
from search.highlight import Highlighter, Snippet
from search.marks import Marker

Exactly = Callable[[str], Clause]

RATIONALE = (
    "The guideline asks for a trial of exercise. Dr. Vale noted pain at L5-S1, with functional improvements after "
    "Norco 10/325. No red flags were found. As such, the request is not medically necessary."
)
SUMMARY = "A 48 year old man with chronic back pain. He takes Norco daily."


def _passage(text: str) -> Passage:
    return Passage(text, 0, len(text))


def letter(rationale: str = RATIONALE, summary: str = SUMMARY) -> tuple[Determination, Issue]:
    issue = Issue(
        1, _passage("Norco 10/325mg #60"), "upheld", _passage("MTUS."), _passage("ODG."), _passage(rationale), 1
    )
    return Determination("L", "l.txt", "0" * 32, "E", summary=_passage(summary), issues=(issue,)), issue


def shown(clause: Clause) -> list[tuple[str, list[str]]]:
    """Return the field of each snippet with the words marked in it."""
    snippets = Highlighter(clause).snippets(*letter())
    return [(one.field, [one.text[start:end] for start, end in one.marks]) for one in snippets]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("improvement", [("rationale", ["improvements"])]),
        ('"red flag"', [("rationale", ["red flags"])]),
        ("10/325", [("rationale", ["10/325"])]),
        ("l5-s1", [("rationale", ["L5-S1"])]),
        ("func*", [("rationale", ["functional"])]),
        ("summary:norco", [("summary", ["Norco"])]),
        ("norco functional", [("rationale", ["functional", "Norco"])]),
        ("chronic exercise", [("rationale", ["exercise"]), ("summary", ["chronic"])]),
        ("exercise -norco", [("rationale", ["exercise"])]),
        ("the exercise", [("rationale", ["exercise"])]),
    ],
)
def test_marks_show_what_was_asked(exactly: Exactly, query: str, expected: list[tuple[str, list[str]]]) -> None:
    assert shown(exactly(query)) == expected


def test_sentences_do_not_end_at_abbreviations(exactly: Exactly) -> None:
    (snippet,) = Highlighter(exactly("vale")).snippets(*letter())
    assert snippet.text.startswith("Dr. Vale")
    assert snippet.text.endswith("10/325.")


def test_without_marks_the_conclusion_is_quoted(exactly: Exactly) -> None:
    (snippet,) = Highlighter(exactly("")).snippets(*letter())
    assert snippet.marks == ()
    assert snippet.text.endswith("not medically necessary.")
    assert len(snippet.text) > 60


def test_a_long_sentence_is_cut_round_its_marks(exactly: Exactly) -> None:
    long = "word " * 200 + "norco " + "word " * 200
    (snippet,) = Highlighter(exactly("rationale:norco")).snippets(*letter(rationale=long))
    ((start, end),) = snippet.marks
    assert snippet.text[start:end] == "norco"
    assert snippet.text.startswith("… word")
    assert snippet.text.endswith("word …")
    assert len(snippet.text) < 400


def test_a_long_sentence_is_cut_where_its_marks_are_densest(exactly: Exactly) -> None:
    long = f"pain {'word ' * 90} norco relieves pain {'word ' * 90} exercise {'word ' * 90} norco"
    found = Highlighter(exactly("rationale:norco pain rationale:exercise")).snippets(*letter(rationale=long))
    marked = [[one.text[start:end] for start, end in one.marks] for one in found]
    assert marked == [["norco", "pain"], ["exercise"]]
    assert all(len(one.text) < 330 and one.text.startswith("… word") and one.text.endswith("word …") for one in found)


def test_a_phrase_over_a_stop_is_shown_whole(exactly: Exactly) -> None:
    (snippet,) = Highlighter(exactly('"norco 10"')).snippets(*letter(rationale="It was Norco. 10 tablets. No more."))
    assert snippet == Snippet("rationale", "It was Norco. 10 tablets.", ((7, 16),))


@pytest.mark.parametrize(
    ("query", "rationale", "summary", "expected"),
    [
        # The section that shows the most, then what it lacks
        (
            "norco spasm gait",
            "Norco fails. He has spasm.",
            "Norco, spasm, gait.",
            ["rationale", "rationale", "summary"],
        ),
        ("norco spasm gait", "Norco fails.", "Norco, spasm, gait.", ["summary"]),
        ("norco spasm", "Norco fails.", "Norco and spasm.", ["rationale", "summary"]),
        ("norco spasm gait", "Norco, spasm and gait.", "Norco. Spasm. Gait.", ["rationale"]),
        ("absent", "Norco fails.", "Norco.", ["rationale"]),
    ],
)
def test_quotes_are_from_the_section_that_shows_the_most(
    exactly: Exactly, query: str, rationale: str, summary: str, expected: list[str]
) -> None:
    snippets = Highlighter(exactly(query)).snippets(*letter(rationale, summary))
    assert [snippet.field for snippet in snippets] == expected


def test_an_unrecognised_letter_is_quoted_from_its_text(exactly: Exactly) -> None:
    text = "Some note. It speaks of norco here."
    plain = Determination("L", "l.txt", "0" * 32, "unrecognised", text=text)
    assert Highlighter(exactly("norco")).snippets(plain, None) == (
        Snippet("text", "It speaks of norco here.", ((13, 18),)),
    )


_WORDS = (
    "pain pains painful spain therapy therapies therapist die dying dies sky skies use used using İpain ﬁ norco".split()
)


@given(st.lists(st.sampled_from(_WORDS)), st.sampled_from(_WORDS), st.sampled_from([" ", "_", "-", "/", ". "]))
def test_a_mark_is_a_token_of_the_same_stem(exactly: Exactly, words: list[str], sought: str, parting: str) -> None:
    text = clean(parting.join(words))
    clause = exactly(f"rationale:{sought}")
    assume(isinstance(clause, Term))
    assert isinstance(clause, Term)
    (marks,) = Marker(clause).marked("rationale", (text,)).marks
    assert [(mark.start, mark.end) for mark in marks] == [
        (token.start, token.end) for token in tokenize(text) if token.stem == clause.stem
    ]


# Vowel signs and accents that Python takes for no letters, digits of several scripts, letters that are written otherwise
# in lower case or are newer than Python, and signs that part words or look as if they did.
_PIECES = [
    "pain", "Pains", "10", "é", "e\u0301", "ß", "ﬁ", "Σ", "σας", "ΣΑΣ", "İ", "ı", "K", "²", "①", "Ⓐ", "٣", "२", "Ⅳ", "ª",
    "\u0915", "\u093f", "\u094d", "\u0903", "\u0345", "\u1c89", "\u1c8a", "\ua7cb", "\u0264", "\U00010d50", "\U00010d70",
    "\U00016ea0", "_", "-", "'", "’", ".", "\u200d", "\u0307",
]  # fmt: skip
_CHANCE = Random(5)
_TEXTS = [clean(" ".join("".join(_CHANCE.choices(_PIECES, k=_CHANCE.randint(1, 4))) for _ in range(5))) for _ in range(300)]  # fmt: skip


@pytest.fixture(scope="module", params=ENGINES)
def tricky(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    module, folder = load_engine(request.param), tmp_path_factory.mktemp("tricky")
    writer = module.open_writer(folder)
    for number, text in enumerate(_TEXTS):
        for document in documents(Determination(f"{number}", "l.txt", f"{number:032}", "unrecognised", text=text)):
            writer.add(document)
    writer.commit()
    with closing(module.open_reader(folder)) as opened:
        yield opened


@settings(max_examples=300)
@given(query=st.lists(st.sampled_from([*_PIECES, " "]), min_size=1, max_size=5).map("".join), is_prefix=st.booleans())
@example(query="\u0915", is_prefix=False)
@example(query="σας", is_prefix=False)
def test_what_is_found_is_marked_and_nothing_else(
    exactly: Exactly, tricky: Engine, query: str, is_prefix: bool
) -> None:
    clause = exactly(f"text:{query}*" if is_prefix else f'text:"{query}"')
    assume(isinstance(clause, Term | Phrase | Prefix) and clause.field == "text")
    assert isinstance(clause, Term | Phrase | Prefix)
    assume(not (isinstance(clause, Term) and clause.stem in FUNCTION_WORDS))
    hits = tricky.search(Query(clause, limit=len(_TEXTS))).hits
    found = {int(tricky.read(hit.document).id.removesuffix("#0")) for hit in hits}
    marker = Marker(clause)
    for number, text in enumerate(_TEXTS):
        (marks,) = marker.marked("text", (text,)).marks
        assert bool(marks) == (number in found), text
        for mark in marks:
            words = list(tokenize(text[mark.start : mark.end]))
            match clause:
                case Prefix(start=start):
                    assert [word.word.startswith(start) for word in words] == [True]
                case Term(stem=stem):
                    assert [word.stem for word in words] == [stem]
                case Phrase(stems=stems):
                    assert [word.stem for word in words] == [*stems]


@given(st.text(max_size=500), st.text(max_size=40))
def test_marks_lie_inside_their_text_in_order(exactly: Exactly, rationale: str, query: str) -> None:
    for snippet in Highlighter(exactly(query)).snippets(*letter(rationale=clean(rationale) or "x")):
        position = 0
        for start, end in snippet.marks:
            assert position <= start < end <= len(snippet.text)
            position = end
