"""What letters tell by the way: passages on many topics, each drawn seldom, so that letters are rich in rare words."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any, Final

from corpus.composer.names import Inventing
from corpus.composer.phrases import Phrase, capital, compile_all, load

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

    Empty where the topic has none for this patient. `slots` are what they and the sentences of the summary may name.
    """

    def __init__(self, tags: frozenset[str], slots: Mapping[str, str], draw: Draw) -> None:
        super().__init__()
        self.tags = tags & _keys()
        self.slots = Inventing(slots, draw)

    def __missing__(self, topic: str) -> str:
        pool = _pool("patient", topic, self.tags)
        self[topic] = _passage(pool, self.slots) if pool else ""
        return self[topic]


def remark(topic: str, tags: frozenset[str], slots: Inventing) -> str:
    """What a reviewer says of the records, of studies or of medicine, where the patient has these tags."""
    return _passage(_pool("reviewer", topic, tags & _keys()), slots)


def _passage(pool: tuple[Phrase, ...], slots: Inventing) -> str:
    """One wording of one of several phrases."""
    phrase = pool[int(slots.draw() * len(pool))]
    return capital(phrase[int(slots.draw() * len(phrase))] % slots)


@cache
def free_topics(families: frozenset[str]) -> tuple[str, ...]:
    """The topics of a patient that can be told where treatments of these families are in dispute."""
    unsaid = {topic for family in families for topic in DELICATE.get(family, ())}
    return tuple(topic for topic in load("asides")["patient"] if topic not in unsaid)


@cache
def _keys() -> frozenset[str]:
    """The tags that passages are kept under."""
    told: dict[str, dict[str, dict[str, Any]]] = load("asides")
    return frozenset(key for topics in told.values() for passages in topics.values() for key in passages)


@cache
def _pool(teller: str, topic: str, tags: frozenset[str]) -> tuple[Phrase, ...]:
    keys = load("asides")[teller][topic]
    return tuple(phrase for key in keys if key == ALWAYS or key in tags for phrase in _kept(teller, topic, key))


@cache
def _kept(teller: str, topic: str, key: str) -> tuple[Phrase, ...]:
    return compile_all(load("asides")[teller][topic][key])
