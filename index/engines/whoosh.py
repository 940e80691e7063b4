"""The whoosh engine: pure Python, for small corpora, and the reference that keeps the fast engine honest.

Whoosh keeps the postings: text and keyword fields by stem with positions under their own name, and by word, for
prefixes, under `NAME_word`; letters by id and by digest. All else that is asked of a document (its id, its sort keys,
its values for filters and facets, the lengths of its fields, its sketch) is one row of a column; its letter and the
hashes of its rationale are stored.

What a clause means is told by `index.engines.matching`, and not left to Whoosh: facets need all that matches, so that
skipping what can't rank high gains nothing, and its phrases and near words are not those of the other engines.
"""

import os
import warnings
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from functools import cached_property, lru_cache
from pathlib import Path
from threading import Lock
from typing import Any
from zlib import crc32

import msgspec

from corpus.determination import Determination
from corpus.errors import IndexDamaged, IndexUnusable
from index.analysis import tokenize
from index.document import IndexDocument
from index.engines.matching import VALUE_FIELDS, WORD_FIELDS, Row, Rows, Search
from index.fields import Value
from index.query import Answer, Clause, Query, StoredIssue
from index.records import read_record

with warnings.catch_warnings():
    # Compiling Whoosh's modules, newer Pythons warn of escapes in their patterns; none of it is ours to mend.
    warnings.simplefilter("ignore")
    from whoosh.codec.whoosh3 import W3Codec
    from whoosh.fields import COLUMN, STORED, FieldType, Schema
    from whoosh.filedb.filestore import FileStorage
    from whoosh.formats import Existence, Format, Positions
    from whoosh.index import FileIndex, LockError, clean_files
    from whoosh.index import IndexError as WhooshError
    from whoosh.reading import SegmentReader, TermNotFound
    from whoosh.writing import SegmentWriter

_SUMS = "checksums.json"
# Longer words are left out, as by tantivy; in bytes.
_LONGEST_WORD = 65_530

_encode_row = msgspec.msgpack.Encoder().encode
_decode_row = msgspec.msgpack.Decoder(Row).decode


class _Analyzed(FieldType):  # type: ignore[misc]  # Whoosh has no types
    """A field whose terms come ready made, each with its positions; a format without positions takes no notice."""

    def __init__(self, posting: Format) -> None:
        super().__init__(posting, analyzer=None)

    def index(self, value: Mapping[str, Sequence[int]], **_: Any) -> Iterator[tuple[bytes, int, float, bytes]]:
        """Yield each term with its frequency, weight and posting."""
        for term, positions in value.items():
            if len(encoded := term.encode()) <= _LONGEST_WORD:
                yield encoded, len(positions), float(len(positions)), self.format.encode(positions)


def _schema() -> Schema:
    schema = Schema(
        letter=_Analyzed(Existence()), digest=_Analyzed(Existence()), row=COLUMN(), record=STORED(), hashes=STORED()
    )
    for name in WORD_FIELDS:
        schema.add(name, _Analyzed(Positions()))
        schema.add(_words(name), _Analyzed(Existence()))
    return schema


def _words(field: str) -> str:
    """Return the field that holds a field's words unstemmed."""
    return f"{field}_word"


def open_writer(folder: Path) -> "WhooshWriter":
    """Write to the index in `folder`, starting one if the folder is empty.

    Raises:
        IndexUnusable: the folder can't be written.
    """
    with _translated(folder):
        if not any(folder.glob("*.toc")):
            FileIndex.create(FileStorage(str(folder)), _schema())
            _seal(folder)
        with _reading(folder):
            index = _open(folder)
        return WhooshWriter(folder, index)


def open_reader(folder: Path) -> "WhooshEngine":
    """Open a committed index.

    Raises:
        IndexDamaged: the files can't be read.
    """
    with _reading(folder):
        return WhooshEngine(_open(folder).reader())


def _open(folder: Path) -> FileIndex:
    _verify(folder)
    return FileIndex(FileStorage(str(folder)), _schema())


@contextmanager
def _reading(folder: Path) -> Iterator[None]:
    """Turn what is raised where files are lost or damaged into an error of ours; once an index is open, none is."""
    try:
        yield
    except (OSError, ValueError, msgspec.MsgspecError, WhooshError) as error:
        raise IndexDamaged(f"{folder}: the index is damaged ({error}); run `imr index --rebuild`") from error


