"""Read one letter, whatever its format."""

from collections.abc import Callable
from pathlib import Path

from corpus.clean import clean
from corpus.determination import SourceText
from corpus.errors import UnreadableLetter
from corpus.readers.pdf import pdf_text
from corpus.readers.text import text_file

READERS: dict[str, Callable[[Path], str]] = {".pdf": pdf_text, ".txt": text_file}

NOT_A_LETTER = f"not a letter: the name must end in one of {', '.join(sorted(READERS))}"


def read_letter(path: Path) -> SourceText:
    """Read the letter at `path` (`.pdf` or `.txt`, by its suffix).

    Raises:
        UnreadableLetter: the file can't be read, or holds no text; the message says why.
    """
    reader = READERS.get(path.suffix.lower())
    if reader is None:
        raise UnreadableLetter(str(path), NOT_A_LETTER)
    if not _is_utf8(path):
        raise UnreadableLetter(str(path), "its name is not UTF-8: rename it")
    if path.exists() and not path.is_file():
        # A pipe would be waited for without end.
        raise UnreadableLetter(str(path), "is not a regular file")
    try:
        text = clean(reader(path))
    except OSError as error:
        raise UnreadableLetter(str(path), error.strerror or str(error)) from error
    if not text.strip():
        reason = "holds no text (a scan? run OCR on it first)" if path.suffix.lower() == ".pdf" else "is empty"
        raise UnreadableLetter(str(path), reason)
    damaged = text.count("\N{REPLACEMENT CHARACTER}")
    warnings = (f"{damaged} characters could not be read",) if damaged else ()
    return SourceText(source=str(path), name=path.stem, text=text, warnings=warnings)


def _is_utf8(path: Path) -> bool:
    try:
        str(path).encode()
    except UnicodeEncodeError:
        return False
    return True
