"""Exports: every format gives back what was found, and nothing that a letter says becomes more than text."""

import csv
import json
import re
import subprocess
import sys
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from io import BytesIO, StringIO
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import docx
import pytest
from click.testing import CliRunner, Result
from docx.text.paragraph import Paragraph as DocxParagraph
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from markdown_it.token import Token

from cli.main import main
from corpus.determination import About, Citation, Finding
from corpus.errors import BadRequest
from index.build import build
from index.engine import Engine
from search import EVERY, Hit, Listing, ResultPage, SearchRequest, listing, save, search
from search.export import FORMATS, Site, export
from search.export import brief as brief_module
from search.export import word as word_module
from search.export.brief import Block, Fact, Heading, Paragraph, Quotation, brief
from search.export.spreadsheet import COLUMNS
from search.highlight import Snippet
from search.rates import overturned_rate
from search.twins import COLLAPSED
from search.widening import Correction

REQUESTS = [
    ["pain"],
    ["pain", "--no-collapse"],
    ["norco", "--exact"],
    ["functional improvement", "--sort", "newest"],
    ["--decision", "overturned", "--sort", "oldest"],
    ["--filter", "class=opioid", "--filter", "year=2016", "--filter", "year=2017"],
    ["pain", "--limit", "7", "--offset", "5"],
    ["pain", "--offset", "30", "--no-collapse"],
    ["pain", "--limit", "0"],
    ["no letter says this of xyzzy"],
]


def imr(*arguments: str | Path) -> Result:
    return CliRunner().invoke(main, [str(one) for one in arguments], catch_exceptions=False, prog_name="imr")


def exported(index_folder: Path, *arguments: str | Path) -> bytes:
    result = imr("search", *arguments, "--index", index_folder)
    assert result.exit_code == 0, result.stderr
    return result.stdout_bytes


def hits_of(index_folder: Path, arguments: list[str]) -> list[dict[str, Any]]:
    limited = arguments if "--limit" in arguments else [*arguments, "--limit", "10000"]
    page: dict[str, Any] = json.loads(exported(index_folder, *limited, "--json"))
    hits: list[dict[str, Any]] = page["hits"]
    return hits


def joined(listing: Listing, form: str, site: Site | None = None) -> bytes:
    return b"".join(export(listing, form, site))


# A hit as the contract has it, and lists of hits by hand


def hit_of(**values: Any) -> Hit:
    plain = Hit(
        id="CM16-0000001#2", letter="CM16-0000001", k=2, case_number="CM16-0000001", treatment="MRI of the knee",
        decision="overturned", score=1.5, decision_date=date(2016, 2, 9), specialties=("Family Practice",),
        about=About(
            reasons=(Finding("findings documented", 0, 1),),
            guidelines=(
                Citation("MTUS", "Knee Complaints", "2004", 1, "reviewer", 0, 1),
                Citation("ODG", None, None, 2, "administrator", 0, 1),
                Citation("MTUS", "Knee Complaints", "2004", 1, "reviewer", 5, 6),
            ),
        ),
        snippets=(Snippet("rationale", "The knee locks.", ((4, 8),)),), alike_ids=(),
    )  # fmt: skip
    return replace(plain, **values)


def listing_of(*hits: Hit, request: SearchRequest | None = None, n: int = 5, of: int = 40) -> Listing:
    request = request or SearchRequest("knee", limit=EVERY)
    page = ResultPage(
        query=request.text, total=of, took_ms=1.0, hits=(), facets={"decision": ()}, overturned=overturned_rate(n, of),
        by_decision=any(name == "Decision" for name, _ in request.filters), explanation="", corrections=(), looser=(),
    )  # fmt: skip
    return Listing(request, page, 1_234, datetime(2026, 3, 5, 14, 30, tzinfo=UTC), iter(hits))


# The same hits in every format


@pytest.mark.parametrize("arguments", REQUESTS, ids=" ".join)
def test_json_lines_are_the_hits_of_the_json(arguments: list[str], index_folder: Path) -> None:
    lines = exported(index_folder, *arguments, "--jsonl").decode().split("\n")
    assert lines.pop() == ""
    assert [json.loads(line) for line in lines] == hits_of(index_folder, arguments)


