"""The judge of relevance: topics that are well formed, measures with values worked out by hand, shapes of collections."""

import json
import math
from collections import Counter
from pathlib import Path
from statistics import fmean

import pytest

from benchmarks.measures import ndcg, recall, reciprocal_rank
from benchmarks.relevance import outcomes
from benchmarks.smart import convert
from benchmarks.topics import HELD_OUT, JUDGED, beir, own
from corpus.parse import parse
from corpus.readers import list_files, read_letter

ROOT = Path(__file__).parents[1]
SAMPLES = ROOT / "corpus" / "samples"
REAL = ROOT.parent / "shared" / "letters"
TOPICS = [json.loads(line) for file in (JUDGED, HELD_OUT) for line in file.read_text().splitlines()]
KINDS = {"attorney", "vignette", "typo", "abbreviation", "lay", "denial"}


def issue_ids(folder: Path) -> set[str]:
    letters = (parse(read_letter(path)) for path in list_files(folder).files)
    return {f"{letter.letter}#{issue.k}" for letter in letters for issue in letter.issues}


def judged_ids(corpus: str) -> set[str]:
    return {judged for topic in TOPICS if topic["corpus"] == corpus for judged in topic["judgments"]}


def test_topics_are_well_formed() -> None:
    keys = {"id", "kind", "corpus", "query", "wants", "judgments"}
    assert all(topic.keys() == keys and topic["query"].strip() and topic["wants"].strip() for topic in TOPICS)
    assert len({topic["id"] for topic in TOPICS}) == len(TOPICS)
    assert {topic["corpus"] for topic in TOPICS} == {"samples", "real"}


def test_topics_are_many_and_of_all_kinds() -> None:
    assert len(TOPICS) >= 120
    kinds = Counter((topic["corpus"], topic["kind"]) for topic in TOPICS)
    assert kinds.keys() == {(corpus, kind) for corpus in ("samples", "real") for kind in KINDS}
    assert min(kinds.values()) >= 4


def test_queries_are_as_long_as_their_kind() -> None:
    words = {kind: {len(topic["query"].split()) for topic in TOPICS if topic["kind"] == kind} for kind in KINDS}
    assert words["attorney"] <= set(range(2, 8))
    assert words["vignette"] <= set(range(25, 121))


def test_grades_are_from_1_to_3_and_something_answers_each_topic() -> None:
    for topic in TOPICS:
        assert set(topic["judgments"].values()) <= {1, 2, 3}, topic["id"]
        assert 3 in topic["judgments"].values(), topic["id"]


def test_judged_sample_issues_exist() -> None:
    assert judged_ids("samples") <= issue_ids(SAMPLES)


@pytest.mark.skipif(not REAL.is_dir(), reason="real letters are not part of the project")
def test_judged_real_issues_exist() -> None:
    assert judged_ids("real") <= issue_ids(REAL)


GRADES = {"a": 3, "b": 2, "c": 1}
# Gains are 7, 3 and 1, discounts 1, log2(3) and 2.
BEST = 7 + 3 / math.log2(3) + 1 / 2

RANKINGS = [
    (["a", "b", "c"], 1.0, 1.0, 1.0),
    (["c", "b", "a"], (1 + 3 / math.log2(3) + 7 / 2) / BEST, 1 / 2, 1.0),
    (["x", "y", "b"], (3 / 2) / BEST, 1 / 3, 1 / 2),
    (["c"], 1 / BEST, 0.0, 0.0),
    ([], 0.0, 0.0, 0.0),
]


@pytest.mark.parametrize(("ranking", "gain", "first", "share"), RANKINGS)
def test_measures_of_rankings(ranking: list[str], gain: float, first: float, share: float) -> None:
    assert ndcg(ranking, GRADES) == pytest.approx(gain)
    assert reciprocal_rank(ranking, GRADES, relevant=2) == pytest.approx(first)
    assert recall(ranking, GRADES, relevant=2) == pytest.approx(share)


def test_measures_look_no_deeper_than_they_say() -> None:
    assert ndcg(["x"] * 10 + ["a"], GRADES) == 0
    assert ndcg(["x", "a"], GRADES, depth=1) == 0
    assert ndcg(["a"], dict.fromkeys("abcdefghijkl", 1), depth=1) == 1
    assert recall(["x"] * 50 + ["a", "b"], GRADES, relevant=2) == 0


CRANFIELD = ".I 1\n.T\nwings in a slipstream .\n.A\nsomebody\n.B\njournal 1\n.W\nlift of a\nwing .\n.I 2\n.T\nheat flow\n.A\n.W\nheat in slabs .\n"
QUERIES = ".I 001\n.W\nlift of wings .\n.I 004\n.W\nheat in slabs .\n"


def test_a_smart_collection_becomes_one_that_can_be_searched(tmp_path: Path) -> None:
    relevant = "1 1 2\n1 2 -1\n2 2 4\n2 1 5\n"
    for name, text in (("all", CRANFIELD), ("queries", QUERIES), ("relevant", relevant)):
        (tmp_path / name).write_text(text)
    convert(tmp_path / "all", tmp_path / "queries", tmp_path / "relevant", tmp_path)
    assert [json.loads(line) for line in (tmp_path / "corpus.jsonl").read_text().splitlines()] == [
        {"_id": "1", "title": "wings in a slipstream .", "text": "lift of a wing ."},
        {"_id": "2", "title": "heat flow", "text": "heat in slabs ."},
    ]
    collection = beir(tmp_path / "corpus.jsonl", tmp_path / "queries.jsonl", tmp_path / "qrels.tsv", tmp_path)
    assert [(topic.id, topic.query, topic.grades) for topic in collection.topics] == [
        ("1", "lift of wings .", {"1#0": 1}),
        ("2", "heat in slabs .", {"2#0": 1}),
    ]
    results = outcomes(collection, tmp_path / "index")
    assert all([one.ndcg for one in those] == [1.0, 1.0] for those in results.values())


def test_medline_s_rows_are_judgments_too(tmp_path: Path) -> None:
    for name, text in (("all", ".I 1\n.W\ncrystalline lens\n"), ("queries", ".I 1\n.W\nlens\n"), ("rel", "1 0 1 1\n")):
        (tmp_path / name).write_text(text)
    convert(tmp_path / "all", tmp_path / "queries", tmp_path / "rel", tmp_path)
    assert (tmp_path / "qrels.tsv").read_text() == "query-id\tcorpus-id\tscore\n1\t1\t1\n"


def test_the_samples_are_judged_by_every_variant(tmp_path: Path) -> None:
    collection = own("samples", SAMPLES, HELD_OUT)
    assert collection.topics
    by_variant = outcomes(collection, tmp_path / "index")
    for results in by_variant.values():
        assert [one.topic.id for one in results] == [topic.id for topic in collection.topics]
    plain, *_, search = (fmean(one.ndcg for one in results) for results in by_variant.values())
    assert search > plain
