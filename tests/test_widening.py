"""What is searched besides the words that a user typed, and that it is told and never goes before them."""

import gc
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from weakref import ref

import pytest

from corpus.determination import SourceText
from index.engine import ENGINES, Engine, load_engine
from index.reading import read_text
from search import ResultPage, SearchRequest, search
from search.lexicon import Lexicon
from search.statistics import statistics
from search.synonyms import named_in, related_to

LETTER = """CLINICAL CASE SUMMARY

The injured worker is a 48 year old male with {condition}.

IMR ISSUES, DECISIONS AND RATIONALES

{treatment}: {decision}

Claims Administrator guideline: Decision based on MTUS Low Back Complaints 2004.

MAXIMUS guideline: Decision based on MTUS Low Back Complaints 2004.

Decision rationale: {rationale} The request is {verdict}medically necessary.
"""
TEXTS = {
    "norco": ("back pain", "Norco 10/325mg #60", "No functional improvement is documented."),
    "vicodin": ("neck pain", "Vicodin 5/300mg #30", "The pain diary shows no functional improvement."),
    "generic": ("low back pain", "Hydrocodone/acetaminophen 10/325mg #90", "Use of opioids is to be reviewed."),
    "mention": ("back pain, treated with hydrocodone", "MRI of the lumbar spine", "No red flag is documented."),
    "esi": ("radiculopathy", "Lumbar epidural steroid injection at L4-5", "Radiculopathy is not corroborated by imaging."),
    "pt": ("knee pain", "PT twice a week for 6 weeks", "The number of visits exceeds what the guideline recommends."),
    "labs": ("a clot", "Laboratory tests: PT/INR", "The prothrombin time must be known before the operation."),
}  # fmt: skip
OVERTURNED = frozenset({"esi"})


