"""How long statistics, the contrast and the checklist take, on composed letters.

    python benchmarks/rates.py [--letters 44000] [--seed 1] [--index DIR]

Prints a table: for each query the issues that match, and the best of some rounds, in milliseconds, for statistics by a
field of few values, of many, and of many for each issue, for the contrast and for the checklist. 44,000 letters have
100,000 issues. With `--index`, that index is asked and none is made.
"""

import argparse
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from corpus.composer import compose, write_folder
from index.build import build
from index.engine import Engine
from index.store import open_index
from search import SearchRequest
from search.checklist import checklist
from search.contrast import contrast
from search.statistics import statistics

QUERIES = ("", "pain", "mri", "norco functional improvement", "procedure:mri", "category:pharmaceuticals")
FIELDS = ("year", "drug", "diagnosis")
_ROUNDS = 5


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    arguments.add_argument("--letters", type=int, default=44_000)
    arguments.add_argument("--seed", type=int, default=1)
    arguments.add_argument("--index", type=Path)
    options = arguments.parse_args()
    if options.index:
        measure(options.index)
        return
    with tempfile.TemporaryDirectory() as scratch:
        source, folder = Path(scratch, "letters"), Path(scratch, "imr-index")
        write_folder(compose(options.letters, options.seed), source, pdf_every=0)
        build(folder, [source])
        measure(folder)


def measure(folder: Path) -> None:
    engine = open_index(folder)
    heads = ("issues", *(f"by {field}" for field in FIELDS), "contrast", "checklist")
    print(f"{'query (best ms)':<34}" + "".join(f"{head:>14}" for head in heads))
    for text in QUERIES:
        request = SearchRequest(text)
        asked = [_statistics(engine, request, field) for field in FIELDS]
        asked += [lambda request=request: contrast(engine, request), lambda request=request: checklist(engine, request)]
        issues = statistics(engine, request).total.issues
        print(f"{text or '(all)':<34}{issues:>14,}" + "".join(f"{best(one):>14.0f}" for one in asked), flush=True)
    engine.close()


def _statistics(engine: Engine, request: SearchRequest, field: str) -> Callable[[], object]:
    return lambda: statistics(engine, request, field)


def best(work: Callable[[], object]) -> float:
    times = []
    for _ in range(_ROUNDS):
        began = time.perf_counter()
        work()
        times.append(time.perf_counter() - began)
    return min(times) * 1000


if __name__ == "__main__":
    main()
