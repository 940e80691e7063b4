"""The whoosh engine: pure Python, for small corpora, and the judge of the native one.

Whoosh keeps postings and stored fields; which issues a clause matches is worked out here, set by set, in the plainest
way there is. Text and keyword fields are indexed by stem under their own name, with positions, and by word, for
prefixes, under `NAME_word`; keyword, number and date fields also whole under `NAME_value`. What an answer tells of an
issue (id, sort keys, facet values) is its `row`.
"""

import os
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from itertools import pairwise
from pathlib import Path
from threading import Lock
from typing import Any

import msgspec
from whoosh import fields, query
from whoosh.analysis import Analyzer, Token
from whoosh.filedb.filestore import FileStorage

from corpus.determination import Determination
from corpus.errors import IndexDamaged, IndexUnusable
from index.analysis import lower, tokenize
from index.document import IndexDocument
from index.fields import FACETS, FIELDS, Kind, Value
from index.query import (
    AllOf,
    Answer,
    AnyOf,
    BestOf,
    Clause,
    EngineHit,
    Everything,
    Exactly,
    FacetQuery,
    Missing,
    Near,
    Not,
    Phrase,
    Prefix,
    Query,
    Range,
    Sort,
    Term,
)
from index.records import read_record

_WRITER_MEGABYTES = 128
# Stands between the values of a field: no text has it, as `corpus.clean` leaves no control characters.
_BETWEEN = "\0"
# Wide enough for a day; padded numbers are in order as text.
_DIGITS = 12
# Longer words are indexed by no engine.
_LONGEST_WORD = 65_530
# How much the other fields of a word add to the best one's score
_TIE_BREAKER = 0.3
# The documents that match, each with its score
_Scores = dict[int, float]


