"""`imr stats` as its users run it, against a count of the letters one by one."""

import json
from collections import defaultdict
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from cli.main import main
from corpus.determination import Determination, Issue
from corpus.vocabulary.documentation import documentation_kinds
from corpus.vocabulary.reasons import reasons
from index.build import Options, build
from index.engine import Engine
from index.fields import BY_NAME, FACETS
from search import SearchRequest
from search.rates import overturned_rate
from search.statistics import Row, statistics

HOSTILE = [
    "((",
    '"unbalanced',
    "a AND OR",
    "x" * 5_000,
    "😀",
    "\u202e",
    "--",
    "year:[",
    "decided:2016-99-99",
    "' OR 1=1 --",
]


def imr(*arguments: str | Path) -> Result:
    return CliRunner().invoke(main, [str(one) for one in arguments], catch_exceptions=False, prog_name="imr")


def as_json(*arguments: str | Path) -> Any:
    result = imr("stats", *arguments, "--json")
    assert result.exit_code == 0, result.stderr
    return json.loads(result.stdout)


def every_issue(engine: Engine) -> list[tuple[Determination, Issue]]:
    letters = filter(None, (engine.fetch(name) for name, _ in engine.terms("letter")))
    return [(letter, issue) for letter in letters for issue in letter.issues]


def counted(field: str, issues: Iterable[tuple[Determination, Issue]]) -> dict[str | None, tuple[int, int, int, int]]:
    """Return for each value the issues, letters, those overturned and those decided."""
    draw = BY_NAME[field]
    by_value: defaultdict[str | None, list[tuple[Determination, Issue]]] = defaultdict(list)
    for letter, issue in issues:
        values = {*draw.of_letter(letter), *draw.of_issue(issue)} or {None}
        for value in values:
            by_value[None if value is None else banded(value, draw.bands)].append((letter, issue))
    return {value: figures(those) for value, those in by_value.items()}


def banded(value: str | int, width: int) -> str:
    return f"{int(value) // width * width}-{int(value) // width * width + width - 1}" if width else str(value)


def figures(issues: list[tuple[Determination, Issue]]) -> tuple[int, int, int, int]:
    decisions = [issue.decision for _, issue in issues]
    letters = {letter.letter for letter, _ in issues}
    return len(issues), len(letters), decisions.count("overturned"), len(decisions) - decisions.count(None)


def of(row: Row) -> tuple[int, int, int, int]:
    return row.issues, row.letters, row.overturned.n, row.overturned.of


@pytest.mark.parametrize("field", [facet.name for facet in FACETS])
@pytest.mark.parametrize(
    ("filters", "holds"),
    [
        ((), lambda _letter, _issue: True),
        ((("sex", "female"),), lambda letter, _issue: letter.patient.sex == "female"),
        ((("category", "Pharmaceuticals"),), lambda _letter, issue: (issue.about.category.name if issue.about.category else "").startswith("Pharma")),
    ],
    ids=["all", "of-letters", "of-issues"],
)  # fmt: skip
def test_every_facet_is_counted_truly(
    engine: Engine,
    field: str,
    filters: tuple[tuple[str, str], ...],
    holds: Callable[[Determination, Issue], bool],
) -> None:
    found = statistics(engine, SearchRequest(filters=filters), field)
    chosen = [(letter, issue) for letter, issue in every_issue(engine) if holds(letter, issue)]
    assert len(chosen) > 20
    assert of(found.total) == figures(chosen)
    rows = {row.value: of(row) for row in found.rows if row.issues}
    assert rows == counted(field, chosen)
    assert len(rows) == sum(row.issues > 0 for row in found.rows)
    assert found.baseline == overturned_rate(*figures(every_issue(engine))[2:])
    for row in (found.total, *found.rows):
        if field in ("decision", "reason") and row is not found.total:
            assert (row.overturned.rate, row.overturned.low) == (None, None)
        else:
            assert row.overturned == overturned_rate(row.overturned.n, row.overturned.of)


def test_whoosh_counts_alike(engine: Engine, letters_folder: Path, tmp_path: Path) -> None:
    build(tmp_path / "index", [letters_folder], Options(engine="whoosh"))
    for arguments in (
        ("pain", "--by", "drug"),
        ("procedure:mri", "--by", "year"),
        ("--by", "age", "--contrast", "--checklist"),
    ):
        others = as_json(*arguments, "--index", tmp_path / "index")
        ours = statistics(
            engine,
            SearchRequest("" if arguments[0] == "--by" else arguments[0]),
            arguments[arguments.index("--by") + 1],
        )
        assert {key: others[key] for key in ours.as_json()} == ours.as_json()


def test_years_go_up_and_gaps_are_shown(index_folder: Path) -> None:
    rows = as_json("year:2014 OR year:2017", "--by", "year", "--index", index_folder)["rows"]
    assert [row["value"] for row in rows] == ["2014", "2015", "2016", "2017"]
    assert [row["issues"] > 0 for row in rows] == [True, False, False, True]
    every = [row["value"] for row in as_json("--by", "year", "--index", index_folder)["rows"]]
    stated = [year for year in every if year]
    assert stated == sorted(stated)
    assert every in (stated, [*stated, None])


def test_json_has_what_was_agreed(index_folder: Path) -> None:
    found = as_json("pain", "--by", "decision", "--contrast", "--checklist", "--index", index_folder)
    assert found.keys() == {"query", "corrections", "baseline", "total", "by", "rows", "notes", "contrast", "checklist"}
    rate = {"n", "of", "rate", "low", "high"}
    assert found["baseline"].keys() == found["total"]["overturned"].keys() == rate
    assert {row["value"] for row in found["rows"]} == {"upheld", "overturned"}
    assert all(row.keys() == {"value", "issues", "letters", "overturned"} for row in found["rows"])
    assert found["contrast"].keys() == {"overturned", "upheld", "sample", "treatments", "reason"}
    assert found["checklist"].keys() == {"refused", "documented", "upheld", "read", "reason"}
    bare = as_json("--index", index_folder)
    assert bare.keys() == {"query", "corrections", "baseline", "total", "by", "rows", "notes"}
    assert bare["rows"] == []
    assert bare["total"]["overturned"] == bare["baseline"]


