"""An index that is open, as Python programs see it."""

from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

import search as library
from corpus.errors import BadRequest, ImrError, IndexAbsent, IndexUnusable
from index.store import open_index
from search import SearchRequest, mark, search
from search.checklist import checklist
from search.contrast import contrast
from search.similar import similar
from search.statistics import statistics
from search.subject import subject_of_issue


def test_it_answers_as_the_front_ends_do(index_folder: Path) -> None:
    filters = {"decision": "upheld", "year": [2016, "2017"], "sex": ("male", "")}
    pairs = (("decision", "upheld"), ("year", "2016"), ("year", "2017"), ("sex", "male"), ("sex", ""))
    with closing(open_index(index_folder)) as engine:
        expected = search(engine, SearchRequest("pain", pairs, "oldest", 2, 5, exact=True, collapse=False))
    with library.open(index_folder) as letters:
        asked = {"filters": filters, "sort": "oldest", "exact": True, "collapse": False}
        page = letters.search("pain", limit=5, offset=2, **asked)
        assert len(page.hits) == 5
        assert replace(page, took_ms=0) == replace(expected, took_ms=0)
        every = list(letters.listing("pain", **asked).hits)
        assert (tuple(every[2:7]), len(every)) == (page.hits, page.total)
        assert len(letters) == letters.search().total == sum(1 for _ in letters.listing(collapse=False).hits)


def test_letters_are_found_by_their_names(index_folder: Path) -> None:
    with library.open(str(index_folder)) as letters:
        hit = letters.search("pain").hits[0]
        letter = letters.letter(hit.letter)
        assert letter is not None
        assert letter.letter == hit.letter
        assert letter == letters.letter(hit.id) == letters.letter(hit.letter.lower())
        assert letters.letter("CM99-0000000") is letters.letter("") is None


def test_values_are_told_in_a_few_lines(index_folder: Path) -> None:
    with library.open(index_folder) as letters:
        page = letters.search("pain", limit=2)
        assert repr(letters) == f"<OpenIndex {index_folder}: {len(letters)} issues>"
        first, *lines = repr(page).split("\n")
        assert first.startswith(f"<ResultPage 'pain': {page.total} issues; ")
        assert "overturned (" in first
        assert lines == list(map(repr, page.hits))
        assert all(len(line) < 200 and hit.id in line for line, hit in zip(lines, page.hits, strict=True))
        # Among issues that were chosen by their decision a share says nothing, and a hostile query prints nothing.
        chosen = letters.search("pain\n\x1b[31m", filters={"decision": "upheld"}, limit=0)
        assert repr(chosen) == f"<ResultPage 'pain\\n\\x1b[31m': {chosen.total} issues>"
        assert repr(letters.letter(page.hits[0].id)).startswith(f"<Determination {page.hits[0].letter}, decided ")
        assert repr(letters.listing("pain")) == f"<Listing 'pain': {page.total} issues>"


def test_disputes_and_figures_are_those_of_the_front_ends(index_folder: Path) -> None:
    request = SearchRequest("pain", (("sex", "female"),), exact=True)
    asked = {"filters": {"sex": "female"}, "exact": True}
    with closing(open_index(index_folder)) as engine, library.open(index_folder) as letters:
        assert letters.stats("pain", by="year", **asked) == statistics(engine, request, "year")
        assert letters.contrast("pain", **asked) == contrast(engine, request)
        assert letters.checklist("pain", **asked) == checklist(engine, request)
        hit = letters.search("acupuncture").hits[0]
        letter = letters.letter(hit.letter)
        assert letter is not None
        assert letters.similar(hit.id, limit=3) == similar(engine, subject_of_issue(letter, hit.k), 3)
        assert letters.mark(letter, "pain") == mark(engine, letter, "pain")
        near = letters.similar(text="Please authorize Norco 10/325 mg #60.")
        assert near == letters.similar(text=b"Please authorize Norco 10/325 mg #60.")
        assert [drug.name for drug in near.understood.issue.about.drugs] == ["hydrocodone"]


def test_disputes_and_figures_are_told_in_a_few_lines(index_folder: Path) -> None:
    with library.open(index_folder) as letters:
        hit = letters.search("acupuncture").hits[0]
        letter = letters.letter(hit.letter)
        assert letter is not None
        near = letters.similar(hit.id)
        assert [line for line in repr(near).split("\n") if "<Hit" in line] == [
            f"  {one.score:.0%} {one!r}" for one in (*near.overturned, *near.upheld)
        ]
        counted = letters.stats("pain", by="sex")
        assert repr(counted).startswith(f"<Statistics 'pain': All: {counted.total.issues} issues; ")
        assert all(f"\n  {row.label}: {row.issues}" in repr(counted) for row in counted.rows)
        assert "nothing is named: only 0 overturned" in repr(letters.contrast("decision:upheld"))
        assert "no issue that matches was overturned" in repr(letters.checklist("decision:upheld"))
        assert repr(letters.mark(letter, "zzzz", exact=True)) == "<MarkedLetter: 0 marks in 0 sections>"


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        ({}, "give either an issue"),
        ({"issue": "x", "text": "y"}, "give either an issue"),
        ({"issue": "x", "k": 1}, "give either an issue"),
        ({"issue": "CM99-0000000#1"}, "no letter"),
        ({"text": ""}, "the text"),
        ({"text": b"%PDF-1.4 damaged"}, "the text"),
    ],
)
def test_a_dispute_that_cannot_be_read_is_told(index_folder: Path, arguments: dict[str, Any], told: str) -> None:
    with library.open(index_folder) as letters, pytest.raises(ImrError, match=told):
        letters.similar(**arguments)


def test_misuse_is_told(index_folder: Path, tmp_path: Path) -> None:
    with pytest.raises(IndexAbsent, match="make one with"):
        library.open(tmp_path)
    letters = library.open(index_folder)
    with pytest.raises(BadRequest, match="can't filter on 'color'"):
        letters.search(filters={"color": "red"})
    hits = letters.listing("pain").hits
    next(hits)
    letters.close()
    letters.close()
    assert repr(letters) == f"<OpenIndex {index_folder}: closed>"
    for ask in (letters.search, letters.listing, letters.__len__, lambda: letters.letter("x"), lambda: next(hits)):
        with pytest.raises(IndexUnusable, match="was closed; open it again"):
            ask()