def unguarded(cell: str) -> str:
    return cell.removeprefix("'")


def cells_of(hit: dict[str, Any]) -> dict[str, str]:
    """Return the row that the JSON of a hit should give."""
    cited = [
        " > ".join(filter(None, (one["source"], one["topic"], one["edition"])))
        for one in hit["guidelines"] if one["by"] == "reviewer"
    ]  # fmt: skip
    lists = {
        "specialties": hit["specialties"], "diagnoses": hit["diagnoses"], "body_parts": hit["body_parts"],
        "reasons": hit["reasons"], "alike_ids": hit["alike_ids"], "drugs": [drug["name"] for drug in hit["drugs"]],
        "drug_classes": dict.fromkeys(drug["class"] for drug in hit["drugs"]), "cited": dict.fromkeys(cited),
        "quoted_from": [snippet["field"] for snippet in hit["snippets"]],
    }  # fmt: skip
    plain = (
        "id", "letter", "k", "treatment", "decision", "decision_date", "category", "subcategory", "procedure", "without", "alike",
    )  # fmt: skip
    return (
        {name: "" if hit[name] is None else str(hit[name]) for name in plain}
        | {name: "; ".join(values) for name, values in lists.items()}
        | {
            "case_number": hit["letter"],
            "quoted": "\n".join(snippet["text"] for snippet in hit["snippets"]),
            "permalink": f"/letters/{hit['letter']}#issue-{hit['k']}",
        }
    )


@pytest.mark.parametrize("arguments", REQUESTS, ids=" ".join)
def test_the_table_read_back_is_the_hits_of_the_json(arguments: list[str], index_folder: Path) -> None:
    text = exported(index_folder, *arguments, "--csv").decode("utf-8-sig")
    rows = [{name: unguarded(cell) for name, cell in row.items()} for row in csv.DictReader(StringIO(text, newline=""))]
    assert rows == [cells_of(hit) for hit in hits_of(index_folder, arguments)]
    assert text.partition("\r\n")[0] == ",".join([*COLUMNS, "permalink"])


@pytest.mark.parametrize("arguments", REQUESTS, ids=" ".join)
def test_briefs_tell_of_each_hit_in_order(arguments: list[str], index_folder: Path, tmp_path: Path) -> None:
    hits = hits_of(index_folder, arguments)
    exported(index_folder, *arguments, "--docx", tmp_path / "brief.docx")
    written = blocks_of_markdown(exported(index_folder, *arguments, "--markdown").decode())
    saved = blocks_of_docx((tmp_path / "brief.docx").read_bytes())
    first = int(arguments[arguments.index("--offset") + 1]) + 1 if "--offset" in arguments else 1
    for blocks in (written, saved):
        headings = [block.text for block in blocks if isinstance(block, Heading) and block.level == 2]
        assert headings == [f"{number}. {hit['treatment']}" for number, hit in enumerate(hits, start=first)]
        quoted = [(block.text, block.marks) for block in blocks if isinstance(block, Quotation)]
        snippets = [snippet for hit in hits for snippet in hit["snippets"]]
        assert quoted == [(one["text"].strip(), tuple(map(tuple, one["marks"]))) for one in snippets]
        facts = [block for block in blocks if isinstance(block, Fact)]
        assert [fact.value for fact in facts if fact.label == "Case number"] == [hit["letter"] for hit in hits]
        assert [fact.value for fact in facts if fact.label == "Decision"] == [hit["decision"] for hit in hits]
    when = re.compile(r"Run: .*")
    assert [when.sub("", str(block)) for block in written if block != run_of(written)] == [
        when.sub("", str(block)) for block in saved if block != run_of(saved)
    ]


def run_of(blocks: Iterable[Block]) -> Fact:
    return next(block for block in blocks if isinstance(block, Fact) and block.label == "Run")


# Long lists


