import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.fields import DEFAULT_FIELDS
from index.query import AllOf, AnyOf, BestOf, Clause, Everything, Not, Phrase, Prefix, Range, Term
from search.explain import explain
from search.language import parse_query

NOTHING = AnyOf(())


def word(stem: str) -> Clause:
    return BestOf(tuple(Term(field.name, stem, field.weight) for field in DEFAULT_FIELDS))


def phrase(*stems: str) -> Clause:
    return BestOf(tuple(Phrase(field.name, stems, field.weight) for field in DEFAULT_FIELDS))


@pytest.mark.parametrize(
    ("text", "clause"),
    [
        ("", Everything()),
        ("  \n", Everything()),
        ("norco", word("norco")),
        ("Norco INJECTIONS", AllOf((word("norco"), word("inject")))),
        ('"red flag"', phrase("red", "flag")),
        ("“red flag”", phrase("red", "flag")),
        ("\ufb01broma", word("fibroma")),
        ('"pain"', word("pain")),
        ("a OR b", AnyOf((word("a"), word("b")))),
        ("a b OR c", AnyOf((AllOf((word("a"), word("b"))), word("c")))),
        ("a AND (b OR c)", AllOf((word("a"), AnyOf((word("b"), word("c")))))),
        ("a and b", AllOf((word("a"), word("and"), word("b")))),
        ("a -b", AllOf((word("a"), Not(word("b"))))),
        ("a NOT b", AllOf((word("a"), Not(word("b"))))),
        ("a -(b OR c)", AllOf((word("a"), Not(AnyOf((word("b"), word("c"))))))),
        ("-a", Not(word("a"))),
        ("rationale:-a", Not(Term("rationale", "a", 2.0))),
        ("NOT NOT a", word("a")),
        ("+a +b", AllOf((word("a"), word("b")))),
        ("10/325mg #60", AllOf((phrase("10", "325mg"), word("60")))),
        ("L5-S1", phrase("l5", "s1")),
        ("opioid(s)", word("opioid")),
        ("rationale:surgery", Term("rationale", "surgeri", 2.0)),
        ('Rationale:"red flag"', Phrase("rationale", ("red", "flag"), 2.0)),
        ("rationale:(a OR b)", AnyOf((Term("rationale", "a", 2.0), Term("rationale", "b", 2.0)))),
        ("rationale:(a treatment:b)", AllOf((Term("rationale", "a", 2.0), Term("treatment", "b", 3.0)))),
        ("decision:overturned", Term("decision", "overturn")),
        ('state:"North Carolina"', Phrase("state", ("north", "carolina"))),
        ("treatment:inject*", Prefix("treatment", "inject", 3.0)),
        ("treatment:medications*", Prefix("treatment", "medications", 3.0)),
        ("year:2016", Range("year", 2016, 2016)),
        ("year:[2014 TO 2016]", Range("year", 2014, 2016)),
        ("year:{2014 TO 2016}", Range("year", 2015, 2015)),
        ("year:[2014 TO *]", Range("year", 2014, None)),
        ("year:[2016 TO 2014]", Range("year", 2014, 2016)),
        ("age:>60", Range("age", 61, None)),
        ("age:<=60", Range("age", None, 60)),
        ("age:50-59", Range("age", 50, 59)),
        ("decided:2016", Range("decided", 20160101, 20161231)),
        ("decided:>2016-06", Range("decided", 20160632, None)),
        ("decided:>=2016-06", Range("decided", 20160601, None)),
        ("decided:06/03/2016", Range("decided", 20160603, 20160603)),
        # what means nothing is passed over, what is no value is searched for
        ("((", NOTHING),
        ("😀 — #", NOTHING),
        ("AND OR NOT", NOTHING),
        ("a AND OR", word("a")),
        ("OR a", word("a")),
        ("a NOT", word("a")),
        ('"unbalanced', word("unbalanc")),
        ("a)) b", AllOf((word("a"), word("b")))),
        ("((a b", AllOf((word("a"), word("b")))),
        ("year:abc", word("abc")),
        ("nosuch:field", phrase("nosuch", "field")),
        ("12:30", phrase("12", "30")),
        ("rationale:", word("rational")),
        ("[2014 TO 2016]", phrase("2014", "to", "2016")),
    ],
)
def test_a_query_means(text: str, clause: Clause) -> None:
    assert parse_query(text) == clause


def test_up_to_six_words_must_all_match_and_more_are_ranked() -> None:
    assert isinstance(parse_query("one two three four five six"), AllOf)
    assert isinstance(parse_query("one two three four five six seven"), AnyOf)
    assert isinstance(parse_query("one two three four five six -seven"), AllOf)
    assert isinstance(parse_query("one two three four five six +seven"), AllOf)
    assert isinstance(parse_query("one two three four five six rationale:seven"), AllOf)


def test_quotes_and_parentheses_do_not_make_a_pasted_text_a_query() -> None:
    pasted = parse_query('52 year old worker (right hand dominant) with "shooting pain)')
    assert pasted == parse_query("52 year old worker right hand dominant with shooting pain")
    assert isinstance(pasted, AnyOf)


def test_a_text_longer_than_any_query_is_ranked_whatever_is_in_it() -> None:
    pasted = parse_query("DENIED: NOT certified AND (see note) - pain " * 60)
    assert isinstance(pasted, AnyOf)
    assert word("certifi") in pasted.parts


def test_a_word_said_twice_in_a_long_text_counts_once() -> None:
    assert parse_query("pain " * 50 + "leg") == AnyOf((word("pain"), word("leg")))


def test_a_long_text_asks_for_its_telling_words() -> None:
    clause = parse_query("the patient has had pain in the lumbar spine with numbness of the leg since a fall at work")
    assert isinstance(clause, AnyOf)
    assert len(clause.parts) == 9


def test_the_clause_can_be_shown() -> None:
    lines = explain(parse_query("rationale:mri -treatment:surg* age:>60")).splitlines()
    assert lines == ["all of", "  rationale:mri^2", "  not", "    treatment:surg*^3", "  age from 61 to *"]


def _depth(clause: Clause) -> int:
    match clause:
        case AllOf(parts) | AnyOf(parts) | BestOf(parts):
            return 1 + max(map(_depth, parts), default=0)
        case Not(part):
            return 1 + _depth(part)
        case _:
            return 1


@given(st.one_of(st.text(max_size=300), st.text(alphabet=' ab()"-+*:[]{}ORANDT~/\n', max_size=300)))
def test_any_text_is_a_query_that_engines_can_compile(text: str) -> None:
    clause = parse_query(text)
    assert _depth(clause) <= 100
    explain(clause)


@pytest.mark.parametrize(
    "hostile", ["(" * 10_000, "a(" * 5_000, '"' * 9_999, "-" * 10_000, "year:[" * 1_600, "((a)OR" * 1_600]
)
def test_hostile_text_stays_shallow(hostile: str) -> None:
    assert _depth(parse_query(hostile)) <= 100
