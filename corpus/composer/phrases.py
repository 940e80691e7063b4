"""Phrase data: loading the TOML files, compiling phrases once, expanding them fast.

A phrase is a string with slots and alternations, which nest: "[Examination|The exam] of the {part} showed
[no deficit|{finding}[| bilaterally]]". Compiled, it is the tuple of all its wordings, each a format for `%`: to
expand it is one draw and one formatting, which makes a corpus of millions affordable.
"""

from __future__ import annotations

import re
import tomllib
from functools import cache
from importlib.resources import files
from itertools import product
from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

T = TypeVar("T")
Draw: TypeAlias = "Callable[[], float]"
"""A source of numbers in [0, 1): `random.Random(...).random`."""

Phrase: TypeAlias = tuple[str, ...]

_TOKEN = re.compile(r"[\[\]|]|[^\[\]|]+")
_SLOT = re.compile(r"\{(\w+)\}")
_MARKS = re.compile(r"(?: [#@][A-Za-z][^#@]*)+$")
_FORMAT_SLOT = re.compile(r"%\((\w+)\)s")


class Sentence(NamedTuple):
    """A phrase, and what it states of this patient: reasons (keys of [reasons]) and names of diagnoses."""

    phrase: Phrase
    reasons: tuple[str, ...]
    diagnoses: tuple[str, ...]


class PhraseError(ValueError):
    """A phrase in a data file is malformed; the message quotes it."""


@cache
def load(name: str) -> dict[str, Any]:
    """The data file `name`.toml of this package."""
    return tomllib.loads(files(__package__).joinpath(f"{name}.toml").read_text("utf-8"))


def compile_phrase(text: str) -> Phrase:
    """All wordings of a phrase; raises PhraseError where its brackets do not match."""
    tokens = _TOKEN.findall(_SLOT.sub(r"%(\1)s", text.replace("%", "%%")))
    wordings, rest = _options(tokens, 0)
    if rest != len(tokens) + 1:
        msg = f"a bracket is closed that was not opened in phrase {text!r}"
        raise PhraseError(msg)
    return tuple(" ".join(wording.split()) for wording in wordings)


def compile_all(texts: Sequence[str]) -> tuple[Phrase, ...]:
    """Compile each of several phrases."""
    return tuple(map(compile_phrase, texts))


def compile_sentence(text: str) -> Sentence:
    """The Sentence in "phrase #reason @diagnosis", with any number of either."""
    marks = _MARKS.search(text)
    stated = re.findall("([#@])([^#@]+)", marks[0]) if marks else []
    return Sentence(
        compile_phrase(text[: marks.start()] if marks else text),
        tuple(name.strip() for mark, name in stated if mark == "#"),
        tuple(name.strip() for mark, name in stated if mark == "@"),
    )


def compile_sentences(texts: Sequence[str]) -> tuple[Sentence, ...]:
    """Compile each of several sentences."""
    return tuple(map(compile_sentence, texts))


def slots_of(phrase: Phrase) -> set[str]:
    """The names of all slots in a phrase."""
    return {name for wording in phrase for name in _FORMAT_SLOT.findall(wording)}


def expand(phrase: Phrase, values: Mapping[str, str], draw: Draw) -> str:
    """One wording of the phrase with its slots filled; raises KeyError for a slot without a value."""
    return phrase[int(draw() * len(phrase))] % values


def pick(choices: Sequence[T], draw: Draw) -> T:
    """One of the choices, each equally likely."""
    return choices[int(draw() * len(choices))]


def some(things: tuple[T, ...], count: int, draw: Draw) -> tuple[T, ...]:
    """`count` of the things, in their order from one on."""
    start = int(draw() * len(things)) if count < len(things) else 0
    return (things[start:] + things[:start])[:count]


def chance(draw: Draw, share: float) -> bool:
    """Whether something happens that happens in `share` of the cases."""
    return draw() < share


def capital(text: str) -> str:
    """The text with its first letter raised and the others left alone."""
    return text[:1].upper() + text[1:]


def flowing(sentences: Iterable[str]) -> str:
    """Sentences in one line with single spaces, empty ones and empty slots leaving no gap."""
    text = " ".join(sentences)
    while "  " in text:
        text = text.replace("  ", " ")
    return text.strip()


def listed(things: Sequence[str]) -> str:
    """One or more things joined as in a sentence: "a, b and c"; with semicolons where a thing holds a comma itself."""
    *others, last = things
    if not others:
        return last
    if len(others) > 1 and "," in "".join(things):
        return f"{'; '.join(others)}; and {last}"
    return f"{', '.join(others)} and {last}"


def _options(tokens: list[str], at: int) -> tuple[list[str], int]:
    """The wordings of the alternation that begins at token `at`, and the index after its closing bracket."""
    wordings: list[str] = []
    sequence: list[list[str]] = []
    while at < len(tokens) and tokens[at] != "]":
        if tokens[at] == "[":
            inner, at = _options(tokens, at + 1)
            if at > len(tokens):
                msg = f"a bracket is not closed in phrase {''.join(tokens)!r}"
                raise PhraseError(msg)
            sequence.append(inner)
            continue
        if tokens[at] == "|":
            wordings += map("".join, product(*sequence))
            sequence = []
        else:
            sequence.append([tokens[at]])
        at += 1
    return wordings + ["".join(parts) for parts in product(*sequence)], at + 1
