"""The guidelines that each side relied on, from its statement: source, topic, edition.

A statement names topics of the MTUS ("Decision based on MTUS Low Back Complaints 2004, Section(s): Special Studies, and
Chronic Pain Medical Treatment 2016"), then what stands outside of it ("Decision based on Non-MTUS Citation Official
Disability Guidelines (ODG), Low Back Chapter"). Sections inside a topic are no topics, though they may be called alike.
"""

import re
from bisect import bisect_left
from collections.abc import Iterator
from typing import Literal, NamedTuple

from corpus.derive.section import Section
from corpus.determination import Citation
from corpus.kept import kept
from corpus.vocabulary.guidelines import source_terms, sources, topic_terms
from corpus.vocabulary.words import Found, Words

_CHAPTERS = frozenset({"chapter", "chapters"})
# What else a chapter is called. A section inside a chapter may be, too: "Anxiety medications in chronic pain section".
_NAMED_SO = _CHAPTERS | {"section", "procedure", "procedures"}
# Most statements come again and again: a quarter of the administrators' say that they cite nothing.
_STATEMENTS_KEPT = 50_000
# The source of what is known by its authors only
_STUDY = "study"
# The chapters of ACOEM's book are topics of the MTUS.
_OF_MTUS = frozenset({"MTUS", "ACOEM"})

By = Literal["administrator", "reviewer"]

_FLAGS = re.VERBOSE | re.IGNORECASE
_OUTSIDE = re.compile(r"\b Non \s* - \s* MTUS \s+ Citations? \b", _FLAGS)
_INSIDE = re.compile(
    r"""\b based \s+ (?: its | their | his/her | his | her )? \s* (?: decision \s+ )? on \s+
        (?: the \s+ )? (?: CA \s+ | California \s+ )? MTUS \b""",
    _FLAGS,
)
# What parts one citation from the next: its label, in layouts B and C "which is (not) part of the MTUS" behind it, in A
# the words between: "relied upon the Official Disability Guidelines, Diabetes Chapter, and the Doe J, et al"
_PARTING = re.compile(rf"{_OUTSIDE.pattern} | \b part \s+ of \s+ the \s+ MTUS \b | , \s+ and \s+ the \b", _FLAGS)
_SECTIONS = re.compile(r"\b Sections? \s* \(s\) \s* :", _FLAGS)
# The year behind "Chronic Pain Medical Treatment"; behind "Chronic Pain Treatment Guidelines" that of the
# regulation in force since "July 18, 2009", if its "(Effective ...)" follows
_EDITION = re.compile(
    r"""[\s,(]* (?: guidelines? [\s,(]* )?
        (?: (?P<year> (?: 19 | 20 ) \d\d ) \b (?! / )
          | [^:]{0,90}? \b Effective \s+ \w+ \s+ \d+ , \s+ (?P<effective> 20\d\d )
          | (?: chapter \s+ )? \( [^()]{0,80} \( (?P<bracketed> 20\d\d ) \) )""",
    _FLAGS,
)
_YEAR = re.compile(r"(?: 19 | 20 ) \d\d", _FLAGS)
# An edition of a book: "2nd Edition", "3rd ed.", "2016" that is no day of an update
_BOOK_YEAR = re.compile(r"(?<! [/-] ) \b (?P<year> (?: 19 | 20 ) \d\d ) \b (?! [/-] )", _FLAGS)
_BOOK_EDITION = re.compile(r"\b (?P<number> \d (?: st | nd | rd | th ) ) \s+ ed (?: ition | \. )", _FLAGS)


class _Cited(NamedTuple):
    """A citation, with its span in the statement."""

    source: str
    topic: str | None
    edition: str | None
    start: int
    end: int


def read_guidelines(statement: Section, by: By) -> Iterator[Citation]:
    """Yield what a statement cites, each source, topic and edition once, in printed order."""
    for one in _cited(statement.line):
        tier = sources()[one.source].tier
        yield Citation(one.source, one.topic, one.edition, tier, by, *statement.span(one.start, one.end))


@kept(_STATEMENTS_KEPT)
def _cited(statement: str) -> tuple[_Cited, ...]:
    label = _OUTSIDE.search(statement)
    words = Words(statement)
    mentions = source_terms().find(words.lower)
    # The first word outside of the MTUS
    outside = words.number_at(label.end()) if label else len(words.lower)
    cited = list(_inside_mtus(words, mentions, outside))
    cited += _outside_mtus(words, mentions, outside, has_topics=bool(cited))
    if any(one.source == _STUDY for one in cited):
        cited = list(_without_authors(statement, cited))
    once = {one[:3]: one for one in reversed(cited)}
    return tuple(sorted(once.values(), key=lambda one: one.start))