@contextmanager
def _translated(folder: Path) -> Iterator[None]:
    """Turn what Whoosh raises on a full disk, a lost folder or a second writer into an error of ours."""
    try:
        yield
    except (OSError, LockError, WhooshError) as error:
        told = str(error) or "another run is writing it"
        raise IndexUnusable(f"{folder}: can't be written ({told}); the index is as it was before this run") from error


def _seal(folder: Path) -> None:
    """Bring the files of a commit to the disk, and keep their checksums: Whoosh does neither."""
    sums = {}
    for path in folder.iterdir():
        if path.suffix in (".toc", ".seg"):
            with path.open("rb+") as file:
                sums[path.name] = crc32(file.read())
                os.fsync(file.fileno())
    new = folder / f"{_SUMS}.new"
    with new.open("wb") as file:
        file.write(msgspec.json.encode(sums))
        file.flush()
        os.fsync(file.fileno())
    new.replace(folder / _SUMS)


def _verify(folder: Path) -> None:
    """Compare the files with their checksums. Whoosh would unpickle whatever it finds, or find nothing in it."""
    for name, checksum in msgspec.json.decode((folder / _SUMS).read_bytes(), type=dict[str, int]).items():
        if crc32((folder / name).read_bytes()) != checksum:
            raise ValueError(f"{name} is not as it was written")


class WhooshWriter:
    """Writes a Whoosh index."""

    def __init__(self, folder: Path, index: FileIndex) -> None:
        self._folder = folder
        self._deleted: list[str] = []
        codec = W3Codec()
        # Lengths are in the rows. Looking for them in files of their own is the most of the time that a commit takes.
        codec.length_stats = False
        self._writer = SegmentWriter(index, codec=codec)

    def add(self, document: IndexDocument) -> None:
        """Add a document."""
        written: dict[str, Any] = {
            "letter": {document.letter: (0,)},
            "digest": {document.digest: (0,)},
            "record": document.record,
            "hashes": document.signature.hashes,
        }
        lengths = []
        for name in WORD_FIELDS:
            stems, words, length = _analyzed(document.fields.get(name, ()))
            lengths.append(length)
            if stems:
                written |= {name: stems, _words(name): words}
        values = tuple(document.fields.get(name, ()) for name in VALUE_FIELDS)
        row = Row(
            document.id,
            document.newest,
            document.oldest,
            document.lot,
            tuple(lengths),
            values,
            document.signature.sketch,
        )
        written["row"] = _encode_row(row)
        with _translated(self._folder):
            self._writer.add_document(**written)

    def delete(self, digest: str) -> None:
        """Take all documents of a committed letter out, by the digest of its text."""
        self._deleted.append(digest)

    def commit(self) -> None:
        """Make what was written durable, and end the writing."""
        with _translated(self._folder):
            if self._deleted:
                reader = self._writer.reader()
                for digest in self._deleted:
                    for document in _documents(reader, "digest", digest):
                        self._writer.delete_document(document)
                reader.close()
            self._writer.commit(_merge)
            _seal(self._folder)

    def discard(self) -> None:
        """Forget what was not committed, and end the writing: no file is touched after it."""
        writer = self._writer
        # One that broke while it committed breaks again; what is left of it goes with the folder.
        with suppress(Exception):
            writer.cancel()
            clean_files(writer.storage, writer.indexname, writer.generation - 1, writer.segments)


# The issues of a letter share its summary, and more.
@lru_cache(2 * len(WORD_FIELDS))
def _analyzed(values: tuple[Value, ...]) -> tuple[dict[str, list[int]], dict[str, tuple[int]], int]:
    """Return the stems of a field's values with their positions, its words, and how many words it is long."""
    stems: defaultdict[str, list[int]] = defaultdict(list)
    words: dict[str, tuple[int]] = {}
    length = position = 0
    for value in values:
        for token in tokenize(str(value)):
            stems[token.stem].append(position)
            words[token.word] = (0,)
            position += 1
            length += 1
        # The last word of a value and the first of the next are no phrase.
        position += 1
    return stems, words, length


def _merge(writer: SegmentWriter, segments: list[Any]) -> list[Any]:
    """Merge segments until each has more documents than all smaller ones, and return those that stay as they are.

    So there are few of them however many runs there were, and a document is written anew but once each time that the
    index doubles. Deleted documents go when they are the half of a segment.
    """
    size = writer.doc_count()
    kept = []
    for segment in sorted(segments, key=_living):
        if _living(segment) <= max(size, segment.deleted_count()):
            size += _living(segment)
            if _living(segment):
                reader = SegmentReader(writer.storage, writer.schema, segment)
                writer.add_reader(reader)
                reader.close()
        else:
            kept.append(segment)
    return kept


