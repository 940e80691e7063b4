"""The tantivy engine: embedded and native, the default.

Each document of the field table becomes one tantivy document (`tantivy_schema` tells how). Text and keyword fields are
indexed by stem under their own name, text with positions, and by word, for prefixes, under `NAME_word`; keyword fields
also whole, for filters and facets, under `NAME_value`; numbers and dates are fast integers. So are the numbers of a
sketch, which are read of many documents at once; what is stored is read document by document.
"""

import os
import struct
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import tantivy

from corpus.determination import Determination
from corpus.errors import IndexDamaged, IndexUnusable
from index.document import LETTER_NUMBERS, IndexDocument, letter_of
from index.engines.tantivy_query import ClauseCompiler, unscored
from index.engines.tantivy_schema import (
    COLUMNS,
    COUNTED,
    SKETCH_COLUMNS,
    column_of,
    counted_term,
    counted_terms,
    counted_value,
    make_schema,
    register,
    words_of,
)
from index.fields import BY_NAME, Kind, Value
from index.query import (
    Answer,
    Clause,
    EngineHit,
    FacetQuery,
    Query,
    StoredIssue,
    unranked,
)
from index.records import read_record

_WRITER_MEMORY, _WRITER_THREADS = 256_000_000, 2
# What more than such a share of all documents match is counted by walking the postings of each value, all there are,
# which is several times faster for each than looking up the values of each match.
_BROAD = 1 / 8
# Counting lets go of Python's lock: facets of so many matches are counted side by side; for fewer the hand-over costs
# more.
_COUNTING_THREADS = os.cpu_count() or 1
_MANY_MATCHES = 5_000
# A document's number: that of its segment, and in the lower bits that in its segment.
_SEGMENT_SHIFT = 32
# A sketch by the columns of numbers that hold it
_SKETCH = struct.Struct("<8q")
# Letters of values that are counted at a time: tantivy refuses to count 65,000.
_MANY_LETTERS = 40_000
# Stands for "no value" in facet counts; no value of ours is empty or negative.
_NO_TEXT, _NO_NUMBER = "", -1
# More distinct values than a facet has; tantivy counts exactly only below this.
_FACET_VALUES = 60_000
# Facet fields to be counted over one query each
_Tasks = list[tuple[tantivy.Query, list[str]]]
_MUST = tantivy.Occur.Must


def open_writer(folder: Path) -> "TantivyWriter":
    """Write to the index in `folder`, starting one if the folder is empty.

    Raises:
        IndexUnusable: the folder can't be written.
    """
    with _translated(folder):
        return TantivyWriter(folder)


def open_reader(folder: Path) -> "TantivyEngine":
    """Open a committed index.

    Raises:
        IndexDamaged: the files can't be read.
    """
    with _reading(folder):
        if os.access(folder, os.W_OK) or not folder.is_dir():
            return TantivyEngine(folder, register(tantivy.Index.open(str(folder))))
        return _open_through_links(folder)


def _open_through_links(folder: Path) -> "TantivyEngine":
    """Open an index that may not be written: tantivy puts a lock beside the files that it reads."""
    # Just closed, an index may still put its lock into the folder while that is removed.
    links = TemporaryDirectory(prefix="imr-index-", ignore_cleanup_errors=True)
    try:
        for file in folder.iterdir():
            # A lock that lies there could not be taken through a link either.
            if not file.name.endswith("lock"):
                Path(links.name, file.name).symlink_to(file.absolute())
        return TantivyEngine(folder, register(tantivy.Index.open(links.name)), links)
    except BaseException:
        links.cleanup()
        raise


@contextmanager
def _reading(folder: Path) -> Iterator[None]:
    """Turn what tantivy raises on damaged files into an error of ours; damage that its checks miss makes it panic."""
    try:
        yield
    except BaseException as error:
        # A Rust panic comes as a class that can't be imported.
        known = isinstance(error, ValueError | OSError | struct.error)
        if not known and type(error).__name__ != "PanicException":
            raise
        raise IndexDamaged(f"{folder}: the index is damaged ({error}); run `imr index --rebuild`") from error


@contextmanager
def _translated(folder: Path) -> Iterator[None]:
    """Turn what tantivy raises on a full disk, a lost folder or a dead writer thread into an error of ours."""
    try:
        yield
    except (ValueError, OSError) as error:
        raise IndexUnusable(f"{folder}: can't be written ({error}); the index is as it was before this run") from error