def _without_authors(statement: str, cited: list[_Cited]) -> Iterator[_Cited]:
    """Leave out studies beside another source: "et al" is part of what that one says."""
    partings = [parting.end() for parting in _PARTING.finditer(statement)]
    named = {bisect_left(partings, one.start) for one in cited if one.source != _STUDY}
    return (one for one in cited if one.source != _STUDY or bisect_left(partings, one.start) not in named)


def _inside_mtus(words: Words, mentions: list[Found[str]], outside: int) -> Iterator[_Cited]:
    behind = None
    topics = set()
    firsts = [mention.first for mention in mentions]
    for found in topic_terms("MTUS").find(words.lower, 0, outside):
        begin, end = words.span(found.first, found.last)
        edition = _edition(words.text, words.lower[found.last - 1], end)
        if edition is None and (found.value in topics or _SECTIONS.search(words.text, behind or 0, begin)):
            # The topic's other name, "Low Back Complaints Chapter (ACOEM ..., Chapter 12)", or a section of the topic
            # before it, called like another topic.
            continue
        nearest = bisect_left(firsts, found.first)
        if nearest and mentions[nearest - 1].value not in _OF_MTUS and not _SECTIONS.search(words.text, 0, begin):
            # "the ODG, Neck and Upper Back Chapter, which is not part of the MTUS"
            continue
        behind = end
        topics.add(found.value)
        yield _Cited("MTUS", found.value, edition, begin, end)
    if behind is None and (named := _INSIDE.search(words.text)):
        yield _Cited("MTUS", None, None, named.end() - len("MTUS"), named.end())


def _outside_mtus(words: Words, mentions: list[Found[str]], outside: int, *, has_topics: bool) -> Iterator[_Cited]:
    """Yield citations of other sources, each with the topics named from it to the next source.

    Behind the label that leaves the MTUS a topic may also stand before its source: "Neck and Upper Back, ODG Preface".
    """
    mentions = [
        found
        for found in mentions
        # "MTUS ACOEM Chapter 12 Low Back Complaints": the MTUS took over what ACOEM had issued.
        if found.value != "MTUS" and not (found.value == "ACOEM" and has_topics and found.first < outside)
    ]
    nexts = [*(mention.first for mention in mentions[1:]), len(words.lower)]
    for number, (mention, until) in enumerate(zip(mentions, nexts, strict=False)):
        source = mention.value
        topics = list(_topics(words, source, mention.last, until))
        if number == 0 and outside < mention.first:
            topics = [*_topics(words, source, outside, mention.first), *topics]
        # "Official Disability Guidelines (ODG), Low Back": one source under two names.
        if not topics and number + 1 < len(mentions) and mentions[number + 1].value == source:
            continue
        edition = None if source == _STUDY else _book_edition(words, mention, topics, until)
        for named in topics or [mention]:
            yield _Cited(source, named.value if topics else None, edition, *words.span(named.first, named.last))


def _topics(words: Words, source: str, first: int, last: int) -> Iterator[Found[str]]:
    """Yield the topics of a source named in a stretch of words: the first, and those that clearly go with it."""
    for number, found in enumerate(topic_terms(source).find(words.lower, first, last)):
        before = words.between(found.first, found.first) if found.first else ""
        behind = words.lower[found.last] if found.last < last else ""
        is_joined = ";" in before or "," in before or "/" in before or words.lower[found.first - 1] in ("and", "&")
        is_clear = behind in _NAMED_SO or found.last - found.first > 1
        if number == 0 or behind in _CHAPTERS or (is_joined and is_clear):
            yield found


def _edition(text: str, last_word: str, end: int) -> str | None:
    """Return the year printed behind a topic, or as the last word of its name."""
    if _YEAR.fullmatch(last_word):
        return last_word
    edition = _EDITION.match(text, end)
    return edition[str(edition.lastgroup)] if edition else None


def _book_edition(words: Words, mention: Found[str], topics: list[Found[str]], until: int) -> str | None:
    """Return the edition printed between a source and its topic, or where it has none up to the next source."""
    has_topic = topics and topics[0].first >= mention.last
    stop = words.start(topics[0].first) if has_topic else words.end(until - 1)
    text = words.text[words.end(mention.last - 1) : stop]
    if year := _BOOK_YEAR.search(text):
        return year["year"]
    edition = _BOOK_EDITION.search(text)
    return f"{edition['number'].lower()} edition" if edition else None
