"""The passage of an issue that makes it similar to a dispute, and the words in it that both share."""

import math
from collections.abc import Sequence

from corpus.derive.prose import reasons_in
from corpus.determination import Issue
from index.analysis import tokenize
from search.highlight import Snippet, cut_round
from search.passages import Sentence
from search.resemblance import Dispute, Rarity, question_of

_MOST_SNIPPETS = 2
# How much a sentence counts that answers a question of the dispute: as two words that a tenth of the issues have
_ANSWER = 5.0
# What the first passage must share at least, and what makes one of the rationale, or a second one, worth quoting
_LITTLE, _ENOUGH = 0.5, 1.5
# Words that more of the issues have than this mark nothing: rarity of two in three
_LEAST_RARE = 0.4


def shared_passages(ours: Dispute, issue: Issue, sentences: Sequence[Sentence], rarity: Rarity) -> tuple[Snippet, ...]:
    """Return the sentences that share most with a dispute, two at the most, in the order they stand.

    The first is chosen from the rationale, if anything there is shared. Where nothing is, it is the treatment.
    """
    questions = ours.questions
    heading = issue.treatment.text if issue.treatment else ""
    # The treatment heads the hit anyway: that a sentence names it makes no passage.
    named = frozenset(token.stem for token in tokenize(heading))
    shared = frozenset(stem for stem in ours.stems - named if rarity[stem] >= _LEAST_RARE)
    left = dict(enumerate(sentences))
    chosen: list[int] = []
    covered: frozenset[str] = frozenset()
    while left and len(chosen) < _MOST_SNIPPETS:
        gains = {number: _gain(one, shared - covered, questions, issue, rarity) for number, one in left.items()}
        reasons = [number for number in gains if sentences[number].field == "rationale" and gains[number] >= _ENOUGH]
        best = max(reasons if reasons and not chosen else gains, key=lambda number: (gains[number], -number))
        if gains[best] < (_ENOUGH if chosen else _LITTLE):
            break
        chosen.append(best)
        covered |= left.pop(best).stems
    if chosen:
        return tuple(_snippet(sentences[number], shared, questions, issue) for number in sorted(chosen))
    return (Snippet("treatment", heading, _marks(heading, ours.stems)),) if heading else ()


def _gain(sentence: Sentence, wanted: frozenset[str], questions: frozenset[str], issue: Issue, rarity: Rarity) -> float:
    """Return what a sentence adds: the rarity of the words it shares, and an answer to what is in question."""
    shared = math.fsum(rarity[stem] for stem in sentence.stems & wanted)
    return shared + _ANSWER * bool(_answers(sentence, questions, issue))


def _answers(sentence: Sentence, questions: frozenset[str], issue: Issue) -> list[tuple[int, int]]:
    """Return where a sentence of the rationale answers a question of the dispute."""
    if sentence.field != "rationale":
        return []
    given = reasons_in(sentence.text, issue.decision)
    return [(start, end) for name, start, end in given if question_of(name) in questions]


def _snippet(sentence: Sentence, shared: frozenset[str], questions: frozenset[str], issue: Issue) -> Snippet:
    answers = _answers(sentence, questions, issue)
    words = [(token.start, token.end) for token in sentence.tokens(shared)]
    return Snippet(sentence.field, *cut_round(sentence.text, _joined([*answers, *words])))


def _joined(spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return spans in order, those that overlap as one."""
    joined: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if joined and start < joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return joined


def _marks(text: str, shared: frozenset[str]) -> tuple[tuple[int, int], ...]:
    return tuple((token.start, token.end) for token in tokenize(text) if token.stem in shared)
