"""How fast letters are parsed and indexed and queries answered, on composed letters.

    python benchmarks/speed.py [--letters 20000] [--seed 1]

Prints a table: parse rate on one core from text, index rate end to end from text files, and for each kind of query the
median and 95th percentile of the whole way from request to page, with every facet and ten snippets, and how much of it
it takes to mark and quote ten letters that are already fetched. Then it tells what collapsing near-twins adds.
"""

import argparse
import statistics
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from corpus.clean import clean
from corpus.composer import compose, write_folder
from corpus.determination import SourceText
from corpus.parse import parse
from index.build import build
from index.engine import Engine
from index.store import open_index
from search import SearchRequest, search
from search.compile import Compiler
from search.highlight import Highlighter
from search.language import parse_query
from search.lexicon import lexicon_of
from search.widening import Widening

QUERIES = {
    "one common word": SearchRequest("pain"),
    "one rare word": SearchRequest("tendinopathy"),
    "three words": SearchRequest("norco functional improvement"),
    "phrase": SearchRequest('"functional improvement"'),
    "boolean": SearchRequest("(mri OR radiograph) lumbar -surgery"),
    "prefix": SearchRequest("radicul*"),
    "field and range": SearchRequest("rationale:exercise age:>50 year:[2015 TO 2017]"),
    "filter only": SearchRequest("", (("decision", "overturned"),)),
    "words and filter": SearchRequest("lumbar mri", (("decision", "upheld"), ("sex", "female"))),
    "vignette": SearchRequest(
        "52 year old warehouse worker with chronic low back pain radiating to the left leg, failed physical therapy "
        "and anti-inflammatory medication, straight leg raise positive, request for epidural steroid injection at L4-5"
    ),
    "page 20": SearchRequest("pain", offset=190),
}
_ROUNDS = 60
_TIMED_PARSES = 5_000


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    arguments.add_argument("--letters", type=int, default=20_000)
    arguments.add_argument("--seed", type=int, default=1)
    options = arguments.parse_args()
    print_row("compose, letters a second", f"{rate(lambda: consume(options), options.letters):,.0f}")
    texts = [letter.text for letter in compose(min(options.letters, _TIMED_PARSES), options.seed)]
    print_row("parse from text, one core, letters a second", f"{rate(lambda: parse_all(texts), len(texts)):,.0f}")
    with tempfile.TemporaryDirectory() as scratch:
        source, folder = Path(scratch, "letters"), Path(scratch, "imr-index")
        write_folder(compose(options.letters, options.seed), source, pdf_every=0)
        megabytes = sum(path.stat().st_size for path in source.iterdir()) / 1e6
        print_row("letters", f"{options.letters:,} ({megabytes:.0f} MB of text)")
        report = build(folder, [source])
        print_row("index from text files, letters a second", f"{report.letters / report.seconds:,.0f}")
        print_row("index from text files, MB of text a second", f"{megabytes / report.seconds:.1f}")
        print_row("index size, share of the text", f"{report.bytes / 1e6 / megabytes:.2f}")
        engine = open_index(folder)
        columns = f"{'issues':>10}{'median ms':>12}{'95 % ms':>10}{'quotes ms':>11}"
        print(f"\n{'query (every facet, ten snippets)':<44}{columns}")
        every: list[float] = []
        for kind, request in QUERIES.items():
            total, times = latencies(engine, request)
            every += times
            print(f"{kind:<44}{total:>10,}{statistics.median(times):>12.1f}{percentile(times, 95):>10.1f}", end="")
            print(f"{quoting(engine, request):>11.1f}")
        print(f"{'all':<44}{'':>10}{statistics.median(every):>12.1f}{percentile(every, 95):>10.1f}")
        print(f"\n{'collapsing near-twins (first page)':<44}{'alike':>10}{'adds ms':>12}")
        for kind in ("one common word", "one rare word", "vignette"):
            alike, added = collapsing(engine, QUERIES[kind])
            print(f"{kind:<44}{alike:>10,}{added:>12.1f}")
        engine.close()


def consume(options: argparse.Namespace) -> None:
    for _ in compose(options.letters, options.seed):
        pass


def parse_all(texts: list[str]) -> None:
    for text in texts:
        parse(SourceText("", "", clean(text)))


def rate(work: Callable[[], None], count: int) -> float:
    began = time.perf_counter()
    work()
    return count / (time.perf_counter() - began)


def latencies(engine: Engine, request: SearchRequest) -> tuple[int, list[float]]:
    """Return the issues found and the times of all rounds after the first, in milliseconds."""
    total = search(engine, request).total
    return total, [search(engine, request).took_ms for _ in range(_ROUNDS)]


def quoting(engine: Engine, request: SearchRequest) -> float:
    """Return what it takes to mark and quote the letters of a page, in milliseconds: the best round."""
    lexicon = lexicon_of(engine)
    clause = Compiler(lexicon, Widening(lexicon)).clause(parse_query(request.text))
    fetched = [(engine.fetch(hit.letter), hit.k) for hit in search(engine, request).hits]
    found = [(letter, letter.issues[k - 1] if k else None) for letter, k in fetched if letter]
    times = []
    for _ in range(_ROUNDS):
        began = time.perf_counter()
        highlighter = Highlighter(clause)
        for letter, issue in found:
            highlighter.snippets(letter, issue)
        times.append(time.perf_counter() - began)
    return min(times) * 1000


def collapsing(engine: Engine, request: SearchRequest) -> tuple[int, float]:
    """Return the near-twins that have no rows of their own, and what it takes, in milliseconds: best round to best."""
    page = search(engine, request)
    plain = replace(request, collapse=False)
    # In turns, as machines are noisy.
    times = [(search(engine, request).took_ms, search(engine, plain).took_ms) for _ in range(_ROUNDS)]
    with_it, without = (min(column) for column in zip(*times, strict=True))
    return sum(len(hit.alike_ids) for hit in page.hits), with_it - without


def percentile(times: list[float], share: int) -> float:
    return statistics.quantiles(times, n=100)[share - 1]


def print_row(what: str, value: str) -> None:
    print(f"{what:<54}{value:>22}", flush=True)


if __name__ == "__main__":
    main()
