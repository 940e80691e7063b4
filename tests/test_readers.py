import os
from pathlib import Path

import pypdfium2
import pypdfium2.raw as pdfium
import pytest

from corpus.composer import compose, write_folder
from corpus.errors import SourceMissing, UnreadableLetter, UnreadableNow
from corpus.readers import is_listed, list_files, read_letter, read_letters
from corpus.readers.letter import LARGEST_LETTER


def pdf(*objects: bytes, encryption: bytes = b"") -> bytes:
    """Return a PDF whose second and following objects are these, the second its page tree."""
    body = b"%PDF-1.4\n"
    for number, content in enumerate((b"<</Type /Catalog /Pages 2 0 R>>", *objects), 1):
        body += b"%d 0 obj %s endobj\n" % (number, content)
    encrypt = b"/Encrypt <<%s>> /ID [<00> <00>]" % encryption if encryption else b""
    return body + b"trailer <</Root 1 0 R /Size %d %s>>\n%%%%EOF" % (len(objects) + 2, encrypt)


PAGE = b"<</Type /Pages /Kids [<</Type /Page /Parent 2 0 R /MediaBox [0 0 9 9] /Contents 3 0 R>>] /Count 1>>"
IMAGE = b"q 9 0 0 9 0 0 cm BI /W 1 /H 1 /BPC 8 /CS /G ID x EI Q"
SCANNED = pdf(PAGE, b"<</Length %d>> stream\n%s\nendstream" % (len(IMAGE), IMAGE))
# Of a password that nobody knows.
KEYS = b"/O <%s> /U <%s>" % (b"5a" * 32, b"a5" * 32)
LOCKED = pdf(PAGE, encryption=b"/Filter /Standard /V 1 /R 2 /P -4" + KEYS)


@pytest.mark.parametrize(
    "data",
    [
        "the patient’s pain – 50 °".encode(),
        b"\xef\xbb\xbf" + "the patient’s pain – 50 °".encode(),
        "the patient’s pain – 50 °".encode("cp1252"),
        "the patient’s pain – 50 °".encode("utf-16"),
    ],
    ids=["utf-8", "utf-8 with mark", "windows-1252", "utf-16 with mark"],
)
def test_text_files_are_decoded(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "letter.txt").write_bytes(data)
    assert read_letter(tmp_path / "letter.txt").text == "the patient’s pain – 50 °"


@pytest.mark.parametrize(
    ("name", "data", "reason"),
    [
        ("empty.txt", b"", "is empty"),
        ("blank.txt", b" \n\t\n", "holds no text"),
        ("binary.txt", b"MZ\x00\x01\x02", "not a text file"),
        ("undefined.txt", b"caf\x81 \xff", "neither UTF-8 nor Windows-1252"),
        ("empty.pdf", b"", "is empty"),
        ("garbage.pdf", b"this is no PDF at all" * 100, "not a readable PDF"),
        ("scanned.pdf", SCANNED, r"holds no text \(a scan\? run OCR on it first\)"),
        ("locked.pdf", LOCKED, "asks for a password"),
        ("odd-lock.pdf", pdf(PAGE, encryption=b"/Filter /Unheard /V 1"), "encrypted in a way"),
        ("a.html", b"<p> <script>words</script>", "holds no text"),
        ("large.txt", b"x" * (LARGEST_LETTER + 1), "larger than 64 MB"),
        ("letter.doc", b"words", r"must end in one of \.htm, \.html, \.jsonl, \.jsonl\.gz, \.pdf, \.txt, \.zip"),
    ],
)
def test_what_cannot_be_read_says_why(tmp_path: Path, name: str, data: bytes, reason: str) -> None:
    (tmp_path / name).write_bytes(data)
    with pytest.raises(UnreadableLetter, match=reason):
        read_letter(tmp_path / name)


def test_a_letter_with_a_few_bad_bytes_is_read_and_told(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(("the patient’s pain " * 20).encode() + b"\x81")
    letter = read_letter(tmp_path / "a.txt")
    assert letter.text.endswith("pain \ufffd")
    assert letter.warnings == ("1 characters could not be read",)


def test_a_truncated_pdf_says_why(tmp_path: Path) -> None:
    write_folder(compose(1), tmp_path, pdf_every=1)
    (whole,) = tmp_path.glob("*.pdf")
    cut = tmp_path / "cut.pdf"
    cut.write_bytes(whole.read_bytes()[:300])
    with pytest.raises(UnreadableLetter, match="not a readable PDF"):
        read_letter(cut)


def test_a_pdf_without_pages_says_so(tmp_path: Path) -> None:
    with pypdfium2.PdfDocument.new() as document:
        document.save(tmp_path / "no-pages.pdf")
    (tmp_path / "locked.pdf").write_bytes(LOCKED)
    with pytest.raises(UnreadableLetter, match="asks for a password"):
        read_letter(tmp_path / "locked.pdf")
    with pytest.raises(UnreadableLetter, match=r"not a readable PDF .*without pages"):
        read_letter(tmp_path / "no-pages.pdf")


def test_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.txt")
    with pytest.raises(UnreadableLetter, match="not a regular file"):
        read_letter(tmp_path / "pipe.txt")


def test_a_name_that_is_no_utf8_is_told_printably(tmp_path: Path) -> None:
    path = Path(os.fsdecode(os.fsencode(tmp_path) + b"/caf\xe9.txt"))
    path.write_text("A note.")
    with pytest.raises(SourceMissing, match=r"caf\\xe9\.txt: its name is not UTF-8") as told:
        list_files(path)
    str(told.value).encode()
    listing = list_files(tmp_path)
    assert listing.files == ()
    assert [error.reason for error in listing.unreadable] == ["its name is not UTF-8: rename it"]


def test_linked_folders_are_entered_once(tmp_path: Path) -> None:
    (tmp_path / "letters").mkdir()
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "elsewhere" / "a.txt").write_text("x")
    (tmp_path / "letters" / "link").symlink_to(tmp_path / "elsewhere")
    (tmp_path / "elsewhere" / "loop").symlink_to(tmp_path / "letters")
    assert [path.name for path in list_files(tmp_path / "letters").files] == ["a.txt"]


