"""What an index holds, read through the interface of its engine alone, so that two indexes can be compared whole."""

from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from corpus.determination import Determination
from index.fields import FACETS, FIELDS, Kind, Value
from index.ledger import Ledger
from index.query import Everything, FacetQuery, Query, StoredIssue
from index.store import generation_folder, open_index, read_stamp


@dataclass(frozen=True)
class Held:
    """All letters by id, the numbers of documents by letter and text, the signatures of issues, all counts and terms."""

    letters: Mapping[str, Determination | None]
    documents: Mapping[str, int]
    digests: Mapping[str, int]
    signatures: Mapping[StoredIssue, bytes]
    counts: Mapping[str, Mapping[Value | None, int]]
    terms: Mapping[str, Mapping[str, int]]
    clashes: tuple[tuple[str, tuple[str, ...]], ...]
    unrecognised: tuple[str, ...]
    copies: int


_TEXT_FIELDS = [field.name for field in FIELDS if field.kind is Kind.TEXT]


def held(folder: Path) -> Held:
    """Read an index to the last value."""
    with (
        closing(open_index(folder)) as engine,
        closing(Ledger(generation_folder(folder, read_stamp(folder)))) as ledger,
    ):
        documents = dict(engine.terms("letter"))
        everything = Query(Everything(), tuple(FacetQuery(facet.name, Everything()) for facet in FACETS), limit=10_000)
        answer = engine.search(everything)
        assert answer.total == sum(documents.values()) == len(answer.hits)
        return Held(
            letters={letter: engine.fetch(letter) for letter in documents},
            documents=documents,
            digests=dict(engine.terms("digest")),
            signatures={engine.read(hit.document): hit.sketch for hit in answer.hits},
            counts={name: dict(counts) for name, counts in answer.counts.items()},
            terms={name: dict(engine.terms(name)) for name in _TEXT_FIELDS},
            clashes=tuple(ledger.clashes()),
            unrecognised=tuple(ledger.unrecognised()),
            copies=ledger.totals().duplicates,
        )