def test_long_lists_are_read_part_by_part_and_are_the_same(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    requests = [
        SearchRequest("pain", sort=sort, limit=EVERY, offset=offset, collapse=collapse)
        for sort in ("relevance", "newest") for offset in (0, 17) for collapse in (True, False)
    ]  # fmt: skip
    whole = [[hit.id for hit in listing(engine, request).hits] for request in requests]
    assert min(map(len, whole)) > 100
    monkeypatch.setattr("search.twins.COLLAPSED", 40)
    few = [[hit.id for hit in listing(engine, request).hits] for request in requests]
    for module in ("ranking", "twins"):
        monkeypatch.setattr(f"search.{module}.PART", 13)
    assert [[hit.id for hit in listing(engine, request).hits] for request in requests] == few
    assert few[3:4] == whole[3:4]
    assert {len(ids) == len(set(ids)) for ids in few} == {True}


def test_hits_are_read_when_they_are_asked_for(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    fetched: list[str] = []
    fetch = engine.fetch
    monkeypatch.setattr(engine, "fetch", lambda letter: fetched.append(letter) or fetch(letter))
    chunks = export(listing(engine, SearchRequest("pain", limit=EVERY)), "csv")
    assert (next(chunks).startswith(b"\xef\xbb\xbfid,"), fetched) == (True, [])
    next(chunks)
    assert len(fetched) == 1
    assert sum(1 for _ in chunks) > 50


def test_a_page_is_the_beginning_of_the_list(engine: Engine) -> None:
    listed = listing(engine, SearchRequest("pain", limit=EVERY))
    page = search(engine, SearchRequest("pain", limit=10))
    assert page == replace(listed.page, took_ms=page.took_ms, hits=tuple(listed.hits)[:10])
    assert page.total < COLLAPSED


# Tables: no cell is a formula

HOSTILE_CELLS = [
    "=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", " =1", "'=1", "'", "''", " '", "\u00a0=1", "=", '"=1"', "a,b", "a\nb", "a\rb",
    'a"b', "", " ", "-", "#60", "10/325", "|calc", "; =1",
]  # fmt: skip


def read_table(data: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(StringIO(data.decode("utf-8-sig"), newline="")))


@pytest.mark.parametrize("cell", HOSTILE_CELLS)
def test_no_cell_is_a_formula_and_each_can_be_had_back(cell: str) -> None:
    (row,) = read_table(joined(listing_of(hit_of(treatment=cell, letter=cell, specialties=(cell,))), "csv"))
    for name in ("treatment", "letter", "specialties"):
        assert not row[name].lstrip().startswith(("=", "+", "-", "@"))
        assert unguarded(row[name]) == cell


@given(st.lists(st.text(), min_size=1, max_size=3))
def test_tables_of_any_text_can_be_read_back(texts: list[str]) -> None:
    hits = [hit_of(treatment=text or None, snippets=(Snippet("rationale", text, ()),)) for text in texts]
    rows = read_table(joined(listing_of(*hits), "csv"))
    assert [unguarded(row["treatment"]) for row in rows] == texts
    assert [unguarded(row["quoted"]) for row in rows] == texts
    assert not any(cell.lstrip()[:1] in tuple("=+-@") for row in rows for cell in row.values())


def test_cells_that_are_no_text_are_left_alone() -> None:
    (row,) = read_table(joined(listing_of(hit_of(alike_ids=("A#1", "-B#2"))), "csv"))
    assert (row["k"], row["alike"], row["alike_ids"], row["decision_date"]) == ("2", "2", "A#1; -B#2", "2016-02-09")


# Briefs: read back as the blocks that they were made of


def spans_of_inline(token: Token) -> tuple[str, tuple[tuple[int, int], ...]]:
    """Return a line's text and what of it is bold; any other markup fails."""
    text, marks, start, address = "", [], 0, ""
    for child in token.children or ():
        match child.type:
            case "text" | "text_special":
                # Addresses are shown without their percent signs.
                text += address or child.content
            case "strong_open":
                start = len(text)
            case "strong_close":
                marks.append((start, len(text)))
            case "link_open":
                assert child.markup == "autolink"
                address = str(child.attrs["href"])
            case "link_close":
                address = ""
            case other:
                pytest.fail(f"{other} in {token.content!r}")
    return text, tuple(marks)


def blocks_of_markdown(text: str) -> list[Block]:
    parser = MarkdownIt("commonmark").enable(["table", "strikethrough"])
    blocks: list[Block] = []
    within: list[str] = []
    for token in parser.parse(text):
        assert token.type.removesuffix("_open").removesuffix("_close") in {
            "heading", "paragraph", "bullet_list", "list_item", "blockquote", "inline",
        }  # fmt: skip
        if token.nesting > 0:
            within.append(token.tag)
        elif token.nesting < 0:
            within.pop()
        else:
            line, marks = spans_of_inline(token)
            is_link = any(child.type == "link_open" for child in token.children or ())
            match within:
                case ["h1" | "h2" as tag]:
                    assert not marks
                    blocks.append(Heading(int(tag[1]), line))
                case ["ul", "li", "p"]:
                    ((start, end),) = marks
                    assert (start, line[end - 1 : end + 1]) == (0, ": ")
                    blocks.append(Fact(line[: end - 1], line[end + 1 :], is_link))
                case ["blockquote", "p"]:
                    blocks.append(Quotation(line, marks))
                case ["p"]:
                    assert not marks
                    blocks.append(Paragraph(line))
                case other:
                    pytest.fail(f"{other}: {line!r}")
    return blocks


def bold_of(paragraph: DocxParagraph) -> tuple[tuple[int, int], ...]:
    marks, length = [], 0
    for run in paragraph.runs:
        if run.bold and run.text:
            marks.append((length, length + len(run.text)))
        length += len(run.text)
    return tuple(marks)


def blocks_of_docx(data: bytes) -> list[Block]:
    blocks: list[Block] = []
    for paragraph in docx.Document(BytesIO(data)).paragraphs:
        text, marks, style = paragraph.text, bold_of(paragraph), paragraph.style.name if paragraph.style else None
        match style:
            case "Title" | "Heading 1":
                blocks.append(Heading(1 if style == "Title" else 2, text))
            case "List Bullet":
                ((start, end),) = marks
                assert (start, text[end - 2 : end]) == (0, ": ")
                is_link = "HYPERLINK" in paragraph._element.xml  # noqa: SLF001
                blocks.append(Fact(text[: end - 2], text[end:], is_link))
            case "Quote":
                blocks.append(Quotation(text, marks))
            case "Normal":
                blocks.append(Paragraph(text))
            case other:
                pytest.fail(f"{other}: {text!r}")
    return blocks


def test_a_brief_says_what_cites_a_hit() -> None:
    hits = (hit_of(alike_ids=tuple(f"L{n}#1" for n in range(12))), hit_of(k=0, letter="L#1/x", case_number=None, treatment=None,
            decision=None, decision_date=None, specialties=(), about=About(), snippets=(Snippet("text", "A", ()),)))  # fmt: skip
    request = SearchRequest(
        "knee\n pain", (("year", "2016"), ("Year", "2017"), ("sex", "")), "newest", 3, 9, exact=True
    )
    listed = listing_of(*hits, request=request)
    listed = replace(listed, page=replace(listed.page, corrections=(Correction("kne", "knee", "typo"),)))
    told = list(brief(listed, Site()))
    assert told[:10] == [
        Heading(1, "Independent Medical Review: prior decisions"),
        Fact("Query", "knee pain"),
        Fact("Other words", "kne: taken for knee"),
        Fact("Words", "only as typed"),
        Fact("Filters", "Year: 2016 or 2017; Sex: not stated"),
        Fact("Order", "newest decisions first"),
        run_of(told),
        Fact("Searched", "1,234 issues"),
        Fact("Found", "40 issues"),
        Fact("Overturned", "5 of 40 decided were overturned (12.5%, 95% interval 5.5% to 26.1%)"),
    ]
    assert run_of(told).value.startswith("2026-03-05T14:30:00Z (")
    assert "March" in run_of(told).value
    assert told[10] == Paragraph(brief_module.NOTE)
    assert "not binding precedent" in brief_module.NOTE
    assert told[11:] == [
        Heading(2, "4. MRI of the knee"),
        Fact("Decision", "overturned"),
        Fact("Case number", "CM16-0000001"),
        Fact("Issue", "2 of the letter"),
        Fact("Decision date", "February 9, 2016"),
        Fact("Reviewer’s specialty", "Family Practice"),
        Fact("Guideline relied on", "MTUS, Knee Complaints, 2004"),
        Fact("Reasons", "findings documented"),
        Fact("Decided alike, in nearly the same words", "; ".join(f"L{n}#1" for n in range(10)) + " and 2 more"),
        Fact("Permalink", "CM16-0000001#2, at /letters/CM16-0000001#issue-2"),
        Paragraph("Quoted from: rationale"),
        Quotation("The knee locks.", ((4, 8),)),
        Heading(2, "5. (letter of unknown layout)"),
        Fact("Decision", "not stated"),
        Fact("Case number", "not stated"),
        Fact("Issue", "the letter as a whole"),
        Fact("Decision date", "not stated"),
        Fact("Reviewer’s specialty", "not stated"),
        Fact("Guideline relied on", "not stated"),
        Fact("Reasons", "not stated"),
        Fact("Permalink", "CM16-0000001#2, at /letters/L%231%2Fx#issue-0"),
        Paragraph("Quoted from: letter"),
        Quotation("A", ()),
    ]


def test_a_brief_tells_the_order_that_hits_are_in(engine: Engine) -> None:
    for text, told in (("pain", "best matches first"), ("", "newest decisions first")):
        assert Fact("Order", told) in brief(listing(engine, SearchRequest(text, limit=3)), Site())


@pytest.mark.parametrize(
    ("filters", "n", "of", "told"),
    [
        ((), 1, 19, "1 of 19 decided were overturned"),
        ((), 0, 20, "0 of 20 decided were overturned (0.0%, 95% interval 0.0% to 16.1%)"),
        ((("Decision", "overturned"),), 20, 20, None),
        ((), 0, 0, None),
    ],
)
def test_a_rate_is_told_where_it_says_something(
    filters: tuple[tuple[str, str], ...], n: int, of: int, told: str | None
) -> None:
    listed = listing_of(request=SearchRequest("knee", filters), n=n, of=of)
    assert next((block.value for block in brief(listed, Site()) if isinstance(block, Fact) and block.label == "Overturned"), None) == told  # fmt: skip


MARKUP = [
    "*a*", "_a_", "**a**", "__a__", "`a`", "``", "[a](http://x.example)", "![a](x)", "[a]: x", "<b>a</b>", "<script>alert(1)</script>",
    "<http://x.example>", "&lt;b&gt;", "&#42;a&#42;", "\\*a\\*", "\\", "~~a~~", "~a~", "| a | b |", "|-|-|", "# a", "a #", "a ##", "#", "- a",
    "+ a", "* a", "1. a", "1) a", "12345. a", "1", "1.", "---", "***", "___", "===", "> a", "```a", "~~~", "    a", "\ta", "$a$", "^a^", "@a",
    "http://x.example", "www.x.example", "a@x.example", "<!-- a -->", "<?a?>", "<![CDATA[a]]>", "a  ", "a\\", "{#a}", ":smile:", "[^1]",
    "[ ] a", "[x] a", "a\nb", "a\r\n# b", "\u2028# a", "\x0b", "\x00", "\x1b[31m", "\u202e", "\ud800", "\ufffe", "&", "=1+1", "]", "](x)", "*", "**",
]  # fmt: skip


def expected(text: str) -> str:
    """Return the text as a document can hold it: on one line, without what XML lacks."""
    broken = re.sub("[\t-\r\x85\u2028\u2029]", " ", text)
    return re.sub("[\x00-\x08\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]", "\ufffd", broken)


def hostile_listing(text: str, marks: tuple[tuple[int, int], ...]) -> Listing:
    about = About(
        reasons=(Finding(text, 0, 1),), guidelines=(Citation(text, text, None, 1, "reviewer", 0, 1),)
    )  # fmt: skip
    hit = hit_of(
        id=f"{text}#1", letter=text, case_number=text or None, treatment=text, specialties=(text,), about=about, alike_ids=(text,),
        snippets=(Snippet("rationale", text, marks), Snippet("rationale", text, ()), Snippet("summary", text, marks)),
    )  # fmt: skip
    request = SearchRequest(text, (("drug", text),), limit=EVERY)
    return listing_of(hit, hit, request=request)


def check_briefs(text: str, marks: tuple[tuple[int, int], ...], site: Site) -> None:
    blocks = list(brief(hostile_listing(text, marks), site))
    assert Quotation(expected(text), marks) in blocks
    assert Heading(2, f"1. {expected(text) or '(no treatment found)'}") in blocks
    assert blocks_of_docx(joined(hostile_listing(text, marks), "docx", site)) == blocks
    markdown = joined(hostile_listing(text, marks), "markdown", site).decode()
    trimmed = [
        block for block in map(without_edges, blocks) if not (isinstance(block, Quotation) and not block.text)
    ]  # fmt: skip
    assert blocks_of_markdown(markdown) == trimmed


def without_edges(block: Block) -> Block:
    match block:
        case Fact(label, value, is_url):
            return Fact(label, value.rstrip(), is_url)
        case Quotation(text, marks):
            left = len(text) - len(text.lstrip())
            return Quotation(text.strip(), tuple((start - left, end - left) for start, end in marks))
        case Heading(level, text):
            return Heading(level, text.rstrip())
        case _:
            return block


@pytest.mark.parametrize("text", MARKUP, ids=range(len(MARKUP)))
def test_markup_in_letters_and_queries_is_text(text: str) -> None:
    check_briefs(text, (), Site())
    around = f"pain {text} pain"
    check_briefs(around, ((0, 4), (len(around) - 4, len(around))), Site.at("https://imr.example.org"))


@settings(max_examples=40)
@given(st.text(st.characters() | st.sampled_from("*_`[]()<>&#-+=~|!\\:.@$^{} \t1aé"), max_size=30), st.data())
def test_any_text_is_text_and_words_in_it_may_be_marked(text: str, data: st.DataObject) -> None:
    words = [match.span() for match in re.finditer(r"[^\W_]+", expected(text))]
    marks = tuple(word for word in words if data.draw(st.booleans()))
    check_briefs(text, marks, Site())


# Word


def test_a_word_document_tells_what_it_is(tmp_path: Path) -> None:
    save(listing_of(hit_of(), request=SearchRequest("k\x00nee" * 100)), tmp_path / "a.docx", "https://imr.example.org/")
    document = docx.Document(str(tmp_path / "a.docx"))
    told = document.core_properties
    assert (told.title, told.author) == ("Independent Medical Review: prior decisions", "IMR precedent search")
    assert told.subject.startswith("k nee")
    assert told.created == told.modified == datetime(2026, 3, 5, 14, 30, tzinfo=UTC)
    assert document.sections[0].footer.paragraphs[0].text == brief_module.NOTE
    with ZipFile(tmp_path / "a.docx") as archive:
        assert archive.testzip() is None
        assert archive.namelist()[0] == "[Content_Types].xml"
        body = archive.read("word/document.xml").decode()
    assert 'HYPERLINK "https://imr.example.org/letters/CM16-0000001#issue-2"' in body


def test_a_list_longer_than_word_opens_is_refused(
    index_folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(word_module, "MOST_HITS", 20)
    refused = imr("search", "pain", "--index", index_folder, "--docx", tmp_path / "a.docx")
    assert (refused.exit_code, list(tmp_path.iterdir())) == (2, [])
    assert re.search(r"\d+ issues match, and Word opens no document of more than 20: .*--limit 20", refused.stderr)
    exported(index_folder, "pain", "--docx", tmp_path / "a.docx", "--limit", "20", "--offset", "5")
    assert sum(isinstance(one, Heading) for one in blocks_of_docx((tmp_path / "a.docx").read_bytes())) == 21


# Links

ADDRESSES = [
    ("", "/letters/L%2F%C3%A9%20%3C%3E%22%27%28%29#issue-3"),
    ("https://imr.example.org", "https://imr.example.org/letters/L%2F%C3%A9%20%3C%3E%22%27%28%29#issue-3"),
    ("http://[::1]:8000/imr/", "http://[::1]:8000/imr/letters/L%2F%C3%A9%20%3C%3E%22%27%28%29#issue-3"),
]


@pytest.mark.parametrize(("address", "link"), ADDRESSES)
def test_links_lead_to_the_issue_on_the_site(address: str, link: str) -> None:
    hit = hit_of(letter="L/é <>\"'()", k=3)
    (row,) = read_table(joined(listing_of(hit), "csv", Site.at(address)))
    assert row["permalink"] == link
    assert blocks_of_markdown(joined(listing_of(hit), "markdown", Site.at(address)).decode())


@pytest.mark.parametrize(
    "address",
    [
        "imr.example.org",
        "ftp://x",
        "javascript:alert(1)",
        "https://",
        "https://x/?q=",
        "https://x/ y",
        "https://x/>",
        "https://x\n",
    ],
)
def test_what_is_no_address_is_refused(address: str, index_folder: Path) -> None:
    with pytest.raises(BadRequest, match="write it like https://"):
        Site.at(address)
    assert imr("search", "--index", index_folder, "--csv", "--site", address).exit_code == 2


def test_the_site_may_be_told_by_the_environment(index_folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("IMR_SITE", "https://imr.example.org")
    (row,) = read_table(exported(index_folder, "pain", "--csv", "--limit", "1"))
    assert row["permalink"].startswith("https://imr.example.org/letters/")


# The program


@pytest.mark.parametrize(
    "options",
    [["--jsonl", "--csv"], ["--csv", "--markdown"], ["--json", "--jsonl"], ["--docx", "x", "--json"], ["--csv", "--explain"], ["--docx", "x", "--csv", "--json"]],
)  # fmt: skip
def test_one_format_at_a_time(options: list[str], index_folder: Path) -> None:
    result = imr("search", "pain", "--index", index_folder, *options)
    assert (result.exit_code, result.stdout) == (2, "")
    assert "choose one of --" in result.stderr


def test_an_export_is_the_whole_list_and_a_page_is_not(index_folder: Path) -> None:
    total = len(hits_of(index_folder, []))
    assert total > 100
    assert exported(index_folder, "--jsonl").count(b"\n") == total
    assert exported(index_folder, "--jsonl", "--limit", "20000").count(b"\n") == total
    assert len(json.loads(exported(index_folder, "--json"))["hits"]) == 10
    refused = imr("search", "--index", index_folder, "--limit", "20000")
    assert (refused.exit_code, "export longer lists" in refused.stderr) == (2, True)


@pytest.mark.parametrize("target", ["nowhere/a.docx", ".", "/dev/null/a.docx", "/dev/null", "file/a.docx", "a" * 300])
def test_a_file_that_cannot_be_written_is_told(target: str, index_folder: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    result = imr("search", "pain", "--index", index_folder, "--docx", tmp_path / target)
    assert result.exit_code == 1
    assert result.stderr.startswith(f"Error: {tmp_path / target}: ")
    assert [path.name for path in tmp_path.iterdir()] == ["file"]


def test_a_file_is_whole_or_as_it_was(engine: Engine, tmp_path: Path) -> None:
    file = tmp_path / "brief.docx"
    file.write_bytes(b"as it was")
    (tmp_path / "link.docx").symlink_to(file)

    def break_off(hits: Iterator[Hit]) -> Iterator[Hit]:
        yield next(hits)
        raise KeyboardInterrupt

    for name in ("a.csv", "a.md", "a.jsonl", "brief.docx"):
        listed = listing(engine, SearchRequest("pain", limit=EVERY))
        with pytest.raises(KeyboardInterrupt):
            save(replace(listed, hits=break_off(listed.hits)), tmp_path / name)
    assert file.read_bytes() == b"as it was"
    assert {path.name for path in tmp_path.iterdir()} == {"brief.docx", "link.docx"}
    save(listing(engine, SearchRequest("pain", limit=3)), tmp_path / "link.docx")
    assert (tmp_path / "link.docx").is_symlink()
    assert blocks_of_docx(file.read_bytes())


@pytest.mark.parametrize("name", FORMATS)
def test_files_are_saved_by_their_endings(name: str, engine: Engine, tmp_path: Path) -> None:
    listed = replace(listing(engine, SearchRequest("pain", limit=3)), ran=datetime(2026, 1, 1, tzinfo=UTC))
    hits = tuple(listed.hits)
    file = tmp_path / f"list{FORMATS[name].ending.upper()}"
    save(replace(listed, hits=iter(hits)), file)
    chunks = list(export(replace(listed, hits=iter(hits)), name))
    if name == "docx":
        assert blocks_of_docx(file.read_bytes()) == blocks_of_docx(b"".join(chunks))
    else:
        assert file.read_bytes() == b"".join(chunks)
        assert len(chunks) >= 3
    with pytest.raises(BadRequest, match=r"names end in \.jsonl, \.csv, \.md, \.docx"):
        save(listed, tmp_path / "list.doc")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
@pytest.mark.parametrize("form", ["--jsonl", "--csv", "--markdown"])
def test_pipes_that_close_are_no_error_and_full_disks_are(form: str, index_folder: Path) -> None:
    program = Path(sys.executable).with_name("imr")
    command = f"'{program}' search pain {form} --index '{index_folder}'"
    head = subprocess.run(["sh", "-c", f"{command} | head -2"], capture_output=True, check=False)
    assert (head.stderr, head.stdout.count(b"\n")) == (b"", 2)
    full = subprocess.run(["sh", "-c", f"{command} > /dev/full"], capture_output=True, text=True, check=False)
    assert (full.returncode, "No space left" in full.stderr, "Traceback" in full.stderr) == (1, True, False)


def test_exports_are_utf_8_and_have_the_line_ends_of_their_format_everywhere(index_folder: Path) -> None:
    program = Path(sys.executable).with_name("imr")
    for form in ("--jsonl", "--csv", "--markdown"):
        command = [program, "search", "pain", form, "--limit", "60", "--index", index_folder]
        ran = subprocess.run(command, capture_output=True, check=True, env={"PYTHONIOENCODING": "ascii"})
        ran.stdout.decode()
        assert ran.stdout.replace(b"\r\n", b"").count(b"\r") == 0
        assert (b"\r" in ran.stdout) == (form == "--csv")
        assert b"\xe2\x80" in ran.stdout


# Real letters


def test_real_letters_are_read_back_from_every_format(real_letters: Path, tmp_path: Path) -> None:
    index = tmp_path / "index"
    build(index, [real_letters])
    hits = hits_of(index, ["medically necessary", "--no-collapse"])
    assert len(hits) > 100
    exported(index, "medically necessary", "--no-collapse", "--docx", tmp_path / "a.docx")
    rows = read_table(exported(index, "medically necessary", "--no-collapse", "--csv"))
    saved = blocks_of_docx((tmp_path / "a.docx").read_bytes())
    written = blocks_of_markdown(exported(index, "medically necessary", "--no-collapse", "--markdown").decode())
    for blocks in (saved, written):
        quoted = [(block.text, block.marks) for block in blocks if isinstance(block, Quotation)]
        assert quoted == [
            (one["text"].strip(), tuple(map(tuple, one["marks"]))) for hit in hits for one in hit["snippets"]
        ]
    assert [unguarded(row["id"]) for row in rows] == [hit["id"] for hit in hits]
    assert [unguarded(row["quoted"]) for row in rows] == [
        "\n".join(one["text"] for one in hit["snippets"]) for hit in hits
    ]