class TantivyWriter:
    """Writes a tantivy index."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._ended = False
        self._schema = make_schema()
        self._writer = register(tantivy.Index(self._schema, path=str(folder))).writer(_WRITER_MEMORY, _WRITER_THREADS)

    def add(self, document: IndexDocument) -> None:
        """Add a document."""
        stored: dict[str, Any] = {
            "id": document.id,
            "letter": document.letter,
            "digest": document.digest,
            "newest": document.newest,
            "oldest": document.oldest,
            "lot": document.lot,
            "letter_number": letter_of(document.lot),
            "hashes": document.signature.hashes,
            COUNTED: counted_terms(document.fields),
        }
        stored |= zip(SKETCH_COLUMNS, _SKETCH.unpack(document.signature.sketch), strict=True)
        for name, values in document.fields.items():
            given = list(values)
            for column in COLUMNS[name]:
                stored[column] = given
        if document.record is not None:
            stored |= {"lead": document.letter, "record": document.record}
        # Without the schema an integer becomes a signed one whatever its field, which kills the writer's thread.
        made = tantivy.Document.from_dict(stored, self._schema)
        with _translated(self._folder):
            self._writer.add_document(made)

    def delete(self, digest: str) -> None:
        """Take all documents of a committed letter out, by the digest of its text."""
        with _translated(self._folder):
            self._writer.delete_documents_by_term("digest", digest)

    def commit(self) -> None:
        """Make what was written durable, and end the writing."""
        with _translated(self._folder):
            self._writer.commit()
            self._writer.wait_merging_threads()
        self._ended = True

    def discard(self) -> None:
        """Forget what was not committed, and end the writing: no file is touched after it."""
        if not self._ended:
            self._writer.rollback()
            self._writer.wait_merging_threads()
        self._ended = True


class TantivyEngine:
    """Reads a committed tantivy index."""

    def __init__(self, folder: Path, index: tantivy.Index, links: TemporaryDirectory[str] | None = None) -> None:
        self._folder = folder
        self._links = links
        self._index = index
        self._schema = index.schema
        self._searcher = index.searcher()
        self._compiler = ClauseCompiler(self._schema, self._beginning)
        self._threads = ThreadPoolExecutor(_COUNTING_THREADS, thread_name_prefix="facets")

    def search(self, query: Query) -> Answer:
        """Answer a query."""
        # Compiled outside of the guard: a clause that tantivy refuses is our mistake, and no damage.
        where = self._compiler.query(query.where if query.limit else unranked(query.where))
        tasks = self._counting(query.facets)
        with _reading(self._folder):
            return self._search(query, where, tasks)

    def _search(self, query: Query, where: tantivy.Query, tasks: _Tasks) -> Answer:
        # tantivy sets memory aside for every hit asked for or passed over, and panics when asked for none.
        there = self._searcher.num_docs
        offset, limit = min(query.offset, there), max(1, min(query.limit, there))
        if query.sort == "relevance" and query.limit:
            found = self._searcher.search(where, limit, offset=offset)
        else:
            by = "newest" if query.sort == "relevance" else query.sort
            order = tantivy.Order.Desc if by == "newest" else tantivy.Order.Asc
            found = self._searcher.search(where, limit, offset=offset, order_by_field=by, order=order)
        first = found.hits[: query.limit]
        addresses = [address for _, address in first]
        numbers = (address.segment_ord << _SEGMENT_SHIFT | address.doc for address in addresses)
        scores = (score if query.sort == "relevance" else 0.0 for score, _ in first)
        columns = (self._searcher.fast_field_values(name, addresses) for name in SKETCH_COLUMNS)
        hits = tuple(map(EngineHit, numbers, scores, map(_SKETCH.pack, *columns)))
        total: int = found.count  # type: ignore[attr-defined]  # the stub leaves it out
        return Answer(total, hits, self._counts(tasks, total))

    def letters(self, field: str, where: Clause) -> Mapping[Value | None, int]:
        """Return for each value of a facet field how many letters have an issue that matches and has the value."""
        query = self._compiler.query(where)
        by_value = {field: _aggregation(field) | {"aggs": {"letters": _terms("letter_number")}}}
        with _reading(self._folder):
            counts = self._count_matches((query, [field]))[field]
            # In shares, as tantivy counts so many letters of values at a time; each letter falls into one.
            share = LETTER_NUMBERS // (sum(counts.values()) // _MANY_LETTERS + 1) + 1
            letters = dict.fromkeys(counts, 0)
            for first in range(0, LETTER_NUMBERS, share):
                found = self._searcher.aggregate(self._drawn(query, first, first + share), by_value)
                for bucket in found[field]["buckets"]:
                    letters[_value(bucket["key"])] += len(bucket["letters"]["buckets"])
        return letters

    def _drawn(self, query: tantivy.Query, first: int, end: int) -> tantivy.Query:
        """Narrow a query to the letters of the numbers `first` to `end - 1`."""
        if end - first > LETTER_NUMBERS:
            return query
        numbers = tantivy.Query.range_query(self._schema, "letter_number", tantivy.FieldType.Integer, first, end - 1)
        return tantivy.Query.boolean_query([(_MUST, query), (_MUST, unscored(numbers))])

    def read(self, document: int) -> StoredIssue:
        """Return what is stored of a hit, by its document's number."""
        address = tantivy.DocAddress(document >> _SEGMENT_SHIFT, document & (1 << _SEGMENT_SHIFT) - 1)
        with _reading(self._folder):
            stored = self._searcher.doc(address)
        return StoredIssue(str(stored.get_first("id")), bytes(stored.get_first("hashes") or b""))

    def fetch(self, letter: str) -> Determination | None:
        """Return a letter by its id, or None if the index has none."""
        with _reading(self._folder):
            found = self._searcher.search(tantivy.Query.term_query(self._schema, "lead", letter), 1, count=False)
            if not found.hits:
                return None
            return read_record(bytes(self._searcher.doc(found.hits[0][1]).get_first("record") or b""))

    def terms(self, field: str, prefix: str = "") -> Sequence[tuple[str, int]]:
        """Return the terms of a field that start with `prefix`, each with the number of documents it stands in."""
        with _reading(self._folder):
            # The filter leaves out terms that only deleted documents hold: the dictionary keeps those until a merge.
            return self._searcher.terms_with_prefix(field, prefix, tantivy.Query.all_query())

    def _beginning(self, column: str, prefix: str, most: int) -> list[str]:
        with _reading(self._folder):
            return [term for term, _ in self._searcher.terms_with_prefix(column, prefix, limit=most)]

    def frequency(self, field: str, stem: str) -> int:
        """Return how many documents have a stem in a field, deleted ones among them."""
        with _reading(self._folder):
            return self._searcher.doc_freq(field, stem)

    def words(self, field: str) -> Sequence[tuple[str, int]]:
        """Return all words of a field, unstemmed, each with the number of documents, deleted ones among them."""
        with _reading(self._folder):
            return self._searcher.terms_with_prefix(words_of(field), "")

    def close(self) -> None:
        """Let go of files and memory."""
        self._threads.shutdown()
        del self._searcher, self._index, self._compiler
        if self._links:
            self._links.cleanup()

    def _counting(self, facets: Iterable[FacetQuery]) -> _Tasks:
        by_clause: dict[Clause, list[str]] = {}
        for facet in facets:
            by_clause.setdefault(facet.where, []).append(facet.field)
        return [(self._compiler.query(unranked(where)), fields) for where, fields in by_clause.items()]

    def _counts(self, tasks: _Tasks, total: int) -> dict[str, dict[Value | None, int]]:
        if total > _BROAD * self._searcher.num_docs:
            count = self._count_postings
        else:
            count = self._count_matches
            shares = _COUNTING_THREADS if total > _MANY_MATCHES else 1
            tasks = [(where, fields[share::shares]) for where, fields in tasks for share in range(shares)]
        counted = self._threads.map(count, tasks) if len(tasks) > 1 else map(count, tasks)
        return {field: counts for task in counted for field, counts in task.items()}

    def _count_postings(self, task: tuple[tantivy.Query, list[str]]) -> dict[str, dict[Value | None, int]]:
        where, fields = task
        of = counted_term(fields[0]) if len(fields) == 1 else ""
        counts: dict[str, dict[Value | None, int]] = {field: {} for field in fields}
        for term, count in self._searcher.terms_with_prefix(COUNTED, of, where):
            field, value = counted_value(term)
            if field in counts:
                counts[field][value] = count
        return counts

    def _count_matches(self, task: tuple[tantivy.Query, list[str]]) -> dict[str, dict[Value | None, int]]:
        where, fields = task
        found = self._searcher.aggregate(where, {field: _aggregation(field) for field in fields})
        return {
            field: {_value(bucket["key"]): bucket["doc_count"] for bucket in found[field]["buckets"]}
            for field in fields
        }


def _aggregation(field: str) -> dict[str, Any]:
    missing: Value = _NO_TEXT if BY_NAME[field].kind is Kind.KEYWORD else _NO_NUMBER
    return _terms(column_of(field), missing=missing)


def _terms(column: str, **options: Value) -> dict[str, Any]:
    return {"terms": {"field": column, "size": _FACET_VALUES, **options}}


def _value(key: Value | float) -> Value | None:
    """Return a facet's value from an aggregation's key, which for numbers is a float."""
    if key in (_NO_TEXT, _NO_NUMBER):
        return None
    return key if isinstance(key, str) else int(key)
