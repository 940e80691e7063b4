"""HTML pages as the lines of text that a browser would show."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.composer import compose
from corpus.determination import SourceText
from corpus.errors import UnreadableLetter
from corpus.parse import parse
from corpus.readers import read_letter
from corpus.readers.html import html_text

LAYOUT = [
    ("<p>a<p>b", "a\n\nb"),
    ("<div>a</div><div>b</div>c", "a\nb\nc"),
    ("a<br>b<br/>c", "a\nb\nc"),
    ("a<br><br>b", "a\n\nb"),
    ("<p>a<br></p><p>b</p>", "a\n\nb"),
    ("<div>a<br></div><div>b</div>", "a\nb"),
    ("<div>a</div><div><br></div><div>b</div>", "a\n\nb"),
    ("<div><div><div>a</div></div></div><div></div><div>b</div>", "a\nb"),
    ("one\n  <b>two</b>\t<i> three</i>four", "one two threefour"),
    ("<h1>a</h1>b<ul><li>c<li>d</ul>e", "a\n\nb\n\nc\nd\n\ne"),
    ("<table><tr><td>a<td>b<tr><th>c</th><th></th></tr></table>d", "a\tb\nc\nd"),
    ("<table><tr><td><p>a:</p></td><td><p>b</p><p>c</p></td></tr></table>", "a:\tb\n\nc"),
    ("<table><tr><td>a</td><td><table><tr><td>b</td></tr><tr><td>c</td></tr></table></td></tr></table>", "a\nb\nc"),
    ("<pre>a  b\n\n  c</pre>d", "a  b\n\n  c\n\nd"),
    ("<head><title>t</title></head><style>p{}</style><script>if (a<b) {}</script><template>x</template>a", "a"),
    ("&lt;&amp;&rsquo;&#8217;&#x2019;&nbsp;&hellip;&bogus;", "<&’’’ …&bogus;"),
    ("<P>A<Br>B</P>", "A\nB"),
    ("a<!-- b --><![CDATA[c]]>d", "ad"),
    ("", ""),
    ("just text", "just text"),
    ("<p>a</p><hr class=page><p>b</p>", "a\fb"),
    ("<p>a</p><hr><p>b</p>", "a\n\nb"),
    ("<p>a</p><p style='page-break-before: always'>b</p>", "a\fb"),
    ("<div style='break-after:page'><p>a</p></div><div style='BREAK-BEFORE: page'>b</div>", "a\fb"),
    ("a<br style='page-break-after:always'>b", "a\fb"),
    ("<p style='page-break-inside: avoid'>a</p>b", "a\n\nb"),
    ("<p style='page-break-before: always'>a</p>", "a"),
]


@pytest.mark.parametrize(("page", "text"), LAYOUT, ids=[page[:60] for page, _ in LAYOUT])
def test_a_page_becomes_lines(page: str, text: str) -> None:
    assert html_text(page.encode(), "letter.html") == text


SAID = "the patient’s pain – 50 °"


@pytest.mark.parametrize(
    "data",
    [
        SAID.encode(),
        SAID.encode("cp1252"),
        SAID.encode("utf-8-sig"),
        SAID.encode("utf-16"),
        b"<meta charset=utf-8>" + SAID.encode(),
        b"<meta charset=iso-8859-1>" + SAID.encode("cp1252"),
        # What is declared may be wrong: the bytes tell.
        b"<meta charset=windows-1252>" + SAID.encode(),
        b"<meta charset=utf-8>" + SAID.encode("cp1252"),
        b"<meta charset=no-such-thing>" + SAID.encode(),
        b"<meta charset=idna>" + SAID.encode(),
        b'<meta http-equiv="Content-Type" content="text/html; charset=macintosh">' + SAID.encode("macroman"),
        b"<?xml version='1.0' encoding='windows-1250'?><p>" + SAID.encode("cp1250"),
    ],
)
def test_the_encoding_is_found(data: bytes) -> None:
    assert html_text(data, "letter.html") == SAID


@pytest.mark.parametrize(
    "page",
    [
        b"<p>" * 300_000 + b"x",
        b"<p>x</p>\n" * 100_000,
        b"<b><i>" * 100 + b"x" + b"</u>" * 300_000,
        b"<" * 1_000_000,
        b"<!--" * 1_000_000,
        b"<p " + b"a=1 " * 500_000 + b">x",
        b"&" * 3_000_000,
        b"<script>" + b"</scrip" * 500_000,
        b"<td></td> <div> </div>" * 50_000 + b"x",
        b"<br>" * 100_000,
        b"x" * 50_000_000,
    ],
    ids=lambda page: page[:20].decode(),
)
def test_a_hostile_page_is_read_to_its_end(page: bytes) -> None:
    assert len(html_text(page, "letter.html")) <= len(page)


@pytest.mark.parametrize("tag", ["div", "b", "table", "span", "font", "blockquote"])
def test_a_page_nested_without_end_says_so(tag: str) -> None:
    with pytest.raises(UnreadableLetter, match=r"letter\.html: nests elements more than 500 deep"):
        html_text(f"<{tag}>".encode() * 100_000 + b"x", "letter.html")


@given(st.text(st.sampled_from("<>/=\"'&; \n\t") | st.characters(codec="utf-8", exclude_characters="\0")))
def test_any_page_is_text(page: str) -> None:
    html_text(page.encode(), "letter.html")


@given(
    st.lists(
        st.sampled_from(["<p>", "</p>", "<td>", "<tr>", "</table>", "<br>", "<pre>", "</pre>", "a", " b\n", "<hr>"])
    )
)
def test_words_come_in_their_order(pieces: list[str]) -> None:
    text = html_text("".join(pieces).encode(), "letter.html")
    assert "".join(text.split()) == "".join(piece.strip() for piece in pieces if "<" not in piece)


def _as_page(text: str) -> str:
    escaped = text.replace("&", "&amp;").replace("<", "&lt;")
    pages = (
        "".join(f"<p>{'<br>'.join(p.splitlines())}</p>\n" for p in page.split("\n\n")) for page in escaped.split("\f")
    )
    return "<!DOCTYPE html><html><head><title>x</title></head><body>" + "<hr class=page>".join(pages) + "</body></html>"


def test_a_letter_as_a_page_parses_as_the_letter(tmp_path: Path) -> None:
    path = tmp_path / "letter.html"
    for letter in compose(25, seed=8):
        path.write_text(_as_page(letter.text))
        page, text = parse(read_letter(path)), parse(SourceText(str(path), "letter", letter.text))
        assert [(issue.treatment and issue.treatment.text, issue.decision, issue.page) for issue in page.issues] == [
            (issue.treatment and issue.treatment.text, issue.decision, issue.page) for issue in text.issues
        ]
        assert [issue.rationale and issue.rationale.text for issue in page.issues] == [
            issue.rationale and issue.rationale.text for issue in text.issues
        ]
        assert (page.case_number, page.decision_date, page.reviewer) == (
            text.case_number,
            text.decision_date,
            text.reviewer,
        )
        assert page.warnings == ()
