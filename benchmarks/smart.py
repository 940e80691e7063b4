"""Bring a classical test collection in SMART format, such as Cranfield or Medline, into BEIR's shape.

    python benchmarks/smart.py cran.all.1400 cran.qry cranqrel FOLDER
    python benchmarks/smart.py MED.ALL MED.QRY MED.REL FOLDER
    python benchmarks/relevance.py --corpus FOLDER/corpus.jsonl --queries FOLDER/queries.jsonl --qrels FOLDER/qrels.tsv

SMART parts a file by lines: `.I 12` opens a record, `.T` its title, `.W` its text; other letters open what is no text
(authors, source, references to other records).
"""

import argparse
import json
import re
from collections.abc import Iterator
from pathlib import Path

_RECORD = re.compile(r"^\.I\s+(\d+)\s*$", re.MULTILINE)
_PART = re.compile(r"^\.([A-Z])[ \t]*$", re.MULTILINE)


def records(text: str) -> Iterator[tuple[str, dict[str, str]]]:
    """Yield the number of each record, and its parts by their letters, white space collapsed."""
    _, *pieces = _RECORD.split(text)
    for number, body in zip(pieces[::2], pieces[1::2], strict=True):
        _, *parts = _PART.split(body)
        yield number, {letter: " ".join(part.split()) for letter, part in zip(parts[::2], parts[1::2], strict=True)}


def judgments(text: str) -> Iterator[tuple[str, str]]:
    """Yield pairs of a query and a relevant document.

    Rows are `query document code` (Cranfield) or `query 0 document 1` (Medline). Cranfield's codes are no grades that
    its copies agree on: 1 to 4 are relevant, and of no interest is 5 in the oldest, -1 in others.
    """
    for row in filter(None, map(str.split, text.splitlines())):
        document, code = (row[1], row[2]) if len(row) == len(("query", "document", "code")) else (row[2], row[3])
        if 0 < int(code) < 5:  # noqa: PLR2004
            yield row[0], document


def convert(documents: Path, queries: Path, relevant: Path, folder: Path) -> None:
    """Write `corpus.jsonl`, `queries.jsonl` and `qrels.tsv` into `folder`.

    Queries are known by their place in the file: Cranfield numbers them with gaps, and judges them by place.
    """
    folder.mkdir(parents=True, exist_ok=True)
    corpus = (
        {"_id": number, "title": parts.get("T", ""), "text": parts.get("W", "")}
        for number, parts in records(_read(documents))
    )
    asked = ({"_id": str(place), "text": parts["W"]} for place, (_, parts) in enumerate(records(_read(queries)), 1))
    for name, rows in (("corpus", corpus), ("queries", asked)):
        (folder / f"{name}.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))
    pairs = (f"{query}\t{document}\t1\n" for query, document in dict.fromkeys(judgments(_read(relevant))))
    (folder / "qrels.tsv").write_text("query-id\tcorpus-id\tscore\n" + "".join(pairs))


def _read(path: Path) -> str:
    # The collections are older than UTF-8; every byte is some letter of Latin-1.
    return path.read_text(encoding="latin-1")


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    for name in ("documents", "queries", "relevant", "folder"):
        arguments.add_argument(name, type=Path)
    convert(**vars(arguments.parse_args()))


if __name__ == "__main__":
    main()