@pytest.mark.parametrize(
    "arguments",
    [
        ("--decision", "overturned"),
        ("decision:upheld",),
        ("--", "-decision:upheld"),
        ("--filter", "reason=no red flag"),
    ],
    ids=" ".join,
)
def test_chosen_by_decision_rates_are_withheld_and_it_is_said(index_folder: Path, arguments: tuple[str, ...]) -> None:
    options = ("--by", "sex", "--index", index_folder)
    found = CliRunner().invoke(main, ["stats", *map(str, options), "--json", *arguments], catch_exceptions=False)
    told = json.loads(found.stdout)
    assert told["total"]["issues"] > 0
    assert any("chosen by their decision" in note for note in told["notes"])
    assert all(row["overturned"]["rate"] is None for row in (told["total"], *told["rows"]))
    assert told["baseline"]["rate"] is not None


def test_a_few_are_withheld_and_it_is_said(index_folder: Path) -> None:
    found = as_json("--by", "drug", "--index", index_folder)
    few = [row for row in found["rows"] if row["overturned"]["of"] < 20]
    assert few
    assert all(row["overturned"]["rate"] is None for row in few)
    assert any("fewer than 20" in note for note in found["notes"])
    printed = imr("stats", "--by", "drug", "--index", index_folder).stdout
    assert "withheld" in printed
    assert "fewer than 20" in printed


def test_no_prediction_is_made(index_folder: Path) -> None:
    assert "not a chance of winning" in " ".join(imr("stats", "--help").stdout.split())
    printed = imr("stats", "pain", "--by", "year", "--index", index_folder).stdout
    assert "not a chance of winning" in printed
    lines = [line for line in printed.splitlines() if line.startswith(" 20")]
    assert lines == sorted(lines)


def test_a_wrong_field_is_refused_with_those_there_are(index_folder: Path) -> None:
    for field in ("rationale", "case", "nonsense"):
        result = imr("stats", "--by", field, "--index", index_folder)
        assert result.exit_code == 2
        assert all(facet.name in result.stderr for facet in FACETS)
    assert imr("stats", "--by", "YEAR", "--index", index_folder).exit_code == 0
    assert imr("stats", "--filter", "nonsense=1", "--index", index_folder).exit_code == 2
    assert imr("stats", "--wrong", "--index", index_folder).exit_code == 2
    assert imr("stats", "--index", index_folder / "nowhere").exit_code == 3


@pytest.mark.parametrize("query", HOSTILE, ids=range(len(HOSTILE)))
def test_no_query_ends_in_a_traceback(query: str, index_folder: Path) -> None:
    result = imr("stats", "--by", "year", "--contrast", "--checklist", "--index", index_folder, "--", query)
    assert result.exit_code == 0, result.stderr


def test_nothing_found_is_told(index_folder: Path) -> None:
    result = imr("stats", "absentword", "--exact", "--by", "drug", "--contrast", "--checklist", "--index", index_folder)
    assert result.stdout.startswith("0 issues match, of 0 letters\n")
    assert "Nothing is named: only 0 overturned and 0 upheld issues" in result.stdout
    assert "No issue that matches was overturned or upheld." in result.stdout


def test_an_index_without_letters_is_counted(tmp_path: Path) -> None:
    (tmp_path / "letters").mkdir()
    build(tmp_path / "index", [tmp_path / "letters"])
    found = as_json("--by", "year", "--contrast", "--checklist", "--index", tmp_path / "index")
    assert (found["total"]["issues"], found["rows"]) == (0, [])


def test_the_checklist_counts_reasons_and_documentation(engine: Engine, index_folder: Path) -> None:
    listed = as_json("category:pharmaceuticals", "--checklist", "--index", index_folder)["checklist"]
    issues = {
        f"{letter.letter}#{issue.k}": issue
        for letter, issue in every_issue(engine)
        if issue.about.category and issue.about.category.name.startswith("Pharmaceuticals")
    }
    upheld = [issue for issue in issues.values() if issue.decision == "upheld"]
    assert listed["upheld"] == len(upheld)
    assert [one["issues"] for one in listed["refused"]] == sorted(
        (one["issues"] for one in listed["refused"]), reverse=True
    )
    for one in listed["refused"]:
        giving = [issue for issue in upheld if one["reason"] in [reason.name for reason in issue.about.reasons]]
        assert one["issues"] == len(giving) > 0
        assert one["share"] == round(len(giving) / len(upheld), 4)
        assert one["help"] == reasons()[one["reason"]].help
        assert len(one["examples"]) == min(3, len(giving))
        assert all(issues[name] in giving for name in one["examples"])
    assert listed["documented"]
    for one in listed["documented"]:
        assert one["kind"] in documentation_kinds()
        assert one["overturned"] <= listed["read"]["overturned"]
        assert max(one["upheld"], one["missing"]) <= listed["read"]["upheld"]
        assert {issues[name].decision for name in one["examples"]["overturned"]} <= {"overturned"}
        assert {issues[name].decision for name in one["examples"]["missing"]} <= {"upheld"}
    screens = next(one for one in listed["documented"] if one["kind"] == "urine drug screen")
    for name in screens["examples"]["missing"]:
        rationale = issues[name].rationale
        assert rationale
        assert "drug" in rationale.text or "toxicology" in rationale.text
