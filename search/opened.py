"""An index that is open: all that the front ends ask, for Python programs and notebooks."""

import os
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from types import TracebackType
from typing import Self

from corpus.determination import Determination
from corpus.errors import BadRequest, IndexUnusable, UnknownIssue
from corpus.readers.pasted import read_pasted
from index.engine import Engine
from index.query import Sort
from index.store import open_index
from search.checklist import Checklist, checklist
from search.contrast import Contrast, contrast
from search.in_words import counted
from search.letters import find_letter
from search.lexicon import lexicon_of
from search.marked_letter import MarkedLetter
from search.request import EVERY, SearchRequest
from search.results import Hit, Listing, ResultPage
from search.run import listing, mark, search
from search.similar import SimilarDisputes, similar
from search.statistics import Statistics, statistics
from search.subject import subject_of_issue, subject_of_text

Choice = str | int
Choices = Mapping[str, Choice | Iterable[Choice]]


class OpenIndex:
    """An index, open for reading: it stays as it was when it was opened, whatever runs write meanwhile.

    To be closed, by `close` or at the end of a `with`. Where it can't be read, or is closed, IndexUnusable is raised.
    """

    def __init__(self, engine: Engine, name: str) -> None:
        """Take an open engine, and the name by which people know its index."""
        self._opened: Engine | None = engine
        self._name = name

    def search(
        self,
        text: str = "",
        *,
        filters: Choices | None = None,
        sort: Sort = "relevance",
        limit: int = 10,
        offset: int = 0,
        exact: bool = False,
        collapse: bool = True,
    ) -> ResultPage:
        """Return a page of hits, with facets and the share overturned.

        Args:
            text: the query, in the language of `imr search`; without it, all that the filters leave.
            filters: by field its value, or several of which any will do; "" chooses what is not stated.
            sort: "relevance", "newest" or "oldest".
            limit: rows to show.
            offset: rows to pass over.
            exact: take only the words as typed, no other spellings and no synonyms.
            collapse: let near-twins share a row.

        Raises:
            BadRequest: a filter on an unknown field, or by a value that its field can't have.
        """
        request = SearchRequest(text, _pairs(filters), sort, offset, limit, exact=exact, collapse=collapse)
        return search(self._engine, request)

    def listing(
        self,
        text: str = "",
        *,
        filters: Choices | None = None,
        sort: Sort = "relevance",
        limit: int = EVERY,
        offset: int = 0,
        exact: bool = False,
        collapse: bool = True,
    ) -> Listing:
        """Return a list of all hits, read one by one while the index is open; arguments are those of `search`.

        Raises:
            BadRequest: a filter on an unknown field, or by a value that its field can't have.
        """
        request = SearchRequest(text, _pairs(filters), sort, offset, limit, exact=exact, collapse=collapse)
        listed = listing(self._engine, request)
        return replace(listed, hits=self._while_open(listed.hits))

    def similar(
        self, issue: str | None = None, *, text: str | bytes | None = None, k: int | None = None, limit: int = 5
    ) -> SimilarDisputes:
        """Return the nearest overturned and the nearest upheld issues to an issue or to a text.

        Args:
            issue: LETTER#k, or LETTER where it has one.
            text: instead of an issue a denial, a request, a vignette or a determination letter; bytes are those of a
                file: text, HTML or PDF.
            k: which issue of a text.
            limit: issues of each side to return.

        Raises:
            BadRequest: not one of both was given, or a letter of several issues.
            UnknownIssue: there is no such issue.
            UnreadableLetter: the text is too large, can't be read, or is empty.
        """
        if (issue is None) == (text is None) or (k is not None and text is None):
            raise BadRequest('give either an issue, as "LETTER#k", or a text, as text=..., of which k chooses an issue')
        engine = self._engine
        if text is None:
            subject = subject_of_issue(*find_letter(engine, issue or ""))
        else:
            data = text.encode(errors="replace") if isinstance(text, str) else text
            subject = subject_of_text(read_pasted(BytesIO(data), "the text"), k)
        return similar(engine, subject, limit)

    def stats(
        self, text: str = "", *, by: str | None = None, filters: Choices | None = None, exact: bool = False
    ) -> Statistics:
        """Tell how the issues that a query finds were decided; with `by`, also by each value of that field.

        Raises:
            BadRequest: `by` or a filter names no such field, or a value that its field can't have.
        """
        return statistics(self._engine, SearchRequest(text, _pairs(filters), exact=exact), by)

    def contrast(self, text: str = "", *, filters: Choices | None = None, exact: bool = False) -> Contrast:
        """Tell which phrases separate the overturned from the upheld issues that a query finds.

        Raises:
            BadRequest: a filter on an unknown field, or by a value that its field can't have.
        """
        return contrast(self._engine, SearchRequest(text, _pairs(filters), exact=exact))

    def checklist(self, text: str = "", *, filters: Choices | None = None, exact: bool = False) -> Checklist:
        """Tell why requests that a query finds were refused, and what documentation overturned ones cite.

        Raises:
            BadRequest: a filter on an unknown field, or by a value that its field can't have.
        """
        return checklist(self._engine, SearchRequest(text, _pairs(filters), exact=exact))

    def mark(self, letter: Determination, query: str, *, exact: bool = False) -> MarkedLetter:
        """Return a whole letter with each place marked where a query's words stand."""
        return mark(self._engine, letter, query, exact=exact)

    def letter(self, name: str) -> Determination | None:
        """Return a letter by its case number or id, or by that of a hit (LETTER#k); None if the index has none."""
        try:
            return find_letter(self._engine, name)[0]
        except UnknownIssue:
            return None

    def close(self) -> None:
        """Let go of files and memory."""
        if self._opened:
            self._opened.close()
        self._opened = None

    @property
    def _engine(self) -> Engine:
        if self._opened is None:
            raise IndexUnusable(f"{self._name}: was closed; open it again")
        return self._opened

    def _while_open(self, hits: Iterator[Hit]) -> Iterator[Hit]:
        while self._engine and (hit := next(hits, None)):
            yield hit

    def __len__(self) -> int:
        """Return the number of issues."""
        return lexicon_of(self._engine).issues

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def __repr__(self) -> str:
        return f"<OpenIndex {self._name}: {counted(len(self), 'issue') if self._opened else 'closed'}>"


def opened(folder: str | os.PathLike[str]) -> OpenIndex:
    """Open the index in a folder.

    Raises:
        IndexUnusable: it can't be used; the message names the mend.
    """
    return OpenIndex(open_index(Path(folder)), os.fspath(folder))


def _pairs(choices: Choices | None) -> tuple[tuple[str, str], ...]:
    return tuple(
        (field, str(value))
        for field, chosen in (choices or {}).items()
        for value in ((chosen,) if isinstance(chosen, str | int) else chosen)
    )