def _living(segment: Any) -> int:
    return int(segment.doc_count_all() - segment.deleted_count())


def _postings(reader: Any, field: str, term: str) -> Iterator[Any]:
    """Yield a matcher at each document that has a term; what is deleted is passed over."""
    try:
        matcher = reader.postings(field, term.encode())
    except TermNotFound:
        return
    while matcher.is_active():
        yield matcher
        matcher.next()


def _documents(reader: Any, field: str, term: str) -> list[int]:
    return [matcher.id() for matcher in _postings(reader, field, term)]


class _Postings:
    """The postings of an index that is open."""

    def __init__(self, reader: Any) -> None:
        self._reader = reader

    def frequencies(self, field: str, stem: str) -> dict[int, float]:
        """Return the documents that have a stem in a field, each with how often."""
        return {posting.id(): posting.weight() for posting in _postings(self._reader, field, stem)}

    def positions(self, field: str, stems: Sequence[str]) -> Iterator[tuple[int, list[list[int]]]]:
        """Yield the documents that have all stems in a field, each with the positions of every stem."""
        encoded = [
            {posting.id(): posting.value() for posting in _postings(self._reader, field, stem)} for stem in stems
        ]
        decode = self._reader.schema[field].format.decode_positions
        for document in set(encoded[0]).intersection(*encoded[1:]):
            yield document, [decode(values[document]) for values in encoded]

    def starting(self, field: str, start: str) -> Iterator[int]:
        """Yield the documents that have a word in a field that starts so."""
        for word in self._reader.expand_prefix(_words(field), start.encode()):
            yield from _documents(self._reader, _words(field), word.decode())


class WhooshEngine:
    """Reads a committed Whoosh index. Its files are in memory: what runs do to the folder meanwhile is no matter."""

    def __init__(self, reader: Any) -> None:
        self._reader = reader
        # Matchers of one reader share a place in its file.
        self._lock = Lock()

    @cached_property
    def _rows(self) -> Rows:
        # An index without documents has one segment without columns.
        segments = self._reader.leaf_readers() if self._reader.doc_count_all() else []
        columns = (segment.column_reader("row", translate=False) for segment, _ in segments)
        return Rows([_decode_row(row) for column in columns for row in column], list(self._reader.all_doc_ids()))

    def search(self, query: Query) -> Answer:
        """Answer a query."""
        with self._lock:
            return Search(_Postings(self._reader), self._rows).answer(query)

    def letters(self, field: str, where: Clause) -> Mapping[Value | None, int]:
        """Return for each value of a facet field how many letters have an issue that matches and has the value."""
        with self._lock:
            return Search(_Postings(self._reader), self._rows).letters(field, where)

    def read(self, document: int) -> StoredIssue:
        """Return what is stored of a hit, by its document's number."""
        with self._lock:
            return StoredIssue(self._rows.ids[document], self._reader.stored_fields(document)["hashes"])

    def fetch(self, letter: str) -> Determination | None:
        """Return a letter by its id, or None if the index has none."""
        with self._lock:
            records = (
                self._reader.stored_fields(document).get("record")
                for document in _documents(self._reader, "letter", letter)
            )
            record = next(filter(None, records), None)
        return read_record(record) if record else None

    def terms(self, field: str, prefix: str = "") -> Sequence[tuple[str, int]]:
        """Return the terms of a field that start with `prefix`, each with the number of documents it stands in."""
        with self._lock:
            terms = [term.decode() for term in self._reader.expand_prefix(field, prefix.encode())]
            if self._reader.has_deletions():
                counts = [len(_documents(self._reader, field, term)) for term in terms]
            else:
                counts = [self._reader.doc_frequency(field, term) for term in terms]
        return [(term, count) for term, count in zip(terms, counts, strict=True) if count]

    def frequency(self, field: str, stem: str) -> int:
        """Return how many documents have a stem in a field, deleted ones among them."""
        with self._lock:
            return int(self._reader.doc_frequency(field, stem.encode()))

    def words(self, field: str) -> Sequence[tuple[str, int]]:
        """Return all words of a field, unstemmed, each with the number of documents, deleted ones among them."""
        with self._lock:
            words = [word.decode() for word in self._reader.lexicon(_words(field))]
            counted = [(word, int(self._reader.doc_frequency(_words(field), word))) for word in words]
        return sorted(counted, key=lambda one: (-one[1], one[0]))

    def close(self) -> None:
        """Let go of files and memory."""
        with self._lock:
            self._reader.close()
