"""What a text says of its own case: its sentences without those that stand in any letter.

Guidelines are quoted at length, and verdicts are the same everywhere: neither makes two disputes alike.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from corpus.derive.prose import is_guideline
from corpus.derive.section import sentences_of
from corpus.determination import Determination, Issue, Passage
from corpus.kept import kept
from corpus.patterns import VERDICT
from index.analysis import FUNCTION_WORDS, Token, lower, stem, tokenize, word_pattern

# A quotation, which is of a guideline if it is that long; what goes on longer is read sentence by sentence.
_QUOTED = re.compile(r'["“] [^"“”]{80,4000} ["”]', re.VERBOSE)
_SHORTEST = 3
# Words of any letter's form, which tell of no case
_OF_THE_FORM = FUNCTION_WORDS | frozenset(
    "according additionally administrator also applicant approve approved authorization authorize authorized case "
    "certified certify claim claimant claims date dated denial denied describe described describes documentation "
    "documented documents due employee evaluation exam examination female finding findings guideline guidelines "
    "however individual industrial injured injury inquiry male man may medical medically necessary necessity non "
    "note noted notes notice old ongoing patient patients physician provided provider receive received recent "
    "record recorded records report reported reports request requested requesting requests review reviewed "
    "reviewer service services show showed shown shows stated states submitted support supported sustained "
    "therefore treating treatment treatments under utilization visit visits whether which who woman worker year "
    "years".split()
)
# "The Request for Authorization listed ...": what was asked for besides is no part of the case.
_LISTS_REQUESTS = re.compile(
    r"\b (?: request (?: s | ed )? \s+ for \s+ authorization | RFA ) \b", re.VERBOSE | re.IGNORECASE
)
_SENTENCES_KEPT = 50_000


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of a field, and the stems of its telling words: words with letters that say something alone."""

    field: str
    text: str
    stems: frozenset[str]

    def tokens(self, stems: frozenset[str]) -> list[Token]:
        """Return those of its telling words that have one of these stems."""
        return [token for token in tokenize(self.text) if token.stem in stems and _tells(token.word)]


def of_issue(letter: Determination, issue: Issue) -> tuple[Sentence, ...]:
    """Return the sentences that tell of an issue's case: the reviewer's reasons, then the summary."""
    passages = (("rationale", issue.rationale), ("summary", letter.summary))
    return tuple(sentence for field, passage in passages if passage for sentence in telling(field, passage))


def telling(field: str, passage: Passage) -> list[Sentence]:
    """Return the sentences of a passage of a field that tell of a case."""
    line = _QUOTED.sub(" ", passage.text) if '"' in passage.text or "“" in passage.text else passage.text
    texts = [text for _, sentence in sentences_of(line) if (text := sentence.strip())]
    return [Sentence(field, text, stems) for text in texts if (stems := _telling_stems(text))]


def stems_of(sentences: Iterable[Sentence]) -> frozenset[str]:
    """Return the stems of the telling words of sentences."""
    return frozenset().union(*(sentence.stems for sentence in sentences))


@kept(_SENTENCES_KEPT)
def _telling_stems(sentence: str) -> frozenset[str]:
    """Return the stems of a sentence's telling words.

    None of one that tells what guidelines say, gives the verdict, or lists requests.
    """
    if is_guideline(sentence) or _LISTS_REQUESTS.search(sentence):
        return frozenset()
    if "necessary" in sentence and VERDICT.search(sentence):
        return frozenset()
    lowered = lower(sentence)
    return frozenset(map(stem, filter(_tells, word_pattern(lowered).findall(lowered))))


def _tells(word: str) -> bool:
    return len(word) >= _SHORTEST and word not in _OF_THE_FORM and not word.isdigit()