class _Row(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """What an answer tells of an issue."""

    id: str
    newest: int
    oldest: int
    facets: dict[str, tuple[Value, ...]]


_encode_row = msgspec.msgpack.Encoder().encode
_decode_row = msgspec.msgpack.Decoder(_Row).decode


class Stems(Analyzer):  # type: ignore[misc]  # Whoosh has no types
    """Stems of words in order; between two values of a field one position is left free."""

    def __call__(self, value: str, start_pos: int = 0, **_: Any) -> Iterator[Token]:
        """Yield the tokens of values joined by `_BETWEEN`."""
        token = Token(positions=True)
        position = start_pos
        for text in value.split(_BETWEEN):
            for found in tokenize(text):
                token.text, token.pos = found.stem, position
                position += 1
                if len(found.stem.encode()) <= _LONGEST_WORD:
                    yield token
            position += 1


def open_writer(folder: Path) -> "WhooshWriter":
    """Write to the index in `folder`, starting one if the folder is empty.

    Raises:
        IndexUnusable: the folder can't be written.
    """
    return WhooshWriter(folder)


def open_reader(folder: Path) -> "WhooshEngine":
    """Open a committed index.

    Raises:
        IndexDamaged: the files can't be read.
    """
    with _reading(folder):
        return WhooshEngine(folder)


@contextmanager
def _reading(folder: Path) -> Iterator[None]:
    """Turn whatever comes of damaged files into an error of ours: Whoosh checks nothing that it reads."""
    try:
        yield
    except IndexDamaged:
        raise
    except Exception as error:
        raise IndexDamaged(f"{folder}: the index is damaged ({error!r}); run `imr index --rebuild`") from error


@contextmanager
def _writing(folder: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise IndexUnusable(f"{folder}: can't be written ({error}); the index is as it was before this run") from error


def _schema() -> fields.Schema:
    whole = {"commas": True, "scorable": False}
    schema = {
        "letter": fields.ID(),
        "lead": fields.ID(),
        "digest": fields.ID(),
        "row": fields.STORED(),
        "record": fields.STORED(),
    }
    for field in FIELDS:
        if field.kind in (Kind.TEXT, Kind.KEYWORD):
            schema[field.name] = fields.TEXT(analyzer=Stems())
            schema[_words(field.name)] = fields.KEYWORD(**whole)
        if field.kind is not Kind.TEXT:
            schema[_whole(field.name)] = fields.KEYWORD(**whole)
    return fields.Schema(**schema)


class WhooshWriter:
    """Writes a whoosh index."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        with _writing(folder):
            storage = FileStorage(str(folder))
            index = storage.open_index() if storage.index_exists() else storage.create_index(_schema())
            self._writer = index.writer(limitmb=_WRITER_MEGABYTES)
        self._gone: list[query.Term] = []

    def add(self, document: IndexDocument) -> None:
        """Add a document."""
        facets = {facet.name: document.fields[facet.name] for facet in FACETS if facet.name in document.fields}
        stored: dict[str, Any] = {
            "letter": document.letter,
            "digest": document.digest,
            "row": _encode_row(_Row(document.id, document.newest, document.oldest, facets)),
        }
        for field in FIELDS:
            values = document.fields.get(field.name, ())
            if values and field.kind in (Kind.TEXT, Kind.KEYWORD):
                texts = [str(value) for value in values]
                stored[field.name] = _BETWEEN.join(texts)
                stored[_words(field.name)] = list({token.word for text in texts for token in tokenize(text)})
            if values and field.kind is not Kind.TEXT:
                stored[_whole(field.name)] = list({_term(value) for value in values})
        if document.record is not None:
            stored |= {"lead": document.letter, "record": document.record}
        with _writing(self._folder):
            self._writer.add_document(**stored)

    def delete(self, digest: str) -> None:
        """Take all documents of a committed letter out, by the digest of its text."""
        self._gone.append(query.Term("digest", digest))

    def commit(self) -> None:
        """Make what was written durable, and end the writing."""
        with _writing(self._folder):
            if self._gone:
                self._writer.delete_by_query(query.Or(self._gone))
            self._writer.commit()
            for path in self._folder.iterdir():
                _sync(path)

    def discard(self) -> None:
        """Forget what was not committed, and end the writing: no file is touched after it."""
        if not self._writer.is_closed:
            self._writer.cancel()


class WhooshEngine:
    """Reads a committed whoosh index."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._index = FileStorage(str(folder)).open_index()
        self._searcher = self._index.searcher()
        self._reader = self._searcher.reader()
        self._all = frozenset(self._reader.all_doc_ids())
        self._rows: dict[int, _Row] = {}
        # Whoosh's readers share their places in files.
        self._lock = Lock()

    def search(self, asked: Query) -> Answer:
        """Answer a query."""
        with self._lock, _reading(self._folder):
            scores = self._scores(asked.where)
            order = sorted(scores, key=self._sort_key(asked.sort, scores))
            hits = tuple(
                EngineHit(self._row(document).id, scores[document] if asked.sort == "relevance" else 0.0)
                for document in order[asked.offset : asked.offset + asked.limit]
            )
            return Answer(len(scores), hits, self._counts(asked.facets))

    def _sort_key(self, sort: Sort, scores: _Scores) -> Any:
        match sort:
            case "relevance":
                return lambda document: (-scores[document], document)
            case "newest":
                return lambda document: (-self._row(document).newest, document)
            case "oldest":
                return lambda document: (self._row(document).oldest, document)

    def fetch(self, letter: str) -> Determination | None:
        """Return a letter by its id, or None if the index has none."""
        with self._lock, _reading(self._folder):
            for document in self._having("lead", letter):
                return read_record(self._reader.stored_fields(document)["record"])
            return None

    def terms(self, field: str, prefix: str = "") -> list[tuple[str, int]]:
        """Return the terms of a field that start with `prefix`, each with the number of documents it stands in."""
        with self._lock, _reading(self._folder):
            counted = ((term, len(self._having(field, term))) for term in self._expanded(field, prefix))
            return [(term, count) for term, count in counted if count]

    def close(self) -> None:
        """Let go of files and memory."""
        self._searcher.close()
        self._index.close()

    def _row(self, document: int) -> _Row:
        if document not in self._rows:
            self._rows[document] = _decode_row(self._reader.stored_fields(document)["row"])
        return self._rows[document]

    def _counts(self, facets: Iterable[FacetQuery]) -> Mapping[str, Mapping[Value | None, int]]:
        matched: dict[Clause, _Scores] = {}
        counts = {}
        for facet in facets:
            if facet.where not in matched:
                matched[facet.where] = self._scores(facet.where)
            values = (self._row(document).facets.get(facet.field, (None,)) for document in matched[facet.where])
            counts[facet.field] = Counter(value for some in values for value in some)
        return counts

    def _expanded(self, field: str, prefix: str) -> list[str]:
        return [term.decode() for term in self._reader.expand_prefix(field, prefix)]

    def _postings(self, field: str, term: str) -> Iterator[Any]:
        """Yield the matcher of a term, standing at each of its documents that is not deleted."""
        if (field, term) in self._reader:
            matcher = self._searcher.postings(field, term)
            while matcher.is_active():
                yield matcher
                matcher.next()

    def _having(self, field: str, *terms: str) -> set[int]:
        """Return the documents that have one of the terms."""
        return {matcher.id() for term in terms for matcher in self._postings(field, term)}

    def _scores(self, clause: Clause) -> _Scores:
        """Return what a clause matches."""
        match clause:
            case Term(field, stem, weight):
                return {matcher.id(): weight * matcher.score() for matcher in self._postings(field, stem)}
            case Phrase():
                return self._phrase(clause)
            case Near():
                return self._near(clause)
            case Prefix(field, start, weight):
                return dict.fromkeys(self._having(_words(field), *self._expanded(_words(field), start)), weight)
            case Exactly(field, value):
                return dict.fromkeys(self._having(_whole(field), _term(value)), 0.0)
            case Missing(field):
                return dict.fromkeys(self._all - self._scores(Range(field, None, None)).keys(), 0.0)
            case Range(field, low, high):
                return dict.fromkeys(self._having(_whole(field), *self._between(field, low, high)), 0.0)
            case AllOf(parts):
                return self._all_of(parts)
            case AnyOf(parts):
                return self._joined(parts, 1.0)
            case BestOf(parts):
                return self._joined(parts, _TIE_BREAKER)
            case Not():
                return self._all_of((clause,))
            case Everything():
                return dict.fromkeys(self._all, 0.0)

    def _between(self, field: str, low: int | None, high: int | None) -> Iterator[str]:
        for term in self._expanded(_whole(field), ""):
            if (low is None or int(term) >= low) and (high is None or int(term) <= high):
                yield term

    def _all_of(self, parts: tuple[Clause, ...]) -> _Scores:
        found: _Scores | None = None
        for part in parts:
            if not isinstance(part, Not):
                scores = self._scores(part)
                found = scores if found is None else {one: found[one] + scores[one] for one in found.keys() & scores}
        found = self._scores(Everything()) if found is None else found
        unwanted = [self._scores(part.part) for part in parts if isinstance(part, Not)]
        return {one: score for one, score in found.items() if not any(one in scores for scores in unwanted)}

    def _joined(self, parts: tuple[Clause, ...], share: float) -> _Scores:
        """Return what one of the parts matches at least, with the best score and a share of the others."""
        by_part = [self._scores(part) for part in parts]
        found = {}
        for one in set().union(*by_part):
            scores = [scores[one] for scores in by_part if one in scores]
            best = max(scores)
            found[one] = best + share * (sum(scores) - best)
        return found

    def _phrase(self, clause: Phrase) -> _Scores:
        found = {}
        for document, (places, score) in self._places(clause.field, clause.stems).items():
            starts = places[clause.stems[0]]
            if any(all(start + n in places[stem] for n, stem in enumerate(clause.stems)) for start in starts):
                found[document] = clause.weight * score
        return found

    def _near(self, clause: Near) -> _Scores:
        pairs = [pair for pair in pairwise(clause.stems) if pair[0] != pair[1]]
        # With n words between them, two stand n + 1 places apart.
        reach = range(-clause.within - 1, clause.within + 2)
        return {
            document: clause.weight * score
            for document, (places, score) in self._places(clause.field, clause.stems).items()
            if all(any(at + away in places[other] for at in places[one] for away in reach) for one, other in pairs)
        }

    def _places(self, field: str, stems: Iterable[str]) -> dict[int, tuple[dict[str, frozenset[int]], float]]:
        """Return the documents that have all stems, each with the places of all, and the sum of their scores."""
        found: dict[int, tuple[dict[str, frozenset[int]], float]] | None = None
        for stem in dict.fromkeys(stems):
            having = {}
            for matcher in self._postings(field, stem):
                places, score = ({}, 0.0) if found is None else found.get(matcher.id(), (None, 0.0))
                if places is not None:
                    here = frozenset(matcher.value_as("positions"))
                    having[matcher.id()] = places | {stem: here}, score + matcher.score()
            found = having
        return found or {}


def _words(field: str) -> str:
    """Return the field that holds a field's words unstemmed."""
    return f"{field}_word"


def _whole(field: str) -> str:
    """Return the field that holds a field's values whole."""
    return f"{field}_value"


def _term(value: Value) -> str:
    """Return a whole value as it is indexed: filters ignore case."""
    return f"{value:0{_DIGITS}}" if isinstance(value, int) else lower(value)


def _sync(path: Path) -> None:
    """Bring a file to the disk, which Whoosh leaves to the system."""
    descriptor = os.open(path, os.O_RDWR)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
