"""Write into the documentation what its examples print, over the bundled sample letters."""

import doctest
import re
import shlex
from contextlib import chdir
from pathlib import Path
from tempfile import TemporaryDirectory

from click.testing import CliRunner

from cli.main import main
from index.build import build

ROOT = Path(__file__).parents[1]
# The documents, of whose examples the output is kept
DOCUMENTS = (ROOT / "docs" / "export.md", ROOT / "docs" / "python.md")
_CONSOLE = re.compile(
    r"(?<=^```console\n)\$ imr (?P<command>.*)\n(?P<printed>(?:(?!```$).*\n)*)(?=^```$)", re.MULTILINE
)
# What differs each time, and a day to stand for it
_RUN = re.compile(r"^- \*\*Run:\*\* .*$", re.MULTILINE)
_A_RUN = "- **Run:** 2026-03-05T17:30:00Z (Thursday, March 5, 2026, 09:30 AM PST)"


def current(document: str) -> str:
    """Return a document with what its examples print. The working folder holds the index of the samples."""
    return _with_python(_CONSOLE.sub(_with_console, document))


def _with_console(example: re.Match[str]) -> str:
    result = CliRunner().invoke(main, shlex.split(example["command"]), catch_exceptions=False)
    # As a terminal shows it
    printed = result.stdout_bytes.decode("utf-8-sig").replace("\r\n", "\n")
    return f"$ imr {example['command']}\n{_RUN.sub(_A_RUN, printed)}"


def _with_python(document: str) -> str:
    parser, pieces, names = doctest.DocTestParser(), [], {}
    runner = _Told(optionflags=doctest.IGNORE_EXCEPTION_DETAIL)
    for piece in parser.parse(document):
        if isinstance(piece, str):
            pieces.append(piece)
        else:
            test = doctest.DocTest([piece], names, "example", None, 0, None)
            runner.told = ""
            runner.run(test, out=lambda _: None, clear_globs=False)
            names = test.globs
            prompts = [f"{'...' if number else '>>>'} {line}" for number, line in enumerate(piece.source.splitlines())]
            pieces.append("\n".join(prompts) + "\n" + runner.told)
    return "".join(pieces)


class _Told(doctest.DocTestRunner):
    """Runs examples, and keeps what they print."""

    told = ""

    def report_success(self, out: object, test: object, example: object, got: str) -> None:
        self.told = got

    def report_failure(self, out: object, test: object, example: object, got: str) -> None:
        self.told = got

    def report_unexpected_exception(self, out: object, test: object, example: object, exc_info: tuple) -> None:
        kind, error, _ = exc_info
        self.told = f"Traceback (most recent call last):\n    ...\n{kind.__module__}.{kind.__qualname__}: {error}\n"


if __name__ == "__main__":
    with TemporaryDirectory() as folder, chdir(folder):
        build(Path("imr-index"), [ROOT / "corpus" / "samples"])
        for path in DOCUMENTS:
            path.write_text(current(path.read_text()))
