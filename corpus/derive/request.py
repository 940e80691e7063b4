"""What a text that is no letter asks for: a denial by utilization review, a physician's request, a vignette.

Such texts have no sections. What is in dispute is what they say is requested or denied. If they say it of nothing,
it is the one treatment that they name, if they name no other.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, islice, zip_longest

from msgspec.structs import replace

from corpus.derive.about import first_mentions, placed_treatment
from corpus.derive.body_parts import read_body_parts
from corpus.derive.guidelines import read_guidelines
from corpus.derive.prose import is_guideline, read_story
from corpus.derive.section import Section
from corpus.derive.treatment import Treatment
from corpus.determination import About, BodyPart, Citation, Decision, Issue, Passage
from corpus.repair import Repairer
from corpus.vocabulary.guidelines import source_terms, sources
from corpus.vocabulary.procedures import procedures
from corpus.vocabulary.words import Words

_FLAGS = re.VERBOSE | re.IGNORECASE
# Nobody asks for so many things, or in so many characters; what stands behind is not read.
_MOST_PHRASES, _LONGEST_PHRASE = 200, 400
_EDGES = " \t\n,;.:-–—()[]\"'“”’"

# A line ends a paragraph if it ends a sentence, or the next is blank, a label ("Diagnosis: ...") or an item of a list.
_PARAGRAPH_END = re.compile(
    r"""\n (?= [^\S\n]* (?: \n | [-*•] \s | \d{1,2} [.)] \s | [A-Za-z][A-Za-z /()]{0,40} : ) )
      | (?<= [.:;!?] ) [^\S\n]* \n | \f""",
    re.VERBOSE,
)
# The label of a line that says what is in dispute, such as the one above a list of requested services, or "RFA"
_LABEL = re.compile(
    r"""\A [\s\d.)*•-]{0,8}
        (?: re | rfa | denied | denial | modified | non -? \s? certified
          | (?: your \s+ )? request (?: ed | \s+ for \s+ authorization )?
          | (?: (?: disputed | requested | proposed | denied ) \s+ )?
            (?: treatments? | services? | items? | procedures? | medications? ) (?: /services? | \(s\) )?
            (?: \s+ (?: requested | in \s+ dispute | at \s+ issue | denied ) )? ) \s* :""",
    _FLAGS,
)
# The mark of an item of a list
_ITEM = re.compile(r"(?: [-*•] | \d{1,2} [.)] ) \s", re.VERBOSE)
# "requests X", "the request for X", "authorization of X", "unable to approve X", but not "X was requested"
_BEFORE = re.compile(
    r"""\b (?: (?<! \b is \s ) (?<! \b are \s ) (?<! \b was \s ) (?<! \b were \s ) (?<! \b been \s )
               request (?: s | ed | ing )?
               (?: \s+ (?: (?: is | was ) \s+ )? (?: for | of ) )?
               (?: \s+ authorization (?: \s+ (?: for | of ) )? )?
             | requested \s+ for
             | (?: authorization | approval | certification | denial | payment | coverage ) \s+ (?: for | of )
             | authorize | approve | certify | (?: asks? | asking | applied ) \s+ for | seeks? | seeking | wants
             | would \s+ like
             | (?: refused | declined | denied | denies ) (?= \s+ (?: the | an? | his | her | my | our | coverage ) \b )
           ) \b""",
    _FLAGS,
)
# "X was requested", "X is not certified"
_BEHIND = re.compile(
    r"""\b (?: is | are | was | were | been | be | being ) \s+
        (?: (?: not | being | hereby | therefore | also | now ) \s+ ){0,2}
        (?: requested | sought | denied | refused | declined | modified | certified | approved | authorized
          | (?: non | un ) -? \s? (?: certified | authorized | approved )
          | in \s+ dispute | at \s+ issue | medically \s+ (?: un )? necessary ) \b
      | \b non -? \s? certified \b""",
    _FLAGS,
)
# What parts the treatments of a list; a cream of several ingredients is one treatment.
_LISTED = re.compile(
    r"\s* (?: [,;] | \b (?: and | plus | then | along \s+ with ) \b | & ) (?! [^()]{0,80} \) ) \s*", _FLAGS
)
_COMPOUND = "topical compound"
# "et al" may stand anywhere.
_STUDY = "study"
# What is ordered is in dispute where nothing is said to be requested.
_ORDERED = re.compile(
    r"""\b (?: orders? | ordered | ordering | prescribes | prescribing | prescription \s+ (?: for | of )
             | refills? (?: \s+ of )? | recommends | recommending | plans? (?: \s+ (?: for | is ) )? | proposes | needs
           ) \b :?""",
    _FLAGS,
)
# Where the name of a treatment ends
_PHRASE_END = re.compile(
    r"""[;:?!] | [.] (?: \s | \Z ) | \s [-–—] \s
      | \b (?: because | since | so \s+ that | due \s+ to | which | who | but | as \s+ (?: he | she | the | there )
             | therefore | has | have | had | is | are | was | were | will | would | did | does | could | can ) \b""",
    _FLAGS,
)
# A drug is for the patient, and an operation names its part.
_FOR_A_PART = ("Diagnostic Testing > Imaging", "Diagnostic Testing > EMG", "Rehabilitation", "Injection", "DMEPOS")
_CLAUSE = re.compile(r"[^,;.:!?]+")
# What a clause with such words names is over, in use, or denied: "completed twelve visits of therapy", "takes Motrin"
_NOT_ASKED = re.compile(
    r"""\b (?: completed | underwent | undergone | had | has | have | failed | fail | tried | trial | previous (?:ly)?
             | prior | past | after | following | status \s+ post | s/p | despite | takes | taking | took | on | given
             | gave | received | without | no | not | improved | helped | showed | shows | revealed | earlier | did
             | (?: days? | weeks? | months? ) \s+ of ) \b""",
    _FLAGS,
)
# What makes of a text a denial
_DENIED = re.compile(
    r"""\b (?: denied (?= [.,;:] | \s+ (?: as | because | since | for ) \b ) | denial
             | (?: is | are | was | were | been | hereby ) \s+ (?: denied | refused | declined )
             | (?: not | un ) -? \s? (?: certified | approved | authorized ) \b | not \s+ medically \s+ necessary
             | non -? \s? certif
             | (?: cannot | can't | can \s+ not | unable \s+ to ) \s+ (?: certify | authorize | approve ) \b )""",
    _FLAGS,
)


@dataclass(frozen=True, slots=True)
class Request:
    """What a text asks for: an issue a treatment, without decision and rationale; one without any where none is named.

    `story` are the passages that tell of the case. Spans point into the text.
    """

    issues: tuple[Issue, ...]
    story: tuple[Passage, ...]


@dataclass(frozen=True, slots=True)
class _Asked:
    """A phrase that names a treatment."""

    phrase: Passage
    treatment: Treatment

    @property
    def is_general(self) -> bool:
        """Whether it names no more than a kind of treatment."""
        procedure = self.treatment.procedure
        return procedure is not None and procedures()[procedure.name].rank < 0

    @property
    def names(self) -> frozenset[str]:
        procedure = self.treatment.procedure
        return frozenset((*(drug.name for drug in self.treatment.drugs), *((procedure.name,) if procedure else ())))


def read_request(text: str) -> Request:
    """Read what a text asks for; `text` is clean (`corpus.clean`)."""
    repairer = Repairer(text)
    sections = [Section(repairer, paragraph) for paragraph in _paragraphs(text, repairer)]
    # A denial gives the reasons of those who refuse, all else the facts that speak for the request.
    decision: Decision = "upheld" if _DENIED.search(text) else "overturned"
    told = [read_story(section, decision) for section in sections]
    diagnoses = first_mentions(one for each in told for one in each.diagnoses)
    reasons = first_mentions(one for each in told for one in each.reasons)
    guidelines = _first_citations(cited for section in sections for cited in _cited(section, repairer))

    def issue(k: int, phrase: Passage | None, treatment: Treatment) -> Issue:
        about = About(
            category=treatment.category,
            procedure=treatment.procedure,
            drugs=treatment.drugs,
            body_parts=treatment.body_parts or _only_part(treatment, sections),
            diagnoses=diagnoses,
            guidelines=guidelines,
            reasons=reasons,
        )
        return Issue(k, phrase, None, None, None, None, None, about)

    asked = _asked(sections, repairer)
    issues = tuple(issue(k, one.phrase, one.treatment) for k, one in enumerate(asked, start=1))
    return Request(issues or (issue(1, None, Treatment()),), tuple(section.passage for section in sections))


def _paragraphs(text: str, repairer: Repairer) -> Iterator[Passage]:
    start = 0
    for end in [*(match.end() for match in _PARAGRAPH_END.finditer(text)), len(text)]:
        if paragraph := repairer.passage(start, end):
            yield paragraph
        start = end


def _asked(sections: Sequence[Section], repairer: Repairer) -> list[_Asked]:
    """Return the treatments asked for, each once: requests and denials go before orders, those before mere names."""
    requested = chain(islice(_listed(sections, repairer), _MOST_PHRASES), _read(sections, _requested, repairer))
    if found := _once(requested) or _once(_read(sections, _ordered, repairer)):
        # "Surgery is denied" names nothing besides the operation that is.
        return [one for one in found if not one.is_general] or found
    named = _once(_read(sections, _mentioned, repairer))
    # Of several none is known to be the one in dispute.
    return named if len(named) == 1 else []


def _read(
    sections: Sequence[Section], phrases: Callable[[str], Iterator[tuple[int, int]]], repairer: Repairer
) -> Iterator[_Asked]:
    for section, first, last in islice(_phrases(sections, phrases), _MOST_PHRASES):
        if last > first and (phrase := repairer.passage(*section.span(first, min(last, first + _LONGEST_PHRASE)))):
            yield from _parted(phrase, repairer)


def _phrases(
    sections: Sequence[Section], phrases: Callable[[str], Iterator[tuple[int, int]]]
) -> Iterator[tuple[Section, int, int]]:
    """Yield the phrases of all sentences that speak of this case, with their spans in their sections' lines."""
    for section in sections:
        for begin, sentence in section.sentences:
            if not is_guideline(sentence):
                yield from ((section, begin + first, begin + last) for first, last in phrases(sentence))


def _listed(sections: Sequence[Section], repairer: Repairer) -> Iterator[_Asked]:
    """Yield what stands below a label that has its line for itself: the items of a list, or else one line."""
    below = items = False
    for section in sections:
        label = _LABEL.match(section.line)
        item = _ITEM.match(section.line)
        if (below and (item or not items)) and not label:
            first = item.end() if item else 0
            first, last = _stripped(section.line, first, min(len(section.line), first + _LONGEST_PHRASE))
            if last > first and (named := repairer.passage(*section.span(first, last))):
                yield from _parted(named, repairer)
            below = items = item is not None
        else:
            below, items = label is not None and label.end() == len(section.line), False


def _parted(phrase: Passage, repairer: Repairer) -> Iterator[_Asked]:
    """Yield what a phrase asks for: the parts of a list, if they name several treatments, else the whole."""
    whole = _Asked(phrase, placed_treatment(phrase, repairer))
    if whole.treatment.category is None:
        return
    if any(drug.drug_class == _COMPOUND for drug in whole.treatment.drugs):
        yield whole
        return
    begin = phrase.start
    marks = list(_LISTED.finditer(repairer.printed(phrase)))
    for mark, following in zip_longest(marks, marks[1:]):
        end, behind = phrase.start + mark.start(), phrase.start + mark.end()
        part = repairer.passage(behind, phrase.start + following.start() if following else phrase.end)
        before = repairer.passage(begin, end)
        if not part or not before:
            continue
        # What names no other treatment tells of the one before it: "physical therapy, 12 visits, lumbar spine".
        said = _Asked(before, placed_treatment(before, repairer))
        other = _Asked(part, placed_treatment(part, repairer)).names
        if said.names and other and not said.names & other:
            yield said
            begin = behind
    if begin == phrase.start:
        yield whole
    elif rest := repairer.passage(begin, phrase.end):
        yield _Asked(rest, placed_treatment(rest, repairer))


def _once(asked: Iterable[_Asked]) -> list[_Asked]:
    """Return what names a treatment that none before names."""
    kept: list[_Asked] = []
    for one in asked:
        if not any(one.names & other.names for other in kept):
            kept.append(one)
    return kept


def _requested(sentence: str) -> Iterator[tuple[int, int]]:
    """Yield the spans of what a sentence says is requested or denied."""
    label = _LABEL.match(sentence)
    if label:
        yield _stripped(sentence, label.end(), len(sentence))
    for cue in _BEFORE.finditer(sentence):
        yield _phrase(sentence, cue.end())
    if behind := _BEHIND.search(sentence):
        yield _stripped(sentence, 0, behind.start())


def _ordered(sentence: str) -> Iterator[tuple[int, int]]:
    for cue in _ORDERED.finditer(sentence):
        yield _phrase(sentence, cue.end())


def _mentioned(sentence: str) -> Iterator[tuple[int, int]]:
    """Yield the clauses that tell of nothing past."""
    for clause in _CLAUSE.finditer(sentence):
        if not _NOT_ASKED.search(clause[0]):
            yield _stripped(sentence, *clause.span())


def _phrase(sentence: str, start: int) -> tuple[int, int]:
    end = _PHRASE_END.search(sentence, start)
    return _stripped(sentence, start, end.start() if end else len(sentence))


def _stripped(sentence: str, start: int, end: int) -> tuple[int, int]:
    """Return a span without the punctuation at its edges."""
    phrase = sentence[start:end]
    start += len(phrase) - len(phrase.lstrip(_EDGES))
    return start, max(start, end - (len(phrase) - len(phrase.rstrip(_EDGES))))


def _only_part(treatment: Treatment, sections: Sequence[Section]) -> tuple[BodyPart, ...]:
    """Return the part of the body that a text is about, if it names one and no other, and the treatment is for one."""
    if treatment.category and not treatment.category.name.startswith(_FOR_A_PART):
        return ()
    parts: dict[str, BodyPart] = {}
    for section in sections:
        for begin, sentence in section.sentences:
            for part in read_body_parts(Words(sentence)):
                start, end = section.span(begin + part.start, begin + part.end)
                parts.setdefault(part.part, replace(part, start=start, end=end))
    return tuple(parts.values()) if len(parts) == 1 else ()


def _cited(section: Section, repairer: Repairer) -> Iterator[Citation]:
    """Yield the guidelines that a paragraph cites: what looks like a topic is one only beside its issuer."""
    for begin, sentence in section.sentences:
        words = Words(sentence)
        named = source_terms().find(words.lower)
        statement = repairer.passage(*section.span(begin, begin + len(sentence))) if named else None
        cited = list(read_guidelines(Section(repairer, statement), "administrator")) if statement else []
        yield from cited
        for one in {found.value: found for found in reversed(named)}.values():
            if not any(citation.source == one.value for citation in cited) and one.value != _STUDY:
                first, last = words.span(one.first, one.last)
                tier = sources()[one.value].tier
                yield Citation(one.value, None, None, tier, "administrator", *section.span(begin + first, begin + last))


def _first_citations(cited: Iterable[Citation]) -> tuple[Citation, ...]:
    """Return each source, topic and edition once, where it is first cited."""
    once: dict[tuple[str, str | None, str | None], Citation] = {}
    for one in cited:
        once.setdefault((one.source, one.topic, one.edition), one)
    return tuple(once.values())
