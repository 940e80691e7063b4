"""The site over the sample letters: pages as a visitor sees them, and the program that serves them."""

import csv
import io
import json
import logging
import re
import shutil
import signal
import socket
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from urllib.parse import quote, urlsplit

import html5lib
import pytest
from click.testing import CliRunner
from flask.testing import FlaskClient
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from cli.main import main
from corpus.as_json import as_json
from index.build import build
from index.store import open_index
from search import EVERY, SearchRequest, listing, search
from search.export import Site, export
from search.statistics import statistics
from web import pages
from web.app import create_app
from web.server import without_queries

ROOT = Path(__file__).parents[1]
PROGRAM = Path(sys.executable).with_name("imr")

PAGES = [
    "/",
    "/help",
    "/search",
    "/search?q=norco",
    "/search?q=norcoo+functional&year=2016",
    "/search?q=mri&category=Diagnostic+Testing&body=&more=diagnosis&more=cited&collapse=0&sort=newest&limit=25",
    "/search?q=mri&offset=10",
    "/search?q=mri&offset=9000",
    "/search?q=norco+acupuncture+knee+shoulder",
    '/search?q="norco+moonlight"+zebra',
    "/search?decision=overturned&sex=",
    "/letters/CM18-9000009",
    "/letters/CM18-9000009?q=shoulder+exercise&sort=newest",
    "/letters/13-900023",
]
ERRORS = [
    ("/nowhere", 404),
    ("/letters/", 404),
    ("/letters/CM99-0000000", 404),
    ("/letters/CM18-9000009?q=x&colour=red", 400),
    ("/search?limit=many", 400),
]


