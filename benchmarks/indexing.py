"""How fast an index is made, beside bare tantivy fed the same parsed documents in the same run, on composed letters.

    python benchmarks/indexing.py [--letters 10000] [--pdfs 500] [--rounds 3] [--seed 1]

Each round makes a new index from a file of JSON lines by `imr index`'s own run, brings it up to date twice (nothing
changed, then a hundredth of the letters), and has tantivy alone write documents that stand ready in memory, under the
same schema. Machines are noisy: each figure is the best of its rounds, and the ratio's range over the rounds is given.
"""

import argparse
import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter

import msgspec.json

from corpus.clean import clean
from corpus.composer import compose, write_folder, write_jsonl
from corpus.determination import SourceText
from index.build import build
from index.engines.tantivy import open_writer
from index.reading import read_text
from index.report import Report


@dataclass(frozen=True, slots=True)
class Round:
    """The seconds that each part of a round took."""

    made: float
    unchanged: float
    updated: float
    bare: float


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    arguments.add_argument("--letters", type=int, default=10_000)
    arguments.add_argument("--pdfs", type=int, default=500)
    arguments.add_argument("--rounds", type=int, default=3)
    arguments.add_argument("--seed", type=int, default=1)
    options = arguments.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        source = Path(scratch, "letters.jsonl")
        write_jsonl(source, options.letters, options.seed)
        lines = [msgspec.json.decode(line) for line in source.read_bytes().splitlines()]
        texts: list[tuple[str, str]] = [(line["id"], line["text"]) for line in lines]
        megabytes = sum(len(text.encode()) for _, text in texts) / 1e6
        rounds, share = [], 0.0
        for _ in range(options.rounds):
            timed, size = one_round(Path(scratch), source, texts)
            rounds.append(timed)
            share = size / 1e6 / megabytes
        print_row("letters", f"{options.letters:,} ({megabytes:.0f} MB of text)")
        made = min(one.made for one in rounds)
        print_row("index from JSON lines, letters a second", f"{options.letters / made:,.0f}")
        print_row("index from JSON lines, MB of text a second", f"{megabytes / made:.1f}")
        print_row("bare tantivy, MB of text a second", f"{megabytes / min(one.bare for one in rounds):.1f}")
        ratios = sorted(one.bare / one.made for one in rounds)
        print_row("end to end as a share of bare tantivy", f"{ratios[0]:.2f} to {ratios[-1]:.2f}")
        print_row("index size as a share of the text", f"{share:.2f}")
        print_row("nothing changed, seconds", f"{min(one.unchanged for one in rounds):.2f}")
        print_row("a hundredth changed, seconds", f"{min(one.updated for one in rounds):.2f}")
        pages = Path(scratch, "pdf")
        write_folder(compose(options.pdfs, options.seed), pages, pdf_every=1)
        taken = min(make(Path(scratch, "imr-index"), pages).seconds for _ in range(options.rounds))
        print_row(f"index from {options.pdfs:,} PDFs, letters a second", f"{options.pdfs / taken:,.0f}")


def one_round(scratch: Path, source: Path, texts: list[tuple[str, str]]) -> tuple[Round, int]:
    """Return the times of a round, and the size of the index."""
    index = scratch / "imr-index"
    whole = source.read_bytes()
    first = make(index, source)
    unchanged = build(index, [source])
    source.write_bytes(changed(whole))
    updated = build(index, [source])
    source.write_bytes(whole)
    return Round(first.seconds, unchanged.seconds, updated.seconds, bare_seconds(scratch / "bare", texts)), first.bytes


def make(index: Path, source: Path) -> Report:
    shutil.rmtree(index, ignore_errors=True)
    return build(index, [source])


def changed(lines: bytes) -> bytes:
    """Return JSON lines of which every hundredth letter says a little more."""
    return b"".join(
        line.replace(b'"}\n', b' As amended."}\n') if number % 100 == 0 else line
        for number, line in enumerate(lines.splitlines(keepends=True))
    )


def bare_seconds(folder: Path, texts: list[tuple[str, str]]) -> float:
    """Return how long tantivy takes to write the documents of letters, which are made before."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    writer = open_writer(folder)
    made = [document for name, text in texts for document in read_text(SourceText(name, name, clean(text)))]
    began = perf_counter()
    for document in made:
        writer.add(document)
    writer.commit()
    return perf_counter() - began


def print_row(what: str, value: str) -> None:
    print(f"{what:<54}{value:>22}", flush=True)


if __name__ == "__main__":
    main()
