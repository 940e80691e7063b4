"""The house stays the house: imports point one way, modules stay small."""

import ast
import re
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
# Each package may import itself and those before it.
ORDER = ("corpus", "index", "search", "web", "cli")
MODULES = sorted(path for package in ORDER for path in (ROOT / package).rglob("*.py"))
# Libraries that only one place may know.
KEPT_IN = {
    "tantivy": "index/engines/tantivy",
    "whoosh": "index/engines/whoosh.py",
    "rich": "cli",
    "click": "cli",
    "pypdfium2": "corpus",
    "lxml": ("corpus/readers", "search/export/word.py"),
    "docx": "search/export/word.py",
    "filelock": "index",
    "flask": "web",
    "jinja2": "web",
    "werkzeug": "web",
    "gunicorn": "web/server.py",
}


def imported(path: Path) -> set[str]:
    """Return the dotted names a module imports, wherever in it."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: imports are absolute"
            names.add(node.module or "")
    return names


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(ROOT)))
def test_imports_point_one_way(path: Path) -> None:
    package = path.relative_to(ROOT).parts[0]
    later = ORDER[ORDER.index(package) + 1 :]
    assert not {name for name in imported(path) if name.split(".")[0] in later}


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(ROOT)))
def test_libraries_stay_behind_their_border(path: Path) -> None:
    where = path.relative_to(ROOT).as_posix()
    for name in imported(path):
        home = KEPT_IN.get(name.split(".")[0])
        assert home is None or where.startswith(home), f"{where} imports {name}"


def test_the_composer_knows_nothing_of_the_parser() -> None:
    # It is the parser's judge: what it composed must be found again by other code than its own.
    for path in (ROOT / "corpus" / "composer").rglob("*.py"):
        names = {name for name in imported(path) if name.startswith("corpus")}
        assert all(name.startswith("corpus.composer") for name in names), path


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(ROOT)))
def test_modules_stay_small(path: Path) -> None:
    assert len(path.read_text().splitlines()) <= 400


def test_only_declared_packages_are_imported() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    declared = {re.split(r"[<>=]", requirement)[0] for requirement in project["dependencies"]}
    called = {"PyStemmer": "Stemmer", "python-docx": "docx"}
    imported_names = {called.get(name, name) for name in declared}
    used = {name.split(".")[0] for path in MODULES for name in imported(path)} - set(ORDER) - sys.stdlib_module_names
    assert used == imported_names
