"""What a text that is no letter asks for: a denial by utilization review, a physician's request, a vignette.

Such texts have no sections. What is in dispute is what they say is requested or denied. If they say it of nothing,
it is the one treatment that they name, if they name no other.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from msgspec.structs import replace

from corpus.derive.about import first_mentions, placed_treatment
from corpus.derive.body_parts import read_body_parts
from corpus.derive.guidelines import read_guidelines
from corpus.derive.prose import is_guideline, read_story
from corpus.derive.section import Section
from corpus.derive.treatment import Treatment
from corpus.determination import About, BodyPart, Citation, Decision, Issue, Passage
from corpus.repair import Repairer
from corpus.vocabulary.guidelines import source_terms
from corpus.vocabulary.words import Words

_FLAGS = re.VERBOSE | re.IGNORECASE
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
# "requests X", "the request for X", "authorization of X", "unable to approve X", but not "X was requested"
_BEFORE = re.compile(
    r"""\b (?: (?<! \b is \s ) (?<! \b are \s ) (?<! \b was \s ) (?<! \b were \s ) (?<! \b been \s )
               request (?: s | ed | ing )? (?: \s+ (?: for | of ) )? (?: \s+ authorization (?: \s+ (?: for | of ) )? )?
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
    guidelines = tuple(cited for section in sections for cited in _cited(section, repairer))

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
    for phrases in (_requested, _ordered):
        if found := _once(_read(sections, phrases, repairer)):
            return found
    named = _once(_read(sections, _mentioned, repairer))
    # Of several none is known to be the one in dispute.
    return named if len(named) == 1 else []


def _read(
    sections: Sequence[Section], phrases: Callable[[str], Iterator[tuple[int, int]]], repairer: Repairer
) -> Iterator[_Asked]:
    for section in sections:
        for begin, sentence in section.sentences:
            if is_guideline(sentence):
                continue
            for first, last in phrases(sentence):
                if last > first and (phrase := repairer.passage(*section.span(begin + first, begin + last))):
                    yield from _parted(phrase, repairer)


def _parted(phrase: Passage, repairer: Repairer) -> Iterator[_Asked]:
    """Yield what a phrase asks for: the parts of a list, if they name several treatments, else the whole."""
    whole = _Asked(phrase, placed_treatment(phrase, repairer))
    if whole.treatment.category is None:
        return
    ends = [*(mark.span() for mark in _LISTED.finditer(repairer.printed(phrase))), (phrase.end - phrase.start,) * 2]
    begin, parts = 0, []
    for end, next_begin in ends:
        if part := repairer.passage(phrase.start + begin, phrase.start + end):
            parts.append(_Asked(part, placed_treatment(part, repairer)))
        begin = next_begin
    named = _once(part for part in parts if part.treatment.category and part.names)
    is_mixture = any(drug.drug_class == _COMPOUND for drug in whole.treatment.drugs)
    yield from named if len(named) > 1 and not is_mixture else [whole]


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
        yield _phrase(sentence, label.end())
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
        if source_terms().find(Words(sentence).lower):
            statement = repairer.passage(*section.span(begin, begin + len(sentence)))
            if statement:
                yield from read_guidelines(Section(repairer, statement), "administrator")
