"""How good rankings are on judged topics: nDCG@10, MRR and recall@50 by kind of topic, for each variant of the search.

    python benchmarks/relevance.py [--held-out] [--letters ../shared/letters]
    python benchmarks/relevance.py --corpus FILE.jsonl --queries FILE.jsonl --qrels FILE.tsv

The first variant is plain BM25: any word, in any default field, all fields alike. A feature that earns its place is one
that ranks better than the variant above it. The judge is `tests/cases/topics.jsonl`, over the sample letters and, where
they are there, the real ones; or a test collection in BEIR's shape, whose documents are texts of unknown layout.
`benchmarks/smart.py` brings the classical ones into that shape. Topics on which the search ranks worse than plain BM25
are listed.
"""

import argparse
import tempfile
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from statistics import fmean

from benchmarks.measures import ndcg, recall, reciprocal_rank
from benchmarks.topics import HELD_OUT, JUDGED, Collection, Topic, beir, own
from corpus.clean import clean
from index.analysis import FUNCTION_WORDS, tokenize
from index.build import build
from index.engine import Engine
from index.fields import DEFAULT_FIELDS, Field
from index.query import AnyOf, BestOf, Query, Term
from index.store import open_index
from search import SearchRequest, search
from search.results import Hit

ROOT = Path(__file__).parents[1]
_DEPTH = 50


def plain_bm25(engine: Engine, text: str) -> list[str]:
    return _any_word(engine, text, lambda _: 1.0)


def field_weights(engine: Engine, text: str) -> list[str]:
    return _any_word(engine, text, lambda field: field.weight)


def telling_words(engine: Engine, text: str) -> list[str]:
    return _any_word(engine, text, lambda field: field.weight, left_out=FUNCTION_WORDS)


def matching(engine: Engine, text: str) -> list[str]:
    return _ids((hit.id, hit.score) for hit in _hits(engine, text) if hit.without is None)


def whole_search(engine: Engine, text: str) -> list[str]:
    lacking = ((hit.id, hit.score) for hit in _hits(engine, text) if hit.without is not None)
    return [*matching(engine, text), *_ids(lacking)]


def _hits(engine: Engine, text: str) -> Sequence[Hit]:
    return search(engine, SearchRequest(text, limit=_DEPTH, collapse=False)).hits


# A variant ranks the ids of issues for a text. The first is what the others are compared with, the last what users get.
VARIANTS: Mapping[str, Callable[[Engine, str], list[str]]] = {
    "plain BM25": plain_bm25,
    "+ field weights": field_weights,
    "+ no function words": telling_words,
    "all words must match": matching,
    "search": whole_search,
}


def _any_word(
    engine: Engine, text: str, weight: Callable[[Field], float], left_out: frozenset[str] = frozenset()
) -> list[str]:
    stems = dict.fromkeys(token.stem for token in tokenize(clean(text)) if token.word not in left_out)
    words = (BestOf(tuple(Term(field.name, stem, weight(field)) for field in DEFAULT_FIELDS)) for stem in stems)
    hits = engine.search(Query(AnyOf(tuple(words)), limit=_DEPTH)).hits
    return _ids((engine.read(hit.document).id, hit.score) for hit in hits)


def _ids(scored: Iterable[tuple[str, float]]) -> list[str]:
    """Return ids in order, and those of equal scores by themselves: an index written anew may order them anew."""
    tied = groupby(scored, key=lambda one: round(one[1], 4))
    return [found for _, equals in tied for found in sorted(name for name, _ in equals)]


@dataclass(frozen=True, slots=True)
class Outcome:
    """How well one variant did on one topic."""

    collection: str
    topic: Topic
    ndcg: float
    reciprocal_rank: float
    recall: float