@pytest.fixture(scope="module", params=ENGINES)
def engine(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    folder = tmp_path_factory.mktemp("widening")
    module = load_engine(request.param)
    writer = module.open_writer(folder)
    for name, (condition, treatment, rationale) in TEXTS.items():
        granted = name in OVERTURNED
        text = LETTER.format(
            condition=condition, treatment=treatment, rationale=rationale,
            decision="Overturned" if granted else "Upheld", verdict="" if granted else "not ",
        )  # fmt: skip
        for document in read_text(SourceText(name, name, text)):
            writer.add(document)
    writer.commit()
    with closing(module.open_reader(folder)) as opened:
        yield opened


def found(page: ResultPage) -> list[str]:
    return [hit.letter for hit in page.hits]


def used(page: ResultPage, kind: str) -> dict[str, set[str]]:
    told: dict[str, set[str]] = {}
    for one in page.corrections:
        if one.kind == kind:
            told.setdefault(one.typed, set()).add(one.used)
    return told


@pytest.mark.parametrize(
    ("query", "letters"),
    [
        ("norco", {"norco", "vicodin", "generic", "mention"}),
        ("hydrocodone", {"norco", "vicodin", "generic", "mention"}),
        ("opioid", {"norco", "vicodin", "generic"}),
        ("pain shots", {"esi"}),
        ("esi", {"esi"}),
        ("PT visits", {"pt", "labs"}),
        ("PT INR", {"labs"}),
        ("physical therapy", {"pt", "labs"}),
        ("norco denied", {"norco", "vicodin", "generic", "mention"}),
        ("injection approved", {"esi"}),
        ("lumbar approved", {"esi"}),
        ("drug:norco", {"norco", "vicodin", "generic"}),
        ("drug:vicodn", {"norco", "vicodin", "generic"}),
        ("procedure:esi", {"esi"}),
        ("hydrocodone/apap", {"norco", "vicodin", "generic", "mention"}),
        ("summary:norco", set()),
    ],
)
def test_other_names_are_found_too(engine: Engine, query: str, letters: set[str]) -> None:
    assert set(found(search(engine, SearchRequest(query)))) == letters


@pytest.mark.parametrize(
    ("query", "letters"),
    [
        ("objective gain noted", set()),
        ("functional gain noted", {"norco"}),
        ("six weeks", {"pt"}),
        ("L4-L5 injection", {"esi"}),
        ("L4/5 injection", {"esi"}),
        ("L5-4 injection", set()),
        ("norco w/o imprvement", {"norco", "vicodin"}),
        ("hydrocodone vs lumbar", {"mention"}),
        ("norco tablets documented", {"norco", "vicodin", "mention"}),
        ("norco useful", {"generic"}),
        ("lumbar tablets", set()),
        ("range of motion", set()),
        ("excessive visits", {"pt"}),
    ],
)
def test_words_are_found_in_the_words_that_letters_use(engine: Engine, query: str, letters: set[str]) -> None:
    page = search(engine, SearchRequest(query))
    assert {hit.letter for hit in page.hits if hit.without is None} == letters


@pytest.mark.parametrize(
    ("query", "lacking"),
    [
        ("norco functional documented zebra", {("norco", "zebra"), ("vicodin", "zebra")}),
        ("vicodin pain diary zebra", {("vicodin", "zebra")}),
        ("red flag hydrocodone zebra", {("mention", "zebra")}),
        ("norco zebra", set()),
        ("norco AND functional AND documented AND zebra", set()),
        ("norco +zebra functional documented", set()),
        ("norco functional documented -zebra diary", set()),
        ("rationale:functional norco diary zebra", set()),
        ("norco functional documented", {("mention", "functional")}),
    ],
)
def test_few_results_are_followed_by_what_lacks_a_word(
    engine: Engine, query: str, lacking: set[tuple[str, str]]
) -> None:
    page = search(engine, SearchRequest(query))
    assert {(hit.letter, hit.without) for hit in page.hits if hit.without is not None} == lacking
    assert [hit.without is None for hit in page.hits] == sorted(
        (hit.without is None for hit in page.hits), reverse=True
    )
    assert page.total == sum(hit.without is None for hit in page.hits)
    for other in (
        SearchRequest(query, exact=True),
        SearchRequest(query, sort="newest"),
        SearchRequest(query, offset=1),
    ):
        assert all(hit.without is None for hit in search(engine, other).hits)


@pytest.mark.parametrize(
    ("query", "chosen"),
    [
        ("norco denied", True),
        ("overturned", True),
        ("norco", False),
        ("norco decision:upheld", True),
        ("-denied norco", False),
    ],
)
def test_it_is_told_whether_a_query_chooses_by_decision(engine: Engine, query: str, *, chosen: bool) -> None:
    page = search(engine, SearchRequest(query))
    assert page.by_decision == chosen
    # As statistics tell it
    assert page.overturned == statistics(engine, SearchRequest(query)).total.overturned


@pytest.mark.parametrize("query", ["norco", "hydrocodone", "vicodin"])
def test_what_was_typed_goes_before_its_other_names(engine: Engine, query: str) -> None:
    exact = found(search(engine, SearchRequest(query, exact=True)))
    page = search(engine, SearchRequest(query))
    assert set(found(page)[: len(exact)]) == set(exact)
    assert len(exact) < len(page.hits)
    assert used(page, "synonym")[query] >= {"norco", "vicodin", "hydrocodone"} - {query}


@pytest.mark.parametrize(
    ("query", "typed", "meant"),
    [
        ("nroco", "nroco", "norco"), ("hydrocodne", "hydrocodne", "hydrocodone"), ("lumbr injection", "lumbr", "lumbar"),
        ("functoinal improvment", "functoinal", "functional"), ("rationale:documentd", "documentd", "documented"),
    ],
)  # fmt: skip
def test_a_typo_is_mended_and_told(engine: Engine, query: str, typed: str, meant: str) -> None:
    page = search(engine, SearchRequest(query))
    assert page.total
    assert meant in used(page, "typo")[typed]
    assert not search(engine, SearchRequest(query, exact=True)).total


def test_a_name_written_by_ear_is_mended(engine: Engine) -> None:
    page = search(engine, SearchRequest("vikoden"))
    assert found(page)[0] == "vicodin"
    assert used(page, "sound") == {"vikoden": {"vicodin"}}


@pytest.mark.parametrize(
    ("query", "told"),
    [("knees", None), ("norcos", {"hydrocodone", "vicodin"}), ("norco", {"hydrocodone", "vicodin"})],
)
def test_what_is_found_anyway_is_not_told(engine: Engine, query: str, told: set[str] | None) -> None:
    assert used(search(engine, SearchRequest(query)), "synonym").get(query) == told


def test_a_name_that_no_letter_has_is_known_by_ear(engine: Engine) -> None:
    page = search(engine, SearchRequest("lorsett"))
    assert used(page, "sound") == {"lorsett": {"lorcet"}}
    assert {"norco", "vicodin", "generic"} <= set(found(page))


@pytest.mark.parametrize("query", ["drug:norco", "drug:opana", "body:neck", "procedure:esi", "summary:norco"])
def test_a_name_is_no_misspelling_of_another(engine: Engine, query: str) -> None:
    page = search(engine, SearchRequest(query))
    assert used(page, "typo") == used(page, "sound") == {}


@pytest.mark.parametrize("query", ["undocumented", "uncorroborated", "infunctional"])
def test_what_denies_a_word_is_no_misspelling_of_it(engine: Engine, query: str) -> None:
    page = search(engine, SearchRequest(query))
    assert (page.total, page.corrections) == (0, ())


@pytest.mark.parametrize("query", ["esx", "l5x1", "10/352", '"functoinal improvment"'])
def test_short_words_numbers_and_quotes_are_taken_at_their_word(engine: Engine, query: str) -> None:
    page = search(engine, SearchRequest(query))
    assert (page.total, page.corrections) == (0, ())


def test_what_is_not_wanted_is_taken_at_its_word(engine: Engine) -> None:
    assert set(found(search(engine, SearchRequest("norco -norco")))) == {"vicodin", "generic", "mention"}


@pytest.mark.parametrize("query", ["MRIs", "Norcos", "PT/INRs"])
def test_plurals_of_abbreviations_are_found_where_the_abbreviations_stand(engine: Engine, query: str) -> None:
    singular, plural = (search(engine, SearchRequest(one)) for one in (query.removesuffix("s"), query))
    assert found(plural)[0] == found(singular)[0]
    assert set(found(plural)) == set(found(singular))
    assert query != "MRIs" or "treatment:mri^3" in plural.explanation


def test_marks_show_the_words_that_were_added(engine: Engine) -> None:
    page = search(engine, SearchRequest("documentd"))
    marked = {snippet.text[start:end] for hit in page.hits for snippet in hit.snippets for start, end in snippet.marks}
    assert marked == {"documented"}


@pytest.mark.parametrize(
    ("query", "looser"),
    [
        ("norco zebra", [("norco", 4)]),
        ('"improvement functional" norco', [("improvement functional norco", 2), ("norco", 4)]),
        ("zebra giraffe", []),
        ("norco /s zebra", [("norco", 4)]),
        ("zebra OR giraffe", []),
        ("knee/visits", [("knee visits", 1)]),
        ("imaging/lumbar mri", [("imaging lumbar mri", 1), ("mri", 1)]),
        ('norco zebra -"back pain"', [('norco -"back pain"', 1)]),
    ],
)
def test_where_nothing_is_found_looser_queries_are_offered(
    engine: Engine, query: str, looser: list[tuple[str, int]]
) -> None:
    page = search(engine, SearchRequest(query))
    assert page.total == 0
    assert [(one.query, one.total) for one in page.looser] == looser
    assert all(search(engine, SearchRequest(one.query)).total == one.total for one in page.looser)


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("pt", ["physical therapy"]), ("pt inr", ["blood test"]), ("rfa facet", ["radiofrequency ablation"]),
        ("rfa dated", ["request for authorization"]), ("sleeping pills", ["sedative-hypnotic", "benzodiazepine"]),
        ("bue", ["upper extremity"]), ("crps", ["complex regional pain syndrome"]), ("uds", ["urine drug screen"]), ("granted", ["overturned"]), ("zebra", []),
    ],
)  # fmt: skip
def test_names_mean_what_the_words_beside_them_say(query: str, names: list[str]) -> None:
    named = named_in(query.split())
    assert [sense.name for one in named[:1] for sense in one.senses] == names


