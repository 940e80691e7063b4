"""What letters tell by the way: passages on many topics, each drawn seldom, so that letters are rich in rare words."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any, Final

from corpus.composer.names import Inventing
from corpus.composer.phrases import Phrase, capital, compile_all, load, pick

if TYPE_CHECKING:
    from collections.abc import Mapping

    from corpus.composer.phrases import Draw

ALWAYS: Final = "any"
# Topics that are left out where the dispute is over such things, so that no decision contradicts them.
DELICATE: Final = {
    "Diagnostic Testing": ("laboratory",),
    "DMEPOS": ("function",),
    "Evaluation & Management": ("consulted", "habits"),
    "Home Health": ("function", "habits"),
    "Pharmaceuticals": ("tolerance", "laboratory"),
    "Programs": ("spirits", "function", "consulted"),
    "Psych Services": ("spirits", "consulted"),
    "Surgery": ("consulted",),
    "Transportation": ("function", "spirits"),
}


class Asides(dict[str, str]):
    """A patient's passages by topic, each drawn when first asked for, so that all parts of a letter tell the same.

    Empty where the topic has none for this patient.
    """

    def __init__(self, tags: frozenset[str], slots: Mapping[str, str], draw: Draw) -> None:
        super().__init__()
        self.tags = tags & _keys()
        self.slots = slots
        self.draw = draw

    def __missing__(self, topic: str) -> str:
        pool = _pool("patient", topic, self.tags)
        self[topic] = passage(pool, self.slots, self.draw) if pool else ""
        return self[topic]


def remark(topic: str, slots: Mapping[str, str], draw: Draw) -> str:
    """What a reviewer says of the records or of studies, whoever the patient is."""
    return passage(_pool("reviewer", topic, frozenset()), slots, draw)


def passage(pool: tuple[Phrase, ...], slots: Mapping[str, str], draw: Draw) -> str:
    """One wording of one of several phrases."""
    return capital(pick(pick(pool, draw), draw) % Inventing(slots, draw))


@cache
def free_topics(families: frozenset[str]) -> tuple[str, ...]:
    """The topics of a patient that can be told where treatments of these families are in dispute."""
    unsaid = {topic for family in families for topic in DELICATE.get(family, ())}
    return tuple(topic for topic in load("asides")["patient"] if topic not in unsaid)


@cache
def _keys() -> frozenset[str]:
    """The tags that passages are kept under."""
    told: dict[str, dict[str, Any]] = load("asides")["patient"]
    return frozenset().union(*told.values())


@cache
def _pool(teller: str, topic: str, tags: frozenset[str]) -> tuple[Phrase, ...]:
    kept = load("asides")[teller][topic]
    return compile_all([text for key, texts in kept.items() if key == ALWAYS or key in tags for text in texts])
