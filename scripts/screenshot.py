"""Make docs/screenshot.svg: what `imr search` prints on a terminal over the sample letters.

python scripts/screenshot.py
"""

import os
import pty
import subprocess
import sys
import tempfile
from pathlib import Path

from rich.console import Console
from rich.text import Text

_ROOT = Path(__file__).parents[1]
_COLUMNS = 110
_COMMAND = ["search", "mri", "radiculopathy", "--limit", "3"]


def main() -> None:
    program = str(Path(sys.executable).with_name("imr"))
    with tempfile.TemporaryDirectory() as scratch:
        subprocess.run([program, "index", "corpus/samples", "--index", scratch], cwd=_ROOT, check=True)
        printed = on_terminal([program, *_COMMAND], IMR_INDEX=scratch, COLUMNS=str(_COLUMNS), TERM="xterm-256color")
    console = Console(width=_COLUMNS, record=True, file=open(os.devnull, "w"))  # noqa: PTH123, SIM115
    console.print(f"$ imr {' '.join(_COMMAND)}", style="bold", highlight=False)
    console.print(Text.from_ansi(printed), no_wrap=True, crop=False)
    console.save_svg(str(_ROOT / "docs" / "screenshot.svg"), title="imr")


def on_terminal(command: list[str], **environment: str) -> str:
    """Run a command with a terminal for its output, and return what it printed."""
    ours, theirs = pty.openpty()
    with subprocess.Popen(command, stdout=theirs, stdin=theirs, env=os.environ | environment):
        os.close(theirs)
        pieces: list[bytes] = []
        while True:
            try:
                piece = os.read(ours, 4096)
            except OSError:  # Linux says so when the other side has closed
                break
            pieces.append(piece)
    os.close(ours)
    return b"".join(pieces).decode().replace("\r\n", "\n")


if __name__ == "__main__":
    main()
