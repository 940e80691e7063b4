"""Queries as engines run them: what the clauses of expressions are, and that engines take all of them."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from index.engine import Engine
from index.query import Clause, Query
from search.compile import Compiler
from search.explain import explain
from search.language import parse_query
from search.lexicon import lexicon_of
from search.widening import Widening


def compiled(engine: Engine, text: str, *, exact: bool = True) -> Clause:
    lexicon = lexicon_of(engine)
    return Compiler(lexicon, None if exact else Widening(lexicon)).clause(parse_query(text))


def found(engine: Engine, text: str, *, exact: bool = True) -> set[str]:
    hits = engine.search(Query(compiled(engine, text, exact=exact), limit=10_000)).hits
    return {engine.read(hit.document).id for hit in hits}


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("", ["everything"]),
        ("rationale:mri -treatment:surg* age:>60",
         ["all of", "  rationale:mri^2", "  not", "    treatment:surg*^3", "  age from 61 to *"]),
        ("treatment:L5-S1", ['treatment:"l5 s1"^3']),
        ('rationale:"near words"~4', ['rationale:"near word"~4^2']),
        ("rationale:norco /s rationale:pain", ['rationale:"norco pain"~25^2']),
        ("rationale:(norco OR opana) /s pain",
         ["any of", '  rationale:"norco pain"~25^2', '  rationale:"opana pain"~25^2']),
        ("summary:norco /p pain", ["all of", "  summary:norco", "  summary:pain"]),
        ("decision:overturned OR state:texas", ["any of", "  decision:overturn", "  state:texa"]),
    ],
)  # fmt: skip
def test_a_query_is_shown_as_it_runs(engine: Engine, text: str, lines: list[str]) -> None:
    assert explain(compiled(engine, text)).splitlines() == lines


@pytest.mark.parametrize(
    ("text", "same"),
    [
        ("the pain of the patient", "pain patient"),
        ("norco AND pain", "norco pain"),
        ("norco pain", "pain norco"),
        ("-(norco OR pain)", "-norco -pain"),
        ("NOT NOT norco", "norco"),
        ("rationale:(norco pain)", "rationale:norco rationale:pain"),
    ],
)
def test_queries_that_ask_the_same_find_the_same(engine: Engine, text: str, same: str) -> None:
    assert found(engine, text) == found(engine, same)


def test_a_case_number_is_found_as_it_is_pasted(engine: Engine) -> None:
    for number, _ in [*engine.terms("letter", "CM")[:3], *engine.terms("letter", "13-")[:1]]:
        its = found(engine, f"case:{number}")
        assert its
        assert its <= found(engine, number.lower(), exact=False)
        assert not its & found(engine, number)
    # The first words of case numbers are no words of letters.
    assert found(engine, "cm16", exact=False) == set()


def test_what_stands_near_stands_in_one_section(engine: Engine) -> None:
    near, section, issue = (found(engine, text) for text in ("norco /s pain", "norco /p pain", "norco pain"))
    assert near
    assert near <= section <= issue
    assert near < issue


HOSTILE = st.text(max_size=200) | st.text(alphabet=' ab()"-+*:[]{}ORANDT~/sp9\n', max_size=200)


@settings(max_examples=100, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(HOSTILE, st.booleans())
def test_engines_take_whatever_is_typed(engine: Engine, text: str, exact: bool) -> None:
    clause = compiled(engine, text, exact=exact)
    explain(clause)
    assert engine.search(Query(clause)).total >= 0
