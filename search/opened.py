"""An index that is open: all that the front ends ask, for Python programs and notebooks."""

import os
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from types import TracebackType
from typing import Self

from corpus.determination import Determination
from corpus.errors import IndexUnusable, UnknownIssue
from index.engine import Engine
from index.query import Sort
from index.store import open_index
from search.in_words import counted
from search.letters import find_letter
from search.lexicon import lexicon_of
from search.request import EVERY, SearchRequest
from search.results import Hit, Listing, ResultPage
from search.run import listing, search

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