def outcomes(collection: Collection, index: Path) -> dict[str, list[Outcome]]:
    """Index a collection and run each variant over its topics, in their order."""
    report = build(index, [collection.source])
    print(f"{collection.name}: {report.letters:,} letters or texts, {len(collection.topics)} topics", flush=True)
    for failure in report.failed:
        print(f"  not indexed: {failure.source}: {failure.reason}")
    with closing(open_index(index)) as engine:
        return {
            name: [_judged(collection, topic, variant(engine, topic.query)) for topic in collection.topics]
            for name, variant in VARIANTS.items()
        }


def _judged(collection: Collection, topic: Topic, ranking: list[str]) -> Outcome:
    return Outcome(
        collection.name,
        topic,
        ndcg(ranking, topic.grades),
        reciprocal_rank(ranking, topic.grades, collection.relevant),
        recall(ranking, topic.grades, collection.relevant),
    )


def print_table(by_variant: Mapping[str, list[Outcome]]) -> None:
    """Print the mean of each measure, by kind of topic, by collection and in all, with nDCG's gain over the first."""
    print(f"\n{'topics':<24}{'variant':<24}{'nDCG@10':>9}{'':>8}{'MRR':>9}{'recall@50':>11}")
    first, *_ = by_variant.values()
    for name, places in _groups(first):
        compared_with = fmean(first[place].ndcg for place in places)
        for number, (variant, results) in enumerate(by_variant.items()):
            those = [results[place] for place in places]
            mean = fmean(one.ndcg for one in those)
            gain = f"{mean / compared_with - 1:+.0%}" if number and compared_with else ""
            print(
                f"{'' if number else f'{name} ({len(places)})':<24}{variant:<24}{mean:>9.3f}{gain:>8}"
                f"{fmean(one.reciprocal_rank for one in those):>9.3f}{fmean(one.recall for one in those):>11.3f}"
            )


def _groups(results: list[Outcome]) -> Iterator[tuple[str, Sequence[int]]]:
    """Yield groups of topics, each as the places of its topics in `results`; the last is all of them."""
    for names in ([one.topic.kind for one in results], [one.collection for one in results]):
        groups: defaultdict[str, list[int]] = defaultdict(list)
        for place, name in enumerate(names):
            groups[name].append(place)
        if len(groups) > 1:
            yield from groups.items()
    yield "all", range(len(results))


def print_losses(by_variant: Mapping[str, list[Outcome]]) -> None:
    """Print the topics on which the last variant's nDCG@10 is below that of the first, the worst first."""
    (first_name, first), *_, (last_name, last) = by_variant.items()
    pairs = [(one, other) for one, other in zip(first, last, strict=True) if other.ndcg < one.ndcg]
    print(f"\n{len(pairs)} topics on which the nDCG@10 of {last_name} is below that of {first_name}")
    for one, other in sorted(pairs, key=lambda pair: pair[1].ndcg - pair[0].ndcg):
        print(f"  {one.ndcg:.3f} -> {other.ndcg:.3f}  {one.topic.id:<28}{one.topic.query[:60]}")


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    arguments.add_argument("--letters", type=Path, default=ROOT.parent / "shared" / "letters")
    arguments.add_argument("--held-out", action="store_true", help="topics that nothing was tuned by")
    for name in ("--corpus", "--queries", "--qrels"):
        arguments.add_argument(name, type=Path)
    given = arguments.parse_args()
    collection = (given.corpus, given.queries, given.qrels)
    if any(collection) and not all(collection):
        arguments.error("a test collection is named by --corpus, --queries and --qrels together")
    with tempfile.TemporaryDirectory() as folder:
        scratch = Path(folder)
        if all(collection):
            collections = [beir(*collection, scratch)]
        else:
            judged = HELD_OUT if given.held_out else JUDGED
            collections = [own("samples", ROOT / "corpus" / "samples", judged)]
            if given.letters.is_dir():
                collections.append(own("real", given.letters, judged))
        by_variant: dict[str, list[Outcome]] = {name: [] for name in VARIANTS}
        for number, one in enumerate(collections):
            for name, results in outcomes(one, scratch / f"index-{number}").items():
                by_variant[name] += results
    print_table(by_variant)
    print_losses(by_variant)


if __name__ == "__main__":
    main()