@pytest.mark.parametrize(
    ("word", "other"),
    [
        # By the stem: several is no severe, and tolerance the contrary of intolerance
        ("several", "marked"), ("ambulance", "gait"), ("occupational", "job"), ("employer", "job"),
        ("investigation", "unproven"), ("measures", "objective"), ("records", "documented"), ("complete", "done"),
        ("supports", "recommended"), ("tolerance", "intolerant"), ("exhaustion", "fatigue"),
        # In other places: lower back, motor strength, degrees of flexion
        ("lower", "decrease"), ("strength", "dose"), ("degrees", "level"),
    ],
)  # fmt: skip
def test_a_word_is_not_related_by_what_another_of_its_writing_means(word: str, other: str) -> None:
    assert other not in {one for sense in related_to((word,)) for one in sense.writings}


def test_the_words_of_an_index_go_with_it(tmp_path: Path) -> None:
    module = load_engine("tantivy")
    module.open_writer(tmp_path).commit()
    opened = module.open_reader(tmp_path)
    search(opened, SearchRequest("norco lumbr"))
    gone = ref(opened)
    opened.close()
    del opened
    gc.collect()
    assert gone() is None


def test_an_empty_index_has_no_other_words(tmp_path: Path) -> None:
    module = load_engine("tantivy")
    writer = module.open_writer(tmp_path)
    writer.commit()
    with closing(module.open_reader(tmp_path)) as opened:
        page = search(opened, SearchRequest("norco lumbr"))
    assert (page.total, page.looser) == (0, ())


def test_what_is_remembered_of_typed_words_is_bounded(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("search.lexicon._REMEMBERED", 4)
    asked: list[str] = []
    monkeypatch.setattr("search.lexicon._frequency", lambda _engine, _fields, stemmed: asked.append(stemmed) or 1)
    lexicon = Lexicon(engine)
    for word in ("qa", "qb", "qc", "qd", "qd", "qe", "qa"):
        lexicon.frequency(word, ("rationale",))
    assert asked == ["qa", "qb", "qc", "qd", "qe", "qa"]
