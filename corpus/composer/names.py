"""Invented names of physicians, clinics, employers and towns, numbers of records, and words drawn from lists.

A few names are common and most are rare, as in life: the rank of a name is drawn evenly on a logarithmic scale, so that
the name of rank k is about 1/k as common as the first (Zipf's law).
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Final

from corpus.composer.phrases import Sentence, compile_sentences, load, pick

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from corpus.composer.phrases import Draw

# The syllables of a name; their products give four million names. Only the rarer ones have a prefix: a vowel begins it,
# which begins no onset, so that no two names are alike.
ONSETS: Final = "B Br C D Dr F G Gr H J K Kl L M N P Pr R S St T Tr V W Y Z".split()
VOWELS: Final = "a e i o u ei".split()
MIDDLES: Final = "b d g k l ll m n nd r rl rm s st t th v x z zk".split()
ENDINGS: Final = (
    "ack ad an ard ath eck el ell enko er ett iak ick ill in ing ish itz ock old om or ott ova ow ul um und ur usk yan"
).split()
PREFIXES: Final = (
    "Aba Ade Afi Aga Aka Ali Ama Ana Apo Ara Ata Avi Aza Eba Edo Ela Eli Emo Ena Era Eso Eta Eva Iba Ida Ila Ima Ina "
    "Ira Iso Oba Odo Ola Oma Ono Ora Oso Ota Una Ura"
).split()
SHORT: Final = len(ONSETS) * len(VOWELS) * len(MIDDLES) * len(ENDINGS)
NAMES: Final = SHORT * (len(PREFIXES) + 1)
RECORD_LETTERS: Final = "ABCDEFGHJKLMNPQRSTUVWXYZ"
SCATTER: Final = 611_953  # prime and no divisor of SHORT, so that neighbours in rank look nothing alike


def surname(draw: Draw) -> str:
    """An invented surname."""
    return name_of_rank(int(NAMES ** draw()))


def name_of_rank(rank: int) -> str:
    """The invented surname of a rank below `NAMES`; no two ranks have the same."""
    prefix, rest = divmod(rank, SHORT)
    rest, onset = divmod(rest * SCATTER % SHORT, len(ONSETS))
    rest, vowel = divmod(rest, len(VOWELS))
    ending, middle = divmod(rest, len(MIDDLES))
    name = ONSETS[onset] + VOWELS[vowel] + MIDDLES[middle] + ENDINGS[ending]
    return PREFIXES[prefix - 1] + name.lower() if prefix else name


@cache
def _kinds(name: str) -> tuple[str, ...]:
    return tuple(load("names")[name])


def doctor(draw: Draw) -> str:
    """A physician."""
    return f"Dr. {surname(draw)}"


def clinic(draw: Draw) -> str:
    """A clinic."""
    return f"{surname(draw)} {pick(_kinds('clinics'), draw)}"


def employer(draw: Draw) -> str:
    """An employer."""
    return f"{surname(draw)} {pick(_kinds('employers'), draw)}"


def town(draw: Draw) -> str:
    """A town."""
    return f"{surname(draw)}{pick(_kinds('towns'), draw)}"


def record(draw: Draw) -> str:
    """The number of a record, which begins with a 9 as all numbers of fiction here."""
    return f"9{pick(RECORD_LETTERS, draw)}-{int(draw() * 1e6):06}"


KINDS: Final[dict[str, Callable[[Draw], str]]] = {
    "doctor": doctor,
    "doctor2": doctor,
    "clinic": clinic,
    "employer": employer,
    "town": town,
    "record": record,
    "surname": surname,
    "surname2": surname,
}


@cache
def words(name: str) -> tuple[Sentence, ...]:
    """The list `name` of words.toml."""
    return compile_sentences(load("words")[name])


@cache
def _wordings(name: str) -> tuple[str, ...]:
    return tuple(wording for one in words(name) for wording in one.phrase)


class Inventing(dict[str, str]):
    """Slots of a phrase, and besides them those of `KINDS` and of words.toml, drawn anew each time they are asked for.

    The slot "word2" is another one than the last "word" of the same list.
    """

    def __init__(self, slots: Mapping[str, str], draw: Draw) -> None:
        super().__init__(slots)
        self.draw = draw
        self.said: dict[str, str] = {}

    def __missing__(self, slot: str) -> str:
        if slot in KINDS:
            return KINDS[slot](self.draw)
        name = slot.rstrip("2")
        wordings = _wordings(name)
        at = int(self.draw() * len(wordings))
        word = wordings[at]
        if slot != name and word == self.said.get(name):
            word = wordings[at - 1]
        self.said[name] = word
        return word % self
