"""The program as its users run it."""

import json
import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from click.testing import CliRunner, Result

from cli.main import main
from corpus.composer import compose

HOSTILE = [
    "10/325mg #60", '"unbalanced', "((", "))", "a AND OR", "x" * 10_000, "a " * 5_000, "((" * 5_000, "😀", "\u202e\u0000",
    "AND", "NOT", "-", "--", "*", "a*", "**", '""', "year:[", "year:[2016 TO", "year:>", "decided:2016-99-99",
    "age:999999999999999999999", "rationale:", "rationale:(", ":", "~5", '"a b"~', "a\\", "/", "%00", "' OR 1=1 --",
]  # fmt: skip
DERIVED_OF_HITS = (
    "category", "subcategory", "procedure", "drugs", "diagnoses", "body_parts", "guidelines", "reasons",
)  # fmt: skip


def imr(*arguments: str | Path) -> Result:
    """Run the program in this process; a traceback fails the test that caused it."""
    return CliRunner().invoke(main, [str(one) for one in arguments], catch_exceptions=False, prog_name="imr")


def as_json(*arguments: str | Path) -> Any:
    result = imr(*arguments, "--json")
    assert result.exit_code == 0, result.stderr
    return json.loads(result.stdout)


def run(*arguments: str | Path, cwd: Path | None = None, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run the installed program as a process of its own."""
    program = Path(sys.executable).with_name("imr")
    return subprocess.run(
        [program, *map(str, arguments)],
        capture_output=True, text=True, timeout=120, check=False, cwd=cwd, env=os.environ | environment,
    )  # fmt: skip


def test_from_letters_to_an_answer(tmp_path: Path) -> None:
    assert run("sample", "20", "--out", "letters", "--seed", "5", cwd=tmp_path).returncode == 0
    indexed = run("index", "letters", "--json", cwd=tmp_path)
    assert (indexed.returncode, indexed.stderr) == (0, "")
    report = json.loads(indexed.stdout)
    assert (report["added"], report["letters"], report["failed"]) == (20, 20, [])
    assert report.keys() >= {
        "added", "updated", "removed", "unchanged", "failed", "unrecognised", "clashes", "letters", "issues", "seconds",
        "bytes",
    }  # fmt: skip
    found = run("search", "medically necessary", "--json", cwd=tmp_path)
    assert json.loads(found.stdout)["total"] > 0
    elsewhere = run(
        "search", "medically necessary", "--json", cwd=tmp_path / "letters", IMR_INDEX=str(tmp_path / "imr-index")
    )
    assert json.loads(elsewhere.stdout)["total"] == json.loads(found.stdout)["total"]


def test_every_command_works_alike_on_either_engine(letters_folder: Path, index_folder: Path, tmp_path: Path) -> None:
    folder = tmp_path / "index"
    assert as_json("index", letters_folder, "--engine", "whoosh", "--index", folder)["letters"] == 150
    assert as_json("index", letters_folder, "--index", folder)["unchanged"] == 150
    for query in (
        ["medically necessary"], ["pain", "OR", "mri*", "-surgery"], ['"functional improvement"', "year:>2015"],
        ["--filter", "class=opioid"], ["--decision", "overturned", "therapy", "--offset", "3"], ["nothing like it"], [],
    ):  # fmt: skip
        fast, plain = (as_json("search", *query, "--sort", "newest", "--index", one) for one in (index_folder, folder))
        assert plain | {"took_ms": 0} == fast | {"took_ms": 0}
    letter = as_json("search", "--limit", "1", "--index", folder)["hits"][0]["letter"]
    assert as_json("show", letter, "--index", folder) == as_json("show", letter, "--index", index_folder)
    assert as_json("check", "--index", folder) == as_json("check", "--index", index_folder)
    other = imr("index", letters_folder, "--engine", "tantivy", "--index", folder)
    assert (other.exit_code, "leave --engine out" in other.stderr) == (3, True)
    assert as_json("index", "--engine", "tantivy", "--rebuild", "--index", folder)["letters"] == 150


def test_search_json_has_the_agreed_fields(index_folder: Path) -> None:
    page = as_json("search", "documentation of functional improvement", "--index", index_folder)
    assert page.keys() == {
        "query", "total", "took_ms", "corrections", "hits", "facets", "overturned", "looser",
    }  # fmt: skip
    assert page["hits"][0].keys() == {
        "id", "letter", "k", "treatment", "decision", "score", "decision_date", "specialties", "category", "subcategory",
        "procedure", "drugs", "diagnoses", "body_parts", "guidelines", "reasons", "snippets", "alike", "alike_ids", "without",
    }  # fmt: skip
    assert page["hits"][0]["snippets"][0].keys() == {"field", "text", "marks"}
    assert page["facets"].keys() == {
        "decision", "category", "procedure", "drug", "class", "diagnosis", "body", "reason", "cited", "specialty", "state",
        "year", "age", "sex", "layout",
    }  # fmt: skip
    assert page["facets"]["decision"][0].keys() == {"value", "label", "count", "selected"}
    assert page["total"] >= 10
    assert len(page["hits"]) == 10
    assert page["overturned"].keys() == {"n", "of", "rate", "low", "high"}
    for hit in page["hits"]:
        assert hit["id"] == f"{hit['letter']}#{hit['k']}"
        assert hit["decision"] in ("upheld", "overturned")
        assert re.fullmatch(r"\d{4}-\d\d-\d\d", hit["decision_date"])
        assert 1 <= len(hit["snippets"]) <= 3
        marked = [snippet["text"][a:b].lower() for snippet in hit["snippets"] for a, b in snippet["marks"]]
        assert marked
        assert all(re.match("document|function|improv|note|record|benefit|gain", word) for word in marked)
    decisions = {value["value"]: value["count"] for value in page["facets"]["decision"]}
    assert sum(decisions.values()) == page["total"]
    assert page["overturned"]["of"] == page["total"]
    assert page["overturned"]["n"] == decisions.get("overturned", 0)


def test_filters_narrow_and_their_facets_still_show_the_other_choices(index_folder: Path) -> None:
    every = as_json("search", "--index", index_folder)
    upheld = as_json("search", "--decision", "upheld", "--index", index_folder)
    assert upheld["total"] < every["total"]
    assert {hit["decision"] for hit in upheld["hits"]} == {"upheld"}
    assert [value | {"selected": False} for value in upheld["facets"]["decision"]] == every["facets"]["decision"]
    assert [value["value"] for value in upheld["facets"]["decision"] if value["selected"]] == ["upheld"]
    both = as_json("search", "--filter", "decision=upheld", "--filter", "decision=overturned", "--index", index_folder)
    assert both["total"] == every["total"]
    for facet in ("year", "age", "sex", "specialty", "category", "class", "body", "cited"):
        for value in every["facets"][facet]:
            chosen = as_json("search", "--filter", f"{facet}={value['value'] or ''}", "--index", index_folder)
            assert chosen["total"] == value["count"], (facet, value)


def _cites(hit: dict[str, Any], *names: str) -> bool:
    """Tell whether the reviewer of a hit relied on a source (of this topic and edition)."""
    cited = ((one["source"], one["topic"], one["edition"]) for one in hit["guidelines"] if one["by"] == "reviewer")
    return any(path[: len(names)] == names for path in cited)


# A filter, and whether a hit's own values satisfy it
ABOUT: list[tuple[str, Callable[[dict[str, Any]], bool]]] = [
    ("category=Surgery", lambda hit: hit["category"] == "Surgery"),
    ("category=Surgery > Spine", lambda hit: (hit["category"], hit["subcategory"]) == ("Surgery", "Spine")),
    ("category=Pharmaceuticals", lambda hit: hit["category"] == "Pharmaceuticals"),
    ("procedure=MRI", lambda hit: hit["procedure"] == "MRI"),
    ("drug=hydrocodone", lambda hit: "hydrocodone" in [drug["name"] for drug in hit["drugs"]]),
    ("class=opioid", lambda hit: "opioid" in [drug["class"] for drug in hit["drugs"]]),
    ("body=knee", lambda hit: any("knee" in part for part in hit["body_parts"])),
    ("body=right shoulder", lambda hit: not {"right shoulder", "bilateral shoulder"}.isdisjoint(hit["body_parts"])),
    ("body=left knee", lambda hit: not {"left knee", "bilateral knee"}.isdisjoint(hit["body_parts"])),
    ("body=lumbar spine L5-S1", lambda hit: any("lumbar" in part and "L5-S1" in part for part in hit["body_parts"])),
    ("reason=no red flag", lambda hit: "no red flag" in hit["reasons"]),
    ("cited=MTUS", lambda hit: _cites(hit, "MTUS")),
    ("cited=ODG > Pain", lambda hit: _cites(hit, "ODG", "Pain")),
]


@pytest.mark.parametrize(("chosen", "satisfies"), ABOUT, ids=[chosen for chosen, _ in ABOUT])
def test_filters_find_all_that_an_issue_is_about(
    chosen: str, satisfies: Callable[[dict[str, Any]], bool], index_folder: Path
) -> None:
    every = as_json("search", "--no-collapse", "--limit", "1000", "--index", index_folder)
    found = as_json("search", "--no-collapse", "--filter", chosen, "--limit", "1000", "--index", index_folder)
    assert found["total"] > 0
    assert {hit["id"] for hit in found["hits"]} == {hit["id"] for hit in every["hits"] if satisfies(hit)}


def test_a_part_of_both_sides_is_found_by_either(tmp_path: Path) -> None:
    letter = next(one for one in compose(400) if len(one.issues) == 1 and f"\n{one.issues[0].treatment}: " in one.text)
    (tmp_path / "letters").mkdir()
    text = letter.text.replace(f"\n{letter.issues[0].treatment}: ", "\nMRI of the bilateral shoulders: ")
    (tmp_path / "letters" / "letter.txt").write_text(text)
    as_json("index", tmp_path / "letters", "--index", tmp_path / "index")
    for part in ("right shoulder", "left shoulder", "shoulder"):
        (hit,) = as_json("search", "--filter", f"body={part}", "--index", tmp_path / "index")["hits"]
        assert hit["body_parts"] == ["bilateral shoulder"]


def test_sorting_and_paging(index_folder: Path) -> None:
    newest = as_json("search", "--sort", "newest", "--limit", "1000", "--index", index_folder)["hits"]
    dates = [hit["decision_date"] for hit in newest]
    assert dates == sorted(dates, reverse=True)
    pages = [
        as_json("search", "--sort", "newest", "--limit", "50", "--offset", str(n), "--index", index_folder)["hits"]
        for n in range(0, 150, 50)
    ]
    assert [hit["id"] for page in pages for hit in page] == [hit["id"] for hit in newest[:150]]


def test_near_twins_collapse_unless_asked_not_to(index_folder: Path) -> None:
    page = as_json("search", "pain", "--limit", "1000", "--index", index_folder)
    every = as_json("search", "pain", "--limit", "1000", "--no-collapse", "--index", index_folder)
    rows = [[hit["id"], *hit["alike_ids"]] for hit in page["hits"]]
    assert all(hit["alike"] == len(hit["alike_ids"]) for hit in page["hits"])
    assert sorted(name for row in rows for name in row) == sorted(hit["id"] for hit in every["hits"])
    assert {hit["alike"] for hit in every["hits"]} == {0}
    assert page["total"] == every["total"] == len(every["hits"]) > len(rows)
    assert (page["facets"], page["overturned"]) == (every["facets"], every["overturned"])
    printed = imr("search", "pain", "--limit", "1000", "--index", index_folder).stdout
    for row in rows:
        assert (f"and {len(row) - 1} alike: {', '.join(row[1:6])}" in printed) == (len(row) > 1)
    assert " alike: " not in imr("search", "pain", "--no-collapse", "--index", index_folder).stdout


def test_explain_shows_what_runs(index_folder: Path) -> None:
    assert imr("search", "treatment:norco", "--explain", "--index", index_folder).stdout.startswith(
        "treatment:norco^3\n"
    )
    assert as_json("search", "treatment:norco", "--explain", "--index", index_folder)["explain"] == "treatment:norco^3"


def test_a_word_can_be_taken_away(index_folder: Path) -> None:
    every = as_json("search", "necessary", "--index", index_folder)["total"]
    without = as_json("search", "necessary", "-therapy", "--index", index_folder)["total"]
    both = as_json("search", "necessary", "therapy", "--index", index_folder)["total"]
    assert without + both == every


@pytest.mark.parametrize("query", HOSTILE, ids=range(len(HOSTILE)))
def test_no_query_ends_in_a_traceback(query: str, index_folder: Path) -> None:
    result = imr("search", "--index", index_folder, "--json", "--", query)
    assert result.exit_code == 0, result.stderr
    assert json.loads(result.stdout)["query"] == query
    assert imr("search", "--index", index_folder, "--explain", "--", query).exit_code == 0


def test_show_gives_the_whole_letter(index_folder: Path) -> None:
    hit = as_json("search", "--index", index_folder)["hits"][0]
    letter = as_json("show", hit["letter"], "--index", index_folder)
    assert letter["letter"] == hit["letter"]
    assert letter["issues"][hit["k"] - 1]["treatment"] == hit["treatment"]
    assert as_json("show", hit["id"].lower(), "--index", index_folder) == letter
    (parsed,) = [json.loads(line) for line in imr("parse", letter["source"]).stdout.splitlines()]
    assert parsed == letter
    assert letter.keys() == {
        "letter", "source", "layout", "case_number", "date_assigned", "date_of_injury", "decision_date", "ur_denial_date",
        "application_received", "priority", "licensed_states", "specialties", "age", "sex", "summary", "issues", "text",
        "spans", "warnings",
    }  # fmt: skip
    assert letter["issues"][0].keys() == {
        "k", "page", "treatment", "decision", "claims_administrator_guideline", "reviewer_guideline", "rationale",
        "category", "subcategory", "procedure", "drugs", "diagnoses", "body_parts", "guidelines", "reasons", "requested",
        "authorized", "remaining", "depends_on", "spans",
    }  # fmt: skip
    issue = letter["issues"][hit["k"] - 1]
    assert {name: issue[name] for name in DERIVED_OF_HITS} == {name: hit[name] for name in DERIVED_OF_HITS}
    printed = " ".join(imr("show", hit["letter"], "--index", index_folder).stdout.split())
    assert letter["summary"] in printed
    assert all(issue["rationale"] in printed for issue in letter["issues"])


def test_show_marks_what_a_search_would(index_folder: Path) -> None:
    query = "functionl improvement"
    hit = as_json("search", query, "--limit", "1", "--index", index_folder)["hits"][0]
    letter = as_json("show", hit["letter"], "--index", index_folder)
    marked = as_json("show", hit["letter"], "--query", query, "--index", index_folder)
    assert marked == letter | {"marks": marked["marks"]}
    issues = {issue["k"]: issue for issue in letter["issues"]}
    words = [
        (letter if one["k"] is None else issues[one["k"]])[one["field"]][one["start"] : one["end"]]
        for one in marked["marks"]
    ]
    assert {word.lower()[:6] for word in words} == {"functi", "improv"}
    places = [(one["k"] or 0, one["field"]) for one in marked["marks"]]
    assert [k for k, _ in places] == sorted(k for k, _ in places)
    exact = as_json("show", hit["letter"], "--query", query, "--exact", "--index", index_folder)
    assert 0 < len(exact["marks"]) < len(words)
    assert as_json("show", hit["letter"], "--query", "", "--index", index_folder)["marks"] == []
    told = imr("show", hit["letter"], "--query", query, "--index", index_folder).stdout
    assert told.startswith(f"{len(words)} places marked\nfunctionl: taken for functional")
    assert told.endswith(imr("show", hit["letter"], "--index", index_folder).stdout)


def test_parse_prints_a_line_a_letter_and_goes_on_past_what_fails(letters_folder: Path, tmp_path: Path) -> None:
    (tmp_path / "broken.pdf").write_bytes(b"no")
    result = imr("parse", tmp_path / "nowhere.txt", tmp_path / "broken.pdf", letters_folder)
    assert result.exit_code == 1
    assert "nowhere.txt: no such file or folder" in result.stderr
    assert "broken.pdf: is not a readable PDF" in result.stderr
    letters = [json.loads(line) for line in result.stdout.splitlines()]
    assert len(letters) == 150
    assert {letter["layout"] for letter in letters} == set("ABCDE")


def test_parse_reads_collections_and_tells_what_failed_in_them(letters_folder: Path, tmp_path: Path) -> None:
    texts = {path.stem: path.read_text() for path in sorted(letters_folder.glob("*.txt"))[:3]}
    lines = "".join(json.dumps({"id": name, "text": text}) + "\n" for name, text in texts.items())
    (tmp_path / "letters.jsonl").write_text("nonsense\n" + lines)
    with ZipFile(tmp_path / "letters.zip", "w") as archive:
        for name, text in texts.items():
            archive.writestr(f"2016/{name}.txt", text)
        archive.writestr("2016/empty.txt", "")
        archive.writestr("list.csv", "")
    result = imr("parse", tmp_path / "letters.zip", tmp_path / "letters.jsonl")
    assert result.exit_code == 1
    letters = [json.loads(line) for line in result.stdout.splitlines()]
    assert [letter["letter"] for letter in letters] == [*texts, *texts]
    assert [letter["source"] for letter in letters] == [
        *(f"{tmp_path}/letters.zip/2016/{name}.txt" for name in texts),
        *(f"{tmp_path}/letters.jsonl:{number}" for number in (2, 3, 4)),
    ]
    assert result.stderr.splitlines() == [
        f"failed: {tmp_path}/letters.zip/2016/empty.txt: is empty",
        f"failed: {tmp_path}/letters.jsonl:1: is not JSON (Expecting value at character 1)",
    ]
    sources = tmp_path / "letters.jsonl", tmp_path / "letters.zip"
    report = json.loads(imr("index", *sources, "--index", tmp_path / "index", "--json").stdout)
    assert (report["added"], report["duplicates"], report["others"]) == (3, 3, 1)
    assert [failure["source"] for failure in report["failed"]] == [
        f"{tmp_path}/letters.jsonl:1",
        f"{tmp_path}/letters.zip/2016/empty.txt",
    ]


def test_letters_that_claim_one_id_are_listed_under_it(tmp_path: Path, letters_folder: Path) -> None:
    letter = min(letters_folder.glob("*.txt"))
    (tmp_path / "letters").mkdir()
    (tmp_path / "letters" / "a.txt").write_text(letter.read_text())
    (tmp_path / "letters" / "b.txt").write_text(letter.read_text() + "More.\n")
    (tmp_path / "letters" / "note #2.txt").write_text("A note.")
    index = tmp_path / "imr-index"
    assert letter.stem in imr("index", tmp_path / "letters", "--index", index).stdout
    shown = imr("show", letter.stem.lower(), "--index", index)
    assert shown.exit_code == 1
    claimants = re.findall(rf"{letter.stem}~[0-9a-f]{{8}}", shown.stderr)
    assert len(set(claimants)) == 2
    assert all(as_json("show", claimant, "--index", index)["letter"] == claimant for claimant in claimants)
    assert as_json("show", "note #2", "--index", index)["text"] == "A note."
    assert as_json("show", "note #2#0", "--index", index)["text"] == "A note."


def test_what_stdout_cannot_show_is_spelled_out(tmp_path: Path) -> None:
    (tmp_path / "note.txt").write_text("A note – with a dash.")
    ascii_only = {"PYTHONIOENCODING": "ascii"}
    assert run("index", "note.txt", cwd=tmp_path, **ascii_only).returncode == 0
    found = run("search", "note", "--json", cwd=tmp_path, **ascii_only)
    assert json.loads(found.stdout)["hits"][0]["snippets"][0]["text"] == "A note – with a dash."
    plain = run("search", "note", cwd=tmp_path, **ascii_only)
    assert (plain.returncode, plain.stderr) == (0, "")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
def test_output_that_cannot_be_written_is_told(index_folder: Path) -> None:
    program = Path(sys.executable).with_name("imr")
    for redirection, code in ((">/dev/full", 1), (">&-", 0)):
        command = f"'{program}' search pain --index '{index_folder}' {redirection}"
        ended = subprocess.run(["sh", "-c", command], stderr=subprocess.PIPE, text=True, check=False)
        assert ended.returncode == code
        assert "Traceback" not in ended.stderr
    head = f"'{program}' search pain --limit 500 --index '{index_folder}' | head -1"
    assert subprocess.run(["sh", "-c", head], capture_output=True, text=True, check=False).stderr == ""


@pytest.mark.parametrize("target", [("--out", "/dev/null/x"), ("--jsonl", "/dev/null/x.jsonl")])
def test_samples_that_cannot_be_written_say_so(target: tuple[str, str]) -> None:
    result = imr("sample", "2", *target)
    assert result.exit_code in (1, 2)
    assert "/dev/null" in result.stderr


def test_samples_come_as_json_lines_too(tmp_path: Path) -> None:
    assert imr("sample", "3", "--jsonl", tmp_path / "s.jsonl", "--seed", "4").exit_code == 0
    assert imr("sample", "3", "--out", tmp_path / "s", "--seed", "4").exit_code == 0
    lines = [json.loads(line) for line in (tmp_path / "s.jsonl").read_text().splitlines()]
    assert {line["id"]: line["text"] for line in lines} == {
        path.stem: path.read_text() for path in (tmp_path / "s").iterdir()
    }


def test_an_unrecognised_letter_is_found_shown_and_reported(tmp_path: Path) -> None:
    (tmp_path / "letters").mkdir()
    (tmp_path / "letters" / "note.txt").write_text("A note that speaks of kyphoplasty.")
    index = tmp_path / "imr-index"
    report = as_json("index", tmp_path / "letters", "--index", index)
    assert report["unrecognised"] == [str(tmp_path / "letters" / "note.txt")]
    (hit,) = as_json("search", "kyphoplasty", "--index", index)["hits"]
    assert (hit["id"], hit["treatment"], hit["snippets"][0]["field"]) == ("note#0", None, "text")
    shown = as_json("show", "note", "--index", index)
    assert (shown["layout"], shown["text"]) == ("unrecognised", "A note that speaks of kyphoplasty.")
    assert "kyphoplasty" in imr("search", "kyphoplasty", "--index", index).stdout


def test_failures_are_told_and_change_the_exit_code(tmp_path: Path, letters_folder: Path) -> None:
    result = imr("index", letters_folder, tmp_path / "nowhere", "--index", tmp_path / "imr-index")
    assert result.exit_code == 1
    assert f"failed: {tmp_path / 'nowhere'}: no such file or folder" in result.stderr
    assert "150 letters" in result.stdout


@pytest.mark.parametrize(
    ("arguments", "code", "told"),
    [
        (["search", "x", "--index", "nowhere"], 3, "make one with `imr index SOURCE`"),
        (["show", "x", "--index", "nowhere"], 3, "make one with `imr index SOURCE`"),
        (["index", "--index", "nowhere"], 3, "make one with `imr index SOURCE`"),
        (["search", "--decision", "maybe"], 2, "'maybe' is not one of"),
        (["search", "--no-such-option"], 2, "No such option"),
        (["search", "--limit", "-1"], 2, "not in the range"),
        (["search", "--filter", "year"], 2, "write it as FIELD=VALUE"),
        (
            ["search", "--filter", "color=red", "--index", "INDEX"],
            2,
            "can't filter on 'color'; fields to filter on are",
        ),
        (["search", "--filter", "rationale=pain", "--index", "INDEX"], 2, "can't filter on 'rationale'"),
        (["search", "--filter", "age=old", "--index", "INDEX"], 2, "write it like 60, >60 or 50-59"),
        (["show", "CM99-0000000", "--index", "INDEX"], 1, "no letter 'CM99-0000000'"),
        (["show", "CM99-0000000", "--exact", "--index", "INDEX"], 2, "--exact goes with --query TEXT"),
        (["parse"], 2, "Missing argument"),
        (["sample", "3"], 2, "name one of --out DIR and --jsonl FILE"),
        (["index", "--engine", "lucene"], 2, "'lucene' is not"),
        (["index", ""], 2, "the name is empty; for the working directory write '.'"),
        (["index", "letters", "--index", ""], 2, "the name is empty"),
        (["parse", ""], 2, "the name is empty"),
        (["nosuch"], 2, "No such command"),
    ],
)
def test_wrong_use_is_told_with_its_exit_code(arguments: list[str], code: int, told: str, index_folder: Path) -> None:
    result = imr(*[str(index_folder) if one == "INDEX" else one for one in arguments])
    assert result.exit_code == code
    assert told in result.stderr


def test_piped_output_is_plain_and_whole(index_folder: Path) -> None:
    result = run("search", "functional", "improvement", "--index", index_folder)
    assert result.returncode == 0
    assert "\x1b" not in result.stdout
    longest = max(result.stdout.splitlines(), key=len)
    assert len(longest) > 120


def test_every_command_has_help() -> None:
    listed = imr("--help").stdout
    assert "\n    2  wrong usage\n" in listed
    for command in ("index", "parse", "search", "show", "sample"):
        assert f"\n  {command} " in listed
        assert imr(command, "--help").exit_code == 0
    assert "  specialty  a specialty of the reviewing physician\n" in imr("search", "--help").stdout
    assert imr("--version").stdout.startswith("imr, version ")