@pytest.fixture(scope="module")
def samples_index(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("samples") / "imr-index"
    assert build(folder, [ROOT / "corpus" / "samples"]).letters == 300
    return folder


@pytest.fixture(scope="module")
def client(samples_index: Path) -> FlaskClient:
    return create_app(samples_index).test_client()


def tree(text: str) -> etree._Element:
    """Parse a page as browsers do; any error of syntax fails."""
    parser = html5lib.HTMLParser(tree=html5lib.getTreeBuilder("lxml"), strict=True, namespaceHTMLElements=False)
    return parser.parse(text).getroot()


def page(client: FlaskClient, address: str, status: int = 200) -> etree._Element:
    response = client.get(address)
    assert response.status_code == status, address
    assert response.content_type == "text/html; charset=utf-8"
    return tree(response.text)


def words(element: etree._Element) -> str:
    return " ".join("".join(element.itertext()).split())


def all_of(root: etree._Element, path: str) -> list[etree._Element]:
    found = root.xpath(path)
    assert isinstance(found, list)
    return found


def hits(root: etree._Element) -> list[str]:
    return [words(one) for one in all_of(root, "//li[@class='hit']//span[@class='case']")]


def link(root: etree._Element, text: str) -> str:
    (found,) = [one for one in all_of(root, "//a") if words(one) == text]
    return str(found.get("href"))


# ---- Every page


@pytest.mark.parametrize("address", PAGES)
def test_a_page_is_sound(client: FlaskClient, address: str) -> None:
    root = page(client, address)
    ids = [str(one) for one in root.xpath("//@id")]
    assert len(ids) == len(set(ids))
    # One language, one title, one first heading, one main part; every field has its label.
    assert root.get("lang") == "en"
    assert [len(all_of(root, path)) for path in ("//title", "//h1", "//main")] == [1, 1, 1]
    for field in all_of(root, "//input[not(@type='hidden')]"):
        assert all_of(root, f"//label[@for='{field.get('id')}']")
    for target in root.xpath("//a/@href[starts-with(., '#')]"):
        assert target[1:] in ids


@pytest.mark.parametrize("address", PAGES)
def test_a_page_needs_no_script_and_nothing_from_elsewhere(client: FlaskClient, address: str) -> None:
    root = page(client, address)
    assert not root.xpath("//script | //style | //iframe | //object | //@style | //@*[starts-with(name(), 'on')]")
    for used in root.xpath("//@src | //@href | //@action"):
        assert not urlsplit(used).netloc
        assert not urlsplit(used).scheme


@pytest.mark.parametrize("address", PAGES)
def test_a_page_is_light(client: FlaskClient, address: str) -> None:
    assert len(client.get(address).data) < 150_000


def test_all_links_lead_somewhere(client: FlaskClient) -> None:
    ahead, seen = ["/"], {"/"}
    for _ in range(150):
        address = ahead.pop(0)
        with client.get(address) as response:
            assert response.status_code == 200, address
        if response.mimetype != "text/html":
            continue
        # Of each page some: from the search page alone lead hundreds.
        found = [str(one).partition("#")[0] for one in tree(response.text).xpath("//@href")]
        for one in list(dict.fromkeys(filter(None, found)))[::7]:
            if one not in seen:
                seen.add(one)
                ahead.append(one)
    assert len(seen) > 150


def test_every_answer_has_its_headers(client: FlaskClient) -> None:
    styles = str(page(client, "/").xpath("//link[@rel='stylesheet']/@href")[0])
    for address in (*PAGES, *(address for address, _ in ERRORS), "/api/search?q=mri", "/search.csv?q=norco", styles):
        with client.get(address) as response:
            headers = response.headers
        policy = headers["Content-Security-Policy"]
        assert policy.startswith("default-src 'none'; ")
        assert "unsafe" not in policy
        assert "script-src" not in policy
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Referrer-Policy"] == "no-referrer"
    with client.get(styles) as response:
        assert "immutable" in response.headers["Cache-Control"]
    assert client.get("/search?q=norco").headers["Cache-Control"] == "private, no-cache"


# ---- Home


def test_the_home_page_tells_of_the_corpus(client: FlaskClient, samples_index: Path) -> None:
    with closing(open_index(samples_index)) as engine:
        told = statistics(engine, SearchRequest())
    root = page(client, "/")
    figures = [words(one) for one in all_of(root, "//dl[@class='counts']//dd")]
    assert figures == [str(told.total.letters), str(told.total.issues), "2013–2026"]
    assert f"{told.baseline.rate:.1%} overturned" in words(root)


def test_every_example_finds_something(client: FlaskClient) -> None:
    for address in ("/", "/help"):
        examples = page(client, address).xpath("//a[.//@class='query' or @class='query']/@href")
        assert len(examples) >= 9
        for example in examples:
            assert hits(page(client, example)), example


# ---- Results


def test_results_are_those_of_the_search(client: FlaskClient, samples_index: Path) -> None:
    with closing(open_index(samples_index)) as engine:
        expected = search(engine, SearchRequest("mri radiculopathy"))
    root = page(client, "/search?q=mri+radiculopathy")
    assert hits(root) == [hit.id for hit in expected.hits if hit.without is None]
    assert words(all_of(root, "//h1")[0]).startswith(f"{expected.total} decisions for")
    marked = [words(one) for one in all_of(root, "//blockquote//mark")]
    assert marked == [text[a:b] for hit in expected.hits for s in hit.snippets for text in [s.text] for a, b in s.marks]
    first, shown = expected.hits[0], all_of(root, "//li[@class='hit']")[0]
    assert first.heading in words(shown)
    assert all_of(shown, f".//span[@class='decision {first.decision}']")
    assert all(reason.name in words(shown) for reason in first.about.reasons)


@pytest.mark.parametrize("asked", ["q=mri&limit=7", "q=physical+therapy&sort=oldest&limit=25", "year=2016&collapse=0"])
def test_pages_give_each_row_once(client: FlaskClient, samples_index: Path, asked: str) -> None:
    address, rows = f"/search?{asked}", []
    while address:
        root = page(client, address)
        rows += hits(root)
        address = "".join(map(str, root.xpath("//a[@rel='next']/@href")))
    values = client.get(f"/api/search?{asked}").get_json()
    assert len(rows) == len(set(rows))
    with closing(open_index(samples_index)) as engine:
        whole = {
            "q=mri&limit=7": SearchRequest("mri", limit=EVERY),
            "q=physical+therapy&sort=oldest&limit=25": SearchRequest("physical therapy", (), "oldest", limit=EVERY),
            "year=2016&collapse=0": SearchRequest("", (("year", "2016"),), limit=EVERY, collapse=False),
        }[asked]
        assert rows == [hit.id for hit in listing(engine, whole).hits if hit.without is None]
    assert values["total"] >= len(rows) > len(values["hits"])


def test_a_previous_page_leads_back(client: FlaskClient) -> None:
    second = page(client, "/search?q=mri&offset=10")
    assert hits(page(client, str(second.xpath("//a[@rel='prev']/@href")[0]))) == hits(page(client, "/search?q=mri"))
    beyond = page(client, "/search?q=mri&offset=9000")
    assert not hits(beyond)
    assert link(beyond, "Back to the first page") == "/search?q=mri"


def test_facets_are_links_and_chips_take_them_back(client: FlaskClient) -> None:
    root = page(client, "/search?q=mri&offset=10")
    (choice,) = [one for one in all_of(root, "//details[@class='facet']//a") if words(one).startswith("Overturned ")]
    chosen = page(client, str(choice.get("href")))
    assert choice.get("href") == "/search?q=mri&decision=overturned"
    count = words(choice).split()[-1]
    assert words(all_of(chosen, "//h1")[0]).startswith(f"{count} decisions for")
    assert {one.get("class") for one in all_of(chosen, "//li[@class='hit']//span[contains(@class, 'decision')]")} == {
        "decision overturned"
    }
    (current,) = all_of(chosen, "//details[@class='facet']//a[@aria-current]")
    assert current.get("href") == "/search?q=mri"
    assert words(all_of(chosen, "//ul[@class='chips']/li")[0]) == "Decision overturned ×"
    assert chosen.xpath("//ul[@class='chips']/li[1]/a/@href") == ["/search?q=mri"]
    assert link(chosen, "Clear all") == "/search?q=mri"
    # Whoever asks something else from here keeps the filters.
    assert chosen.xpath("//input[@type='hidden']/@name") == ["decision"]


@pytest.mark.parametrize(
    ("asked", "order"), [("", "Newest"), ("?q=mri", "Best match"), ("?q=mri&sort=oldest&offset=10", "Oldest")]
)
def test_order_and_rows_tell_what_is_used(client: FlaskClient, asked: str, order: str) -> None:
    root = page(client, f"/search{asked}")
    assert [words(one) for one in all_of(root, "//div[@class='tools']//a[@aria-current]")] == [order, "10"]
    # Another order begins anew.
    assert "offset" not in link(root, "Newest") + link(root, "25")


def test_a_facet_shows_more_and_its_tree(client: FlaskClient) -> None:
    few = page(client, "/search")
    path = "//details[@class='facet'][summary='Category']"
    (more,) = few.xpath(f"{path}//p[@class='more']/a/@href")
    assert more == "/search?more=category"
    all_values = page(client, more)
    assert len(all_of(all_values, f"{path}//li")) > len(all_of(few, f"{path}//li"))
    assert not few.xpath(f"{path}//li[@class='depth-1']")
    names = [(one.get("class"), words(all_of(one, ".//span")[0])) for one in all_of(all_values, f"{path}//li")]
    surgery = names.index(("depth-0", "Surgery"))
    assert names[surgery + 1][0] == "depth-1"
    branch = page(client, "/search?category=surgery")
    assert branch.xpath(f"{path}//li[@class='depth-1']")


def test_what_was_widened_is_told_and_can_be_undone(client: FlaskClient) -> None:
    root = page(client, "/search?q=norcoo")
    assert "norcoo: taken for norco" in words(root)
    exactly = link(root, "Search exactly as typed")
    assert exactly == "/search?q=norcoo&exact=1"
    assert "No decision matches" in words(page(client, exactly))


def test_a_share_is_told_beside_all_or_withheld(client: FlaskClient) -> None:
    def share(address: str) -> str:
        return words(all_of(page(client, address), "//section[@class='share']")[0])

    assert re.match(
        r"\d+\.\d% overturned \d+ of \d+ decided; 95% interval .* All decisions here: ", share("/search?q=mri")
    )
    assert "under 20" in share("/search?q=norco+functional&year=2016")
    for chooses in ("decision=overturned", "q=mri+decision:upheld", "reason=red+flag"):
        address = f"/search?{chooses}"
        if "No decision" not in words(page(client, address)):
            assert share(address).startswith("No share overturned")


def test_nothing_found_offers_looser_searches(client: FlaskClient) -> None:
    root = page(client, '/search?q="norco+moonlight"+mri&exact=1')
    assert "No decision matches" in words(root)
    offers = all_of(root, "//ul[@class='looser']/li")
    assert offers
    for offer in offers:
        found = page(client, str(all_of(offer, "a")[0].get("href")))
        assert words(all_of(offer, "span")[0]) == re.match(r"\S+ decisions?", words(all_of(found, "//h1")[0]))[0]


def test_hits_that_lack_a_word_say_so(client: FlaskClient) -> None:
    values = client.get("/api/search?q=norco+acupuncture+knee+shoulder").get_json()
    lacking = [(hit["id"], hit["without"]) for hit in values["hits"] if hit["without"]]
    assert lacking
    root = page(client, "/search?q=norco+acupuncture+knee+shoulder")
    shown = all_of(root, "//ol[@class='hits lacking']/li")
    told = [
        (words(all_of(one, ".//span[@class='case']")[0]), words(all_of(one, ".//p[@class='lacks']")[0]))
        for one in shown
    ]
    assert told == [(name, f"Lacks: {word}") for name, word in lacking]


def test_alike_issues_are_counted_and_named(client: FlaskClient) -> None:
    values = client.get("/api/search?q=norco&limit=50").get_json()
    root = page(client, "/search?q=norco&limit=50")
    alike = [hit["alike_ids"] for hit in values["hits"] if hit["alike"]]
    assert alike
    shown = all_of(root, "//details[@class='alike']")
    assert [words(all_of(one, "summary")[0]).split()[0] for one in shown] == [str(len(ids)) for ids in alike]
    assert [words(one) for one in all_of(shown[0], ".//a")] == alike[0]


# ---- Letters


def test_a_letter_is_shown_whole_and_marked(client: FlaskClient) -> None:
    root = page(client, "/letters/CM18-9000009?q=shoulder+exercise")
    values = client.get("/api/letters/CM18-9000009?q=shoulder+exercise").get_json()
    assert [str(one) for one in root.xpath("//mark/@id")] == [f"mark-{n}" for n in range(1, len(values["marks"]) + 1)]
    text = words(root)
    assert values["summary"] in text
    for issue in values["issues"]:
        (shown,) = all_of(root, f"//article[@id='issue-{issue['k']}']")
        assert issue["treatment"] in words(shown)
        assert issue["rationale"] in words(shown)
        assert all_of(shown, f".//span[@class='decision {issue['decision']}']")
    first = values["marks"][0]
    marked = words(all_of(root, "//mark[@id='mark-1']")[0])
    assert first["field"] == "summary"
    assert marked == values["summary"][first["start"] : first["end"]]


def test_a_hit_leads_to_its_issue_and_back(client: FlaskClient) -> None:
    root = page(client, "/search?q=mri&year=2016&limit=25")
    address = str(root.xpath("//li[@class='hit']//h3/a/@href")[0])
    path, _, anchor = address.partition("#")
    letter = page(client, path)
    assert all_of(letter, f"//article[@id='{anchor}']//mark")
    assert link(letter, "← Back to the results") == "/search?q=mri&year=2016&limit=25"


@pytest.mark.parametrize(
    ("typed", "place"),
    [
        ("cm18-9000009", "/letters/CM18-9000009"),
        ("CM18-9000009%232", "/letters/CM18-9000009#issue-2"),
        ("cm18-9000009?q=mri", "/letters/CM18-9000009?q=mri"),
    ],
)
def test_a_letter_has_one_address(client: FlaskClient, typed: str, place: str) -> None:
    response = client.get(f"/letters/{typed}")
    assert (response.status_code, response.location) == (302, place)


def test_every_real_letter_has_a_page(real_letters: Path, tmp_path: Path) -> None:
    build(tmp_path / "imr-index", [real_letters])
    client = create_app(tmp_path / "imr-index").test_client()
    root = page(client, "/search?collapse=0&limit=100")
    seen = 0
    while True:
        for address in dict.fromkeys(root.xpath("//p[@class='actions']/a/@href")):
            path, _, anchor = str(address).partition("#")
            assert all_of(page(client, path + "?q=treatment"), f"//article[@id='{anchor}']")
            seen += 1
        following = root.xpath("//a[@rel='next']/@href")
        if not following:
            break
        root = page(client, str(following[0]))
    assert seen > 200


# ---- Errors


@pytest.mark.parametrize(("address", "status"), ERRORS)
def test_an_error_is_a_page(client: FlaskClient, address: str, status: int) -> None:
    assert f"Error {status}" in words(page(client, address, status))


@pytest.mark.parametrize(("address", "status"), [(f"/api{address}", status) for address, status in ERRORS])
def test_an_error_for_programs_is_a_problem(client: FlaskClient, address: str, status: int) -> None:
    response = client.get(address)
    assert response.status_code == response.get_json()["status"] == status
    assert response.mimetype == "application/problem+json"


@pytest.mark.parametrize(
    ("asked", "mend"),
    [
        ("limit=0", "from 1 to 100"),
        ("limit=101", "from 1 to 100"),
        ("limit=²", "from 1 to 100"),
        ("limit=" + "9" * 5000, "from 1 to 100"),
        ("offset=-1", "from 0 to 10,000"),
        ("offset=10001", "from 0 to 10,000"),
        ("sort=best", "relevance, newest, oldest"),
        ("exact=yes", "1 for yes or 0 for no"),
        ("collapse=", "1 for yes or 0 for no"),
        ("q=a&q=b", "give it once"),
        ("q=" + "a" * 1001, "shorten it"),
        ("decison=upheld", "known are q, "),
        ("text=word", "known are q, "),
        ("age=old", "60, >60 or 50-59"),
        ("decided=someday", "2016, 2016-06 or 2016-06-03"),
        ("drug=" + "a" * 201, "200 characters"),
        ("&".join(f"drug={n}" for n in range(51)), "take some away"),
    ],
)
def test_a_bad_parameter_names_the_mend(client: FlaskClient, asked: str, mend: str) -> None:
    assert mend in words(page(client, f"/search?{asked}", 400))
    assert mend in client.get(f"/api/search?{asked}").get_json()["detail"]
    assert client.get(f"/search.csv?{asked}").status_code == 400


def test_a_facet_that_is_none_names_the_mend(client: FlaskClient) -> None:
    assert "write one of decision, " in words(page(client, "/search?more=rationale", 400))


def test_other_methods_are_refused(client: FlaskClient) -> None:
    response = client.post("/search?q=norco")
    assert response.status_code == 405
    assert "GET" in response.headers["Allow"]
    tree(response.text)


def test_a_fault_tells_neither_visitor_nor_log_what_was_asked(
    samples_index: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(_: object, request: SearchRequest) -> None:
        raise ValueError(request.text)

    monkeypatch.setattr(pages, "search", fail)
    with caplog.at_level(logging.DEBUG):
        root = page(create_app(samples_index).test_client(), "/search?q=secretword", 500)
    assert "Error 500" in words(root)
    assert "ValueError at /search" in caplog.text
    assert "raise ValueError(request.text)" in caplog.text
    assert "secretword" not in caplog.text
    assert "ValueError" not in words(root)


# ---- The index behind it


def test_the_index_may_come_go_and_change(tmp_path: Path) -> None:
    letters, index = tmp_path / "letters", tmp_path / "imr-index"
    letters.mkdir()
    samples = sorted((ROOT / "corpus" / "samples").glob("CM18-*.txt"))[:3]
    shutil.copy(samples[0], letters)
    client = create_app(index).test_client()
    for address in ("/", "/search?q=norco", "/letters/CM18-9000034"):
        assert "The index can’t be used right now" in words(page(client, address, 503))
    problem = client.get("/healthz")
    assert (problem.status_code, problem.mimetype) == (503, "application/problem+json")
    assert problem.headers["Retry-After"]
    assert str(tmp_path) not in problem.text
    page(client, "/help")
    build(index, [letters])
    before = client.get("/healthz").get_json()["issues"]
    assert "Every section of 1 Independent" in words(page(client, "/"))
    for sample in samples[1:]:
        shutil.copy(sample, letters)
    build(index, [letters])
    assert client.get("/healthz").get_json()["issues"] > before
    assert "Every section of 3 Independent" in words(page(client, "/"))
    index.rename(tmp_path / "gone")
    assert client.get("/healthz").status_code == 503


# ---- For programs


@pytest.mark.parametrize("asked", ["norco", "norcoo functional", "zzzz"])
def test_the_api_gives_what_the_command_prints(client: FlaskClient, samples_index: Path, asked: str) -> None:
    printed = CliRunner().invoke(main, ["search", asked, "--json", "--index", str(samples_index)]).stdout
    told, expected = client.get(f"/api/search?q={quote(asked)}").get_json(), json.loads(printed)
    assert told.pop("took_ms") > 0
    assert expected.pop("took_ms") > 0
    assert told == expected
    assert list(told) == list(expected)


def test_the_api_gives_letters_as_the_command_does(client: FlaskClient, samples_index: Path) -> None:
    with closing(open_index(samples_index)) as engine:
        letter = engine.fetch("CM18-9000009")
    assert letter is not None
    assert client.get("/api/letters/cm18-9000009").get_json() == json.loads(json.dumps(as_json(letter)))
    printed = CliRunner().invoke(
        main, ["show", "CM18-9000009", "--query", "shoulder", "--json", "--index", str(samples_index)]
    )
    assert client.get("/api/letters/CM18-9000009?q=shoulder").get_json() == json.loads(printed.stdout)


def test_a_table_is_the_whole_list(client: FlaskClient, samples_index: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    root = page(client, "/search?q=mri&year=2016&limit=25&offset=25&more=drug")
    address = link(root, "Table (CSV)")
    response = client.get(address)
    assert response.content_type == "text/csv; charset=utf-8"
    assert response.headers["Content-Disposition"] == 'attachment; filename="imr-search.csv"'
    request = SearchRequest("mri", (("year", "2016"),), limit=EVERY)
    with closing(open_index(samples_index)) as engine:
        assert response.data == b"".join(export(listing(engine, request), "csv", Site("http://localhost")))
    rows = list(csv.DictReader(io.StringIO(response.data.decode("utf-8-sig"))))
    assert client.get(rows[0]["permalink"]).status_code == 200
    monkeypatch.setattr(pages, "LAST_ROW", 5)
    assert "narrow the search" in words(page(client, "/search.csv?q=mri", 400))
    assert client.get("/search.csv?q=mri&limit=5").status_code == 200


@pytest.mark.parametrize("host", ["evil<b>", "a b", 'x"y', "x:99999999"])
def test_a_table_names_no_host_that_is_none(client: FlaskClient, host: str) -> None:
    assert client.get("/search.csv?q=norco", headers={"Host": host}).status_code == 400


# ---- Hostile letters and queries

_EVIL = """<script>alert(1)</script><img src=x onerror=alert(2)>"'&lt;{{7*7}}</title></mark><!--"""
_LETTER = f"""CLINICAL CASE SUMMARY
A 50 year old woman {_EVIL} has low back pain.

IMR ISSUES, DECISIONS AND RATIONALES

1. Norco {_EVIL}: Upheld
Claims Administrator guideline: Decision based on {_EVIL} MTUS Chronic Pain Medical Treatment Guidelines.
MAXIMUS guideline: Decision based on MTUS Chronic Pain Medical Treatment Guidelines {_EVIL}.
Decision rationale: The patient has no functional improvement {_EVIL}. Therefore, Norco is not medically necessary.
"""
_IDS = ['"><script>alert(3)</script>', "../../etc/passwd", "a/b?c#d%41", "javascript:alert(4)", "ÄÖ 漢字", "x" * 150]


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> FlaskClient:
    folder = tmp_path_factory.mktemp("hostile")
    lines = [json.dumps({"id": name, "text": _LETTER.replace("50", str(30 + n))}) for n, name in enumerate(_IDS)]
    lines.append(json.dumps({"id": "plain", "text": f"norco {_EVIL} of\fno layout"}))
    (folder / "letters.jsonl").write_text("\n".join(lines))
    build(folder / "imr-index", [folder / "letters.jsonl"])
    return create_app(folder / "imr-index").test_client()


def _harmless(root: etree._Element) -> None:
    assert not all_of(root, "//script | //img | //@onerror")
    assert all(str(one).startswith(("/", "#")) for one in root.xpath("//@href"))


@pytest.mark.parametrize(("asked", "plain"), [("norco", 1), ("script alert", 1), ("improvement", 0), ("", 1)])
def test_hostile_letters_stay_text(hostile: FlaskClient, asked: str, plain: int) -> None:
    root = page(hostile, f"/search?q={asked}&collapse=0&limit=50")
    _harmless(root)
    assert "<script>alert(1)</script>" in words(root)
    assert len(hits(root)) == len(_IDS) + plain
    for address in root.xpath("//li[@class='hit']//a/@href"):
        letter = page(hostile, str(address).partition("#")[0])
        _harmless(letter)
        assert "{{7*7}}</title></mark>" in words(letter)
        assert all_of(letter, f"//article[@id='{str(address).partition('#')[2]}']")


@pytest.mark.parametrize(
    "path", ["/search?q=", "/search?drug=", "/letters/CM18-9000009?q=", "/letters/", "/search?sort=", "/"]
)
def test_hostile_queries_stay_text(client: FlaskClient, path: str) -> None:
    response = client.get(path + quote(_EVIL, safe=""))
    _harmless(tree(response.text))


@settings(max_examples=60)
@given(text=st.text(max_size=60), field=st.sampled_from(["drug", "category", "year", "more", "q"]))
def test_any_text_is_answered(client: FlaskClient, text: str, field: str) -> None:
    encoded = quote(text.encode(errors="surrogatepass"))
    response = client.get(f"/search?q={encoded}&{field}={encoded}&limit=2")
    assert response.status_code in (200, 400)
    tree(response.text)


@settings(max_examples=30)
@given(raw=st.binary(max_size=40))
def test_any_bytes_are_answered(client: FlaskClient, raw: bytes) -> None:
    for path in ("/search?q=", "/letters/", "/"):
        response = client.get(path + quote(raw, safe=""))
        assert response.status_code in (200, 302, 308, 404)
        if response.status_code != 302:
            tree(response.text)


# ---- The program


@contextmanager
def served(index: Path, *options: str) -> Iterator[tuple[str, subprocess.Popen[str]]]:
    """Run `imr serve` on a free port; gives its address."""
    command = [PROGRAM, "serve", "--port", "0", "--workers", "1", "--index", index, *options]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout
            address = re.search(r"http://\S+/", process.stdout.readline())
            assert address
            yield address[0], process
        finally:
            process.terminate()


def fetch(address: str) -> tuple[int, str]:
    try:
        with urllib.request.urlopen(address, timeout=60) as response:  # noqa: S310 (its own address)
            return response.status, response.read().decode()
    except urllib.error.HTTPError as error:
        with error:
            return error.code, error.read().decode()


def test_the_program_serves_and_ends(tmp_path: Path) -> None:
    letters, index = tmp_path / "letters", tmp_path / "imr-index"
    letters.mkdir()
    samples = sorted((ROOT / "corpus" / "samples").glob("CM18-*.txt"))[:2]
    shutil.copy(samples[0], letters)
    build(index, [letters])
    with served(index) as (address, process):
        assert json.loads(fetch(f"{address}healthz")[1])["ok"] is True
        status, text = fetch(f"{address}search?q=secretword")
        assert status == 200
        assert "secretword" in text
        shutil.copy(samples[1], letters)
        build(index, [letters])
        assert "Every section of 2 Independent" in words(tree(fetch(address)[1]))
        # What is refused before the application sees it is not logged either.
        with socket.create_connection((urlsplit(address).hostname, urlsplit(address).port), 60) as raw:
            raw.sendall(b"GET\t/search?q=secretword\r\n\r\n")
            assert b" 400 " in raw.recv(1000)
        shutil.rmtree(index)
        assert fetch(f"{address}search?q=secretword")[0] == 503
        process.send_signal(signal.SIGTERM)
        out, log = process.communicate(timeout=60)
    assert process.returncode == 0
    assert "no index at" in log
    assert "secretword" not in out + log


def test_a_fault_outside_of_the_application_is_logged_without_what_was_asked() -> None:
    asked = "secretword"
    try:
        int(asked)
    except ValueError:
        fault = sys.exc_info()
    record = logging.LogRecord("gunicorn.error", logging.ERROR, "", 0, "At %s %s", ("GET", f"/search?q={asked}"), fault)
    assert without_queries(record)
    told = logging.Formatter().format(record)
    assert told.startswith("At GET /search: ValueError\n")
    assert "int(asked)" in told
    assert asked not in told


def test_the_program_names_what_is_in_its_way(samples_index: Path, tmp_path: Path) -> None:
    absent = CliRunner().invoke(main, ["serve", "--index", str(tmp_path / "none")])
    assert absent.exit_code == 3
    assert "imr index SOURCE" in absent.stderr
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        refused = CliRunner().invoke(main, ["serve", "--index", str(samples_index), "--port", port])
    assert refused.exit_code == 1
    assert f"port {port}" in refused.stderr
    assert "Traceback" not in refused.stderr
