import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.query import Range
from search.expression import (
    All,
    Any,
    Anything,
    Between,
    Description,
    Expression,
    Quoted,
    Start,
    Together,
    Without,
    Word,
)
from search.language import parse_query

NOTHING = Any(())


def word(*words: str, field: str | None = None) -> Expression:
    return Word(words, field)


def quoted(*words: str, within: int | None = None, field: str | None = None) -> Expression:
    return Quoted(words, within, field)


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("", Anything()),
        ("  \n", Anything()),
        ("norco", word("norco")),
        ("Norco INJECTIONS", All((word("norco"), word("injections")))),
        ('"red flag"', quoted("red", "flag")),
        ("“red flag”", quoted("red", "flag")),
        ("\ufb01broma", word("fibroma")),
        ('"pain"', word("pain")),
        ("a OR b", Any((word("a"), word("b")))),
        ("a b OR c", Any((All((word("a"), word("b"))), word("c")))),
        ("a AND (b OR c)", All((word("a"), Any((word("b"), word("c")))))),
        ("a and b", All((word("a"), word("and"), word("b")))),
        ("a -b", All((word("a"), Without(word("b"))))),
        ("a NOT b", All((word("a"), Without(word("b"))))),
        ("a -(b OR c)", All((word("a"), Without(Any((word("b"), word("c"))))))),
        ("-a", Without(word("a"))),
        ("rationale:-a", Without(word("a", field="rationale"))),
        ("NOT NOT a", word("a")),
        ("+a +b", All((word("a"), word("b")))),
        ("10/325mg #60", All((word("10", "325mg"), word("60")))),
        ("L5-S1", word("l5", "s1")),
        ("opioid(s)", word("opioid")),
        ("rationale:surgery", word("surgery", field="rationale")),
        ('Rationale:"red flag"', quoted("red", "flag", field="rationale")),
        ("rationale:(a OR b)", Any((word("a", field="rationale"), word("b", field="rationale")))),
        ("rationale:(a treatment:b)", All((word("a", field="rationale"), word("b", field="treatment")))),
        ("decision:overturned", word("overturned", field="decision")),
        ('state:"North Carolina"', quoted("north", "carolina", field="state")),
        ("treatment:inject*", Start("inject", "treatment")),
        ("treatment:medications*", Start("medications", "treatment")),
        ("year:2016", Between(Range("year", 2016, 2016))),
        ("year:[2014 TO 2016]", Between(Range("year", 2014, 2016))),
        ("year:{2014 TO 2016}", Between(Range("year", 2015, 2015))),
        ("year:[2014 TO *]", Between(Range("year", 2014, None))),
        ("year:[2016 TO 2014]", Between(Range("year", 2014, 2016))),
        ("age:>60", Between(Range("age", 61, None))),
        ("age:<=60", Between(Range("age", None, 60))),
        ("age:50-59", Between(Range("age", 50, 59))),
        ("decided:2016", Between(Range("decided", 20160101, 20161231))),
        ("decided:>2016-06", Between(Range("decided", 20160632, None))),
        ("decided:>=2016-06", Between(Range("decided", 20160601, None))),
        ("decided:06/03/2016", Between(Range("decided", 20160603, 20160603))),
        ('"red flag"~3', quoted("red", "flag", within=3)),
        ('rationale:"red flag"~0', quoted("red", "flag", within=0, field="rationale")),
        ("a /s b", Together((word("a"), word("b")), 25)),
        ("a /S b c", All((Together((word("a"), word("b")), 25), word("c")))),
        ("a /p b /p c", Together((word("a"), word("b"), word("c")), None)),
        ("a /s b /p c", All((Together((word("a"), word("b")), 25), Together((word("b"), word("c")), None)))),
        ('(a OR b) /s "red flag"', Together((Any((word("a"), word("b"))), quoted("red", "flag")), 25)),
        ("/s a", word("a")),
        ("a /s", word("a")),
        ("a /s -b", All((word("a"), Without(word("b"))))),
        ("and/or /S", word("and", "or")),
        # what means nothing is passed over, what is no value is searched for
        ("((", NOTHING),
        ("😀 — #", NOTHING),
        ("AND OR NOT", NOTHING),
        ("a AND OR", word("a")),
        ("OR a", word("a")),
        ("a NOT", word("a")),
        ('"unbalanced', word("unbalanced")),
        ("a)) b", All((word("a"), word("b")))),
        ("((a b", All((word("a"), word("b")))),
        ("year:abc", word("abc")),
        ("nosuch:field", word("nosuch", "field")),
        ("12:30", word("12", "30")),
        ("rationale:", word("rationale")),
        ("[2014 TO 2016]", word("2014", "to", "2016")),
    ],
)
def test_a_query_means(text: str, wanted: Expression) -> None:
    assert parse_query(text) == wanted


