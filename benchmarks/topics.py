"""Judged topics: this project's own, and those of test collections in the shape that BEIR publishes them in."""

import json
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

_CASES = Path(__file__).parents[1] / "tests" / "cases"
JUDGED = _CASES / "topics.jsonl"
# Judged like the others, but nothing was tuned by them: what the search does on queries that it has not seen.
HELD_OUT = _CASES / "topics_held_out.jsonl"


@dataclass(frozen=True, slots=True)
class Topic:
    """A query, and what is worth finding by it: `grades` by issue id.

    In this project's own, 3 is the very dispute and question asked, 2 the same treatment or question in another
    setting, 1 what is related.
    """

    id: str
    kind: str
    query: str
    grades: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Collection:
    """Topics over one source of letters. What is graded `relevant` or higher counts as found where grades don't."""

    name: str
    source: Path
    topics: tuple[Topic, ...]
    relevant: int


def own(name: str, source: Path, judged: Path) -> Collection:
    """Return the topics of the file `judged` over the corpus `name`, which lies in `source`."""
    rows = (row for row in _rows(judged) if row["corpus"] == name)
    topics = (Topic(row["id"], row["kind"], row["query"], row["judgments"]) for row in rows)
    return Collection(name, source, tuple(topics), relevant=2)


def beir(corpus: Path, queries: Path, qrels: Path, scratch: Path) -> Collection:
    """Return a test collection, its documents written to `scratch` as lines that can be indexed.

    `corpus` has lines of `_id`, `title` and `text`, `queries` of `_id` and `text`; `qrels` has a heading and rows of
    query, document and score, parted by tabs. Queries without a judged document are left out, as they can't be found.
    """
    source = scratch / "documents.jsonl"
    with source.open("w") as lines:
        for row in _rows(corpus):
            text = f"{row.get('title', '')}\n\n{row['text']}".strip()
            lines.write(json.dumps({"id": row["_id"], "text": text}) + "\n")
    grades: defaultdict[str, dict[str, int]] = defaultdict(dict)
    for judgment in qrels.read_text().splitlines()[1:]:
        query, document, score = judgment.split("\t")
        if int(score) > 0:
            # A text of unknown layout is the letter's document 0.
            grades[query][f"{document}#0"] = int(score)
    rows = (row for row in _rows(queries) if row["_id"] in grades)
    topics = (Topic(row["_id"], "query", row["text"], grades[row["_id"]]) for row in rows)
    return Collection(corpus.stem, source, tuple(topics), relevant=1)


def _rows(path: Path) -> Iterator[Mapping[str, Any]]:
    with path.open() as lines:
        yield from map(json.loads, lines)
