"""What a text says of its own case: its sentences without those that stand in any letter.

Guidelines are quoted at length, and verdicts are the same everywhere: neither makes two disputes alike.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from corpus.derive.prose import is_guideline
from corpus.derive.section import sentences_of
from corpus.determination import Determination, Issue, Passage
from corpus.patterns import VERDICT
from index.analysis import FUNCTION_WORDS, Token, tokenize

# A quotation of a guideline, opened and closed; what goes on longer is read sentence by sentence.
_QUOTED = re.compile(r'["“] [^"“”]{80,4000} ["”]', re.VERBOSE)
_SHORTEST = 3


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of a field, and its telling words: those with letters in them that say something by themselves."""

    field: str
    text: str
    tokens: tuple[Token, ...]

    @property
    def stems(self) -> frozenset[str]:
        """The stems of its telling words."""
        return stems_of((self,))


def of_issue(letter: Determination, issue: Issue) -> list[Sentence]:
    """Return the sentences of an issue that tell of its case: the reviewer's reasons, then the summary."""
    passages = [("rationale", issue.rationale), ("summary", letter.summary)]
    return telling((field, passage) for field, passage in passages if passage)


def telling(passages: Iterable[tuple[str, Passage]]) -> list[Sentence]:
    """Return the sentences of passages that tell of a case; each passage comes with the field that it is of."""
    sentences = []
    for field, passage in passages:
        line = _QUOTED.sub(" ", passage.text)
        for _, printed in sentences_of(line):
            text = printed.strip()
            # A sentence that gives the verdict hardly says why.
            if text and not is_guideline(text) and not VERDICT.search(text):
                sentences.append(Sentence(field, text, tuple(filter(_tells, tokenize(text)))))
    return sentences


def stems_of(sentences: Iterable[Sentence]) -> frozenset[str]:
    """Return the stems of the telling words of sentences."""
    return frozenset(token.stem for sentence in sentences for token in sentence.tokens)


def _tells(token: Token) -> bool:
    return len(token.word) >= _SHORTEST and token.word not in FUNCTION_WORDS and not token.word.isdigit()