def test_up_to_six_words_must_all_match_and_more_are_a_description() -> None:
    assert isinstance(parse_query("one two three four five six"), All)
    assert isinstance(parse_query("one two three four five six seven"), Description)
    for operator in ("-seven", "+seven", "rationale:seven", "/s seven"):
        assert isinstance(parse_query(f"one two three four five six {operator}"), All)


def test_quotes_and_parentheses_do_not_make_a_pasted_text_a_query() -> None:
    pasted = parse_query('52 year old worker (right hand dominant) with "shooting pain)')
    assert pasted == parse_query("52 year old worker right hand dominant with shooting pain")
    assert isinstance(pasted, Description)


def test_a_text_longer_than_any_query_is_a_description_whatever_is_in_it() -> None:
    pasted = parse_query("DENIED: NOT certified AND (see note) - pain " * 60)
    assert isinstance(pasted, Description)
    assert word("certified") in pasted.words


def test_a_word_said_twice_in_a_long_text_counts_once() -> None:
    assert parse_query("pain " * 50 + "leg") == Description((Word(("pain",)), Word(("leg",))))


def test_a_long_text_asks_for_its_telling_words() -> None:
    text = "the patient has had pain in the lumbar spine with numbness of the leg since a fall at work"
    asked = parse_query(text)
    assert isinstance(asked, Description)
    assert len(asked.words) == 9


def _depth(expression: Expression) -> int:
    match expression:
        case All(parts) | Any(parts) | Together(parts):
            return 1 + max(map(_depth, parts), default=0)
        case Without(part):
            return 1 + _depth(part)
        case _:
            return 1


HOSTILE = st.text(max_size=300) | st.text(alphabet=' ab()"-+*:[]{}ORANDT~/sp9\n', max_size=300)


@given(HOSTILE)
def test_any_text_is_a_query(text: str) -> None:
    assert _depth(parse_query(text)) <= 100


@pytest.mark.parametrize(
    "hostile",
    ["(" * 10_000, "a(" * 5_000, '"' * 9_999, "-" * 10_000, "year:[" * 1_600, "((a)OR" * 1_600, "a /s " * 400],
)
def test_hostile_text_stays_shallow(hostile: str) -> None:
    assert _depth(parse_query(hostile)) <= 100


@pytest.mark.parametrize(
    "text",
    [
        " OR ".join(f"word{number}" for number in range(150)),
        " OR ".join(f'"word{number} other{number}"' for number in range(60)),
        " OR ".join(f"{first}{second}*" for first in "abcdefgh" for second in "aeiou"),
        " /s ".join(f"(a{number} OR b{number} OR c{number})" for number in range(12)),
    ],
    ids=["words", "phrases", "beginnings", "near"],
)
def test_a_query_that_asks_for_too_much_is_a_description(text: str) -> None:
    asked = parse_query(text)
    assert isinstance(asked, Description)
    assert asked.is_query
    assert all(len(word.words) == 1 for word in asked.words)


def test_what_is_not_wanted_is_no_part_of_a_description() -> None:
    asked = parse_query("-(red OR blue) NOT green " + " OR ".join(f"word{number}" for number in range(150)))
    assert isinstance(asked, Description)
    assert asked.words[0] == Word(("word0",))
    assert len(asked.words) == 150


def test_equal_alternatives_are_one() -> None:
    assert parse_query(" OR ".join(['"low back"'] * 100)) == parse_query('"low back"')


def test_many_alternatives_are_still_a_query() -> None:
    assert isinstance(parse_query(" OR ".join(f"word{number}" for number in range(100))), Any)
