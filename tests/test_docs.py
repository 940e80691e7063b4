"""What the documentation says is so."""

import re
import runpy
import shlex
import tomllib
from pathlib import Path

import pytest
from click.testing import CliRunner

from cli.main import main
from index.build import build
from index.fields import BY_NAME

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text()
EXAMPLES = re.findall(r"^(?:\$ )?imr ((?:search|show|stats|similar(?= [A-Z])) .*?)(?:\s+#.*)?$", README, re.MULTILINE)


@pytest.fixture(scope="module")
def samples_index(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("samples") / "imr-index"
    report = build(folder, [ROOT / "corpus" / "samples"])
    assert (report.letters, report.failed, report.unrecognised, report.clashes) == (300, [], [], [])
    return folder


def test_there_are_examples() -> None:
    assert len(EXAMPLES) >= 4


@pytest.mark.parametrize("example", EXAMPLES)
def test_an_example_runs_on_the_samples(example: str, samples_index: Path) -> None:
    result = CliRunner().invoke(main, [*shlex.split(example), "--index", str(samples_index)], catch_exceptions=False)
    assert result.exit_code == 0, result.stderr
    assert result.stdout.strip()


def test_the_first_command_finds_something(samples_index: Path) -> None:
    (searched,) = re.findall(r"^run (search .*)$", (ROOT / "scripts" / "try").read_text(), re.MULTILINE)
    result = CliRunner().invoke(main, [*searched.split(), "--index", str(samples_index)], catch_exceptions=False)
    assert re.match(r"[1-9]\d* issues match", result.stdout)


@pytest.mark.parametrize("query", re.findall(r"^\| `(.+?)`", README.partition("| you write |")[2], re.MULTILINE))
def test_the_query_table_is_understood(query: str, samples_index: Path) -> None:
    for one in query.split("`, `"):
        result = CliRunner().invoke(main, ["search", "--index", str(samples_index), "--", one], catch_exceptions=False)
        assert result.exit_code == 0


def test_every_field_is_documented() -> None:
    table = README.partition("| you write |")[2]
    assert {name for name in BY_NAME if not re.search(rf"\b{name}\b", table)} == set()


def test_every_dependency_is_justified() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    wanted = [*project["dependencies"], *project["optional-dependencies"]["dev"]]
    table = (ROOT / "docs" / "architecture.md").read_text().partition("## Dependencies")[2]
    for requirement in wanted:
        name = re.split(r"[<>=]", requirement)[0]
        assert name in table


EXAMPLES_OF = runpy.run_path(str(ROOT / "scripts" / "examples.py"))


@pytest.mark.parametrize("document", EXAMPLES_OF["DOCUMENTS"], ids=lambda path: path.name)
def test_examples_print_what_is_written(
    document: Path, samples_index: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "imr-index").symlink_to(samples_index)
    monkeypatch.chdir(tmp_path)
    written = document.read_text()
    assert EXAMPLES_OF["current"](written) == written, "run scripts/examples.py"


def test_what_an_example_does_not_print_is_told(
    samples_index: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "imr-index").symlink_to(samples_index)
    monkeypatch.chdir(tmp_path)
    wrong = "```console\n$ imr search zzz\nSome issues match.\n```\n"
    assert EXAMPLES_OF["current"](wrong) == "```console\n$ imr search zzz\nNo issue matches.\n```\n"


def test_commands_in_the_documentation_exist() -> None:
    for path in re.findall(r"(?:scripts|benchmarks)/[a-z]+(?:\.py)?", README + (ROOT / "CONTRIBUTING.md").read_text()):
        assert (ROOT / path).exists(), path
