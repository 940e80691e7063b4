"""The guidelines that each side relied on, from its statement: source, topic, edition.

A statement names topics of the MTUS ("Decision based on MTUS Low Back Complaints 2004, Section(s): Special Studies, and
Chronic Pain Medical Treatment 2016"), then what stands outside of it ("Decision based on Non-MTUS Citation Official
Disability Guidelines (ODG), Low Back Chapter"). Sections inside a topic are no topics, though they may be called alike.
"""

import re
from bisect import bisect_left
from collections.abc import Iterator
from functools import lru_cache
from typing import Literal

from corpus.determination import Citation
from corpus.vocabulary.guidelines import source_terms, sources, topic_terms
from corpus.vocabulary.words import Found, Words

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
# What parts one citation from the next: its label, in layouts B and C "which is (not) part of the MTUS" behind it
_PARTING = re.compile(rf"{_OUTSIDE.pattern} | \b part \s+ of \s+ the \s+ MTUS \b", _FLAGS)
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


@lru_cache(_STATEMENTS_KEPT)
def read_guidelines(statement: str, by: By) -> tuple[Citation, ...]:
    """Return what a statement cites, each source, topic and edition once, in printed order; spans count in it."""
    words = Words(statement)
    label = _OUTSIDE.search(statement)
    outside = label.end() if label else len(statement)
    mentions = list(source_terms().find(words.folded))
    cited = list(_inside_mtus(words, mentions, outside, by))
    cited += _outside_mtus(words, mentions, outside, by, has_topics=bool(cited))
    partings = [parting.end() for parting in _PARTING.finditer(statement)]
    named = {bisect_left(partings, one.start) for one in cited if one.source != _STUDY}
    # "et al" beside another source is part of what that one says.
    cited = [one for one in cited if one.source != _STUDY or bisect_left(partings, one.start) not in named]
    once = {(one.source, one.topic, one.edition): one for one in reversed(cited)}
    return tuple(sorted(once.values(), key=lambda one: one.start))


def _inside_mtus(words: Words, mentions: list[Found[str]], outside: int, by: By) -> Iterator[Citation]:
    behind = None
    topics = set()
    firsts = [mention.first for mention in mentions]
    for found in topic_terms("MTUS").find(words.folded):
        begin, end = words.span(found.first, found.last)
        if begin >= outside:
            break
        edition = _edition(words.text, words.folded[found.last - 1], end)
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
        yield _citation("MTUS", found.value, edition, by, words, found)
    if behind is None and (named := _INSIDE.search(words.text, 0, outside)):
        yield Citation("MTUS", None, None, sources()["MTUS"].tier, by, named.end() - len("MTUS"), named.end())


def _outside_mtus(
    words: Words, mentions: list[Found[str]], outside: int, by: By, *, has_topics: bool
) -> Iterator[Citation]:
    """Yield citations of other sources, each with the topics named from it to the next source.

    Behind the label that leaves the MTUS a topic may also stand before its source: "Neck and Upper Back, ODG Preface".
    """
    left = bisect_left(words.spans, (outside,))
    mentions = [
        found
        for found in mentions
        # "MTUS ACOEM Chapter 12 Low Back Complaints": the MTUS took over what ACOEM had issued.
        if found.value != "MTUS" and not (found.value == "ACOEM" and has_topics and found.first < left)
    ]
    nexts = [*(mention.first for mention in mentions[1:]), len(words.folded)]
    for number, (mention, until) in enumerate(zip(mentions, nexts, strict=False)):
        source = mention.value
        topics = list(_topics(words, source, mention.last, until))
        if number == 0:
            topics = [*_topics(words, source, left, mention.first), *topics]
        # "Official Disability Guidelines (ODG), Low Back": one source under two names.
        if not topics and number + 1 < len(mentions) and mentions[number + 1].value == source:
            continue
        last = topics[0].first if topics and topics[0].first >= mention.last else until
        edition = (
            None
            if source == _STUDY
            else _book_edition(words.text[words.spans[mention.last - 1][1] : words.spans[last - 1][1]])
        )
        for topic in topics:
            yield _citation(source, topic.value, edition, by, words, topic)
        if not topics:
            yield _citation(source, None, edition, by, words, mention)


def _topics(words: Words, source: str, first: int, last: int) -> Iterator[Found[str]]:
    """Yield the topics of a source named in a stretch of words: the first, and those that clearly go with it."""
    for number, found in enumerate(topic_terms(source).find(words.folded, first, last)):
        before = words.between(found.first, found.first) if found.first else ""
        is_named_so = found.last < last and words.folded[found.last] in ("chapter", "section", "procedure")
        is_joined = ";" in before or "," in before or "/" in before or words.folded[found.first - 1] == "and"
        if number == 0 or is_named_so or (is_joined and found.last - found.first > 1):
            yield found


def _edition(text: str, last_word: str, end: int) -> str | None:
    """Return the year printed behind a topic, or as the last word of its name."""
    if _YEAR.fullmatch(last_word):
        return last_word
    edition = _EDITION.match(text, end)
    return edition[str(edition.lastgroup)] if edition else None


def _book_edition(text: str) -> str | None:
    if year := _BOOK_YEAR.search(text):
        return year["year"]
    edition = _BOOK_EDITION.search(text)
    return f"{edition['number'].lower()} edition" if edition else None


def _citation(source: str, topic: str | None, edition: str | None, by: By, words: Words, found: Found[str]) -> Citation:
    return Citation(source, topic, edition, sources()[source].tier, by, *words.span(found.first, found.last))