def test_a_missing_file_says_so(tmp_path: Path) -> None:
    with pytest.raises(UnreadableLetter, match="No such file"):
        read_letter(tmp_path / "nowhere.txt")
    for name in ("nowhere.txt", "nowhere.zip", "nowhere.jsonl.gz"):
        (failed,) = read_letters(tmp_path / name)
        assert isinstance(failed, UnreadableLetter)
        assert failed.source == str(tmp_path / name)


@pytest.mark.parametrize("ending", [".txt", ".zip", ".jsonl"])
def test_what_the_system_refuses_to_look_at_says_so(ending: str, tmp_path: Path) -> None:
    # No system knows such a name; folders that may not be entered are told alike.
    path = tmp_path / ("x" * 300 + ending)
    with pytest.raises(SourceMissing, match="name too long"):
        list_files(path)
    (failed,) = read_letters(path)
    assert isinstance(failed, UnreadableNow)
    assert failed.reason == "File name too long"


def _pdf_of(lines: list[tuple[float, str]], path: Path) -> None:
    """Write a one-page PDF with a line of text at each height."""
    document = pypdfium2.PdfDocument.new()
    page = document.new_page(612, 792)
    font = pdfium.FPDFText_LoadStandardFont(document, b"Times-Roman")
    for height, line in lines:
        text = pdfium.FPDFPageObj_CreateTextObj(document, font, 12)
        encoded = (line + "\0").encode("utf-16-le")
        buffer = (pdfium.FPDF_WCHAR * (len(encoded) // 2)).from_buffer_copy(encoded)
        pdfium.FPDFText_SetText(text, buffer)
        pdfium.FPDFPageObj_Transform(text, 1, 0, 0, 1, 72, height)
        pdfium.FPDFPage_InsertObject(page, text)
    page.gen_content()
    document.save(path)
    document.close()


def test_the_gap_between_paragraphs_of_a_pdf_becomes_a_blank_line(tmp_path: Path) -> None:
    heights = [700.0, 686.2, 672.4, 644.8, 631.0]
    _pdf_of(list(zip(heights, ["first", "second", "third.", "Title: Upheld", "next"], strict=True)), tmp_path / "a.pdf")
    assert read_letter(tmp_path / "a.pdf").text.split("\n") == [
        "first",
        "second",
        "third.",
        "",
        "Title: Upheld",
        "next",
        "",
    ]


def test_a_folder_is_listed_to_the_bottom(tmp_path: Path) -> None:
    held = ["b.txt", "d.jsonl", "a/deep/c.PDF", "a/deep/d.jsonl.GZ", "a/deep/e.zip", "a/deep/f.htm", "a/deep/g.html"]
    for name in [*held, "a/notes.docx", ".hidden/d.txt", "a/.e.txt", "readme.md"]:
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("x")
    listing = list_files(tmp_path)
    assert [path.relative_to(tmp_path).as_posix() for path in listing.files] == held
    assert listing.others == 2


@pytest.mark.parametrize(
    ("path", "source", "is_so"),
    [
        ("/a/b.txt", "/a", True),
        ("/a/b.txt", "/a/b.txt", True),
        ("/a/b/c.txt", "/", True),
        ("/ab/c.txt", "/a", False),
        ("/a", "/a/b", False),
        ("/a/.b/c.txt", "/a", False),
        ("/a/.b/c.txt", "/a/.b", True),
        ("/.a", "/", False),
    ],
)
def test_what_is_listed_is_not_hidden(path: str, source: str, is_so: bool) -> None:
    assert is_listed(path, source) == is_so


@pytest.mark.parametrize("name", ["nowhere", "letter.doc"])
def test_a_source_that_is_no_source_says_so(tmp_path: Path, name: str) -> None:
    (tmp_path / "letter.doc").write_text("x")
    with pytest.raises(SourceMissing, match=r"no such file or folder|must end in one of"):
        list_files(tmp_path / name)
