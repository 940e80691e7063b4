"""Write into the documentation what its examples print, over the bundled sample letters."""

import doctest
import re
import shlex
from contextlib import chdir, redirect_stdout
from io import StringIO
from pathlib import Path
from tempfile import TemporaryDirectory

from click.testing import CliRunner

from cli.main import main
from corpus.errors import ImrError
from index.build import build

ROOT = Path(__file__).parents[1]
# The documents, of whose examples the output is kept
DOCUMENTS = tuple(ROOT / "docs" / f"{name}.md" for name in ("export", "python", "similar", "statistics"))
# A file that examples read, with its name before it
_FILE = re.compile(r"^.*`(?P<name>[\w.]+)`:\n\n```text\n(?P<text>(?:(?!```$).*\n)*)```$", re.MULTILINE)
_CONSOLE = re.compile(r"(?<=^```console\n)(?:(?!```$).*\n)*(?=^```$)", re.MULTILINE)
_COMMAND = re.compile(r"^\$ imr (.*)$", re.MULTILINE)
# What differs each time, and a day to stand for it
_RUN = re.compile(r"^- \*\*Run:\*\* .*$", re.MULTILINE)
_A_RUN = "- **Run:** 2026-03-05T17:30:00Z (Thursday, March 5, 2026, 09:30 AM PST)"


def current(document: str) -> str:
    """Return a document with what its examples print. The working folder holds the index of the samples."""
    for file in _FILE.finditer(document):
        Path(file["name"]).write_text(file["text"])
    return _with_python(_CONSOLE.sub(lambda example: "".join(map(_printed, _COMMAND.findall(example[0]))), document))


def _printed(command: str) -> str:
    result = CliRunner().invoke(main, shlex.split(command), catch_exceptions=False)
    # As a terminal shows it
    printed = result.stdout_bytes.decode("utf-8-sig").replace("\r\n", "\n")
    lines = (line.rstrip() for line in _RUN.sub(_A_RUN, printed).splitlines())
    return "".join(f"{line}\n" for line in (f"$ imr {command}", *lines))


def _with_python(document: str) -> str:
    names: dict[str, object] = {}
    pieces = doctest.DocTestParser().parse(document)
    return "".join(piece if isinstance(piece, str) else _run(piece.source, names) for piece in pieces)


def _run(source: str, names: dict[str, object]) -> str:
    """Return an example of one statement, with its prompts, and what it prints or raises."""
    prompts = "".join(f"{'...' if number else '>>>'} {line}\n" for number, line in enumerate(source.splitlines()))
    printed = StringIO()
    with redirect_stdout(printed):
        try:
            exec(compile(source, "<example>", "single"), names)  # noqa: S102 (our own documentation)
        except ImrError as error:
            kind = type(error)
            told = f"{kind.__module__}.{kind.__qualname__}: {error}"
            printed.write(f"Traceback (most recent call last):\n    ...\n{told}\n")
    return prompts + printed.getvalue()


if __name__ == "__main__":
    with TemporaryDirectory() as folder, chdir(folder):
        build(Path("imr-index"), [ROOT / "corpus" / "samples"])
        for path in DOCUMENTS:
            path.write_text(current(path.read_text()))
