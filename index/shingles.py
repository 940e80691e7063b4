"""Signatures of rationales, by which near-twins are known without reading what they say.

A *shingle* is five words in a row, unstemmed and in lower case. Rationales are near-twins if both have half or more of
the shingles that either has. Each shingle is hashed once, and with the decision, so that rationales of different
decisions share none.

A *sketch* is small enough that those of a thousand issues are read at once: hashes fall into 128 bins, and of each
bin the smallest leaves four bits (one-permutation MinHash), so that rationales share about as many bins as they share
shingles. It tells which rationales may be near-twins; whether they are is told by all of their hashes.
"""

import math
import struct
from collections.abc import Sequence
from functools import lru_cache
from itertools import repeat
from zlib import crc32

import msgspec
from rapidfuzz import process
from rapidfuzz.distance import Hamming

from corpus.determination import Decision
from index.analysis import lower, word_pattern

_SEEDS: dict[Decision | None, int] = {None: 1, "upheld": 2, "overturned": 3}
_BINS, _BIN_SHIFT = 128, 25
# Turns bins to a binary number that has a 1 for each that holds nothing
_NOTHING_AS_1 = str.maketrans("0123456789abcdef", "1000000000000000")
# What a bin holds: nothing where no hash falls into it, else 1 to 15. Of the smallest hashes the low bits differ most.
_NOTHING, _VALUES = "0", 15
_DIGITS = b"0123456789abcdef" * 16
# Of fewer bytes of each hash, some pairs just below the half would pass for near-twins.
_HASH_BYTES = 3
# How many bins near-twins share at the least, by how many are filled: half, and what the others share by chance, less
# two standard deviations. Rationales that share a third of their shingles are common, and comparing all of them would
# take most of the time.
_HALF = 1 / 2 + 1 / 2 / _VALUES
_FEWEST = tuple(max(1, round(filled * _HALF - math.sqrt(filled))) for filled in range(_BINS + 1))
# For `bytes.translate`
_ASCII_WORDS = "".join(one.lower() if one.isascii() and one.isalnum() else " " for one in map(chr, range(256))).encode()


class Signature(msgspec.Struct, frozen=True, gc=False, array_like=True):
    """A rationale's sketch, two bins a byte, and the hashes of its shingles, three bytes each, none twice.

    A rationale of fewer than five words has the signature of none, which resembles nothing.
    """

    sketch: bytes = bytes(_BINS // 2)
    hashes: bytes = b""


def sign(rationale: str, decision: Decision | None) -> Signature:
    """Return the signature of an issue's rationale."""
    words = _words(rationale)
    shingles = map(b" ".join, zip(words, words[1:], words[2:], words[3:], words[4:], strict=False))
    hashes = sorted(set(map(crc32, shingles, repeat(_SEEDS[decision]))), reverse=True)
    bins = bytearray(_BINS)
    for one in hashes:
        bins[one >> _BIN_SHIFT] = one % _VALUES + 1
    kept = bytearray(struct.pack(f"<{len(hashes)}I", *hashes))
    del kept[_HASH_BYTES::4]
    return Signature(bytes.fromhex(bins.translate(_DIGITS).decode()), bytes(kept))


def _words(text: str) -> list[bytes]:
    """Return the words of a text as `index.analysis` has them: of ASCII alone in a quarter of the time."""
    if text.isascii():
        return text.encode().translate(_ASCII_WORDS).split()
    return lower(" ".join(word_pattern(text).findall(text))).encode().split()


def bins_of(sketch: bytes) -> str:
    """Return a sketch's bins, a hexadecimal digit each."""
    return sketch.hex()


def may_be_near(bins: str, others: Sequence[str | None]) -> list[int]:
    """Return which of the others may be of near-twins of the rationale that has these bins: their numbers, in order."""
    if bins.count(_NOTHING) == _BINS:
        return []
    most = _BINS - _FEWEST[_BINS]
    alike = process.extract(bins, others, scorer=Hamming.distance, score_cutoff=most, limit=None)
    return sorted(number for other, differing, number in alike if _share_enough(bins, other, int(differing)))


def _share_enough(these: str, those: str, differing: int) -> bool:
    """Tell whether bins have enough in common, apart from those that hold nothing."""
    filled = _BINS - (_empty(these) & _empty(those)).bit_count()
    return filled - differing >= _FEWEST[filled]


# A page compares the same thousand hits with one leader after another.
@lru_cache(maxsize=4_096)
def _empty(bins: str) -> int:
    """Return which bins hold nothing, a bit each."""
    return int(bins.translate(_NOTHING_AS_1), 2)


def hashed(hashes: bytes) -> frozenset[int]:
    """Return the hashes of a signature as numbers."""
    numbers = bytearray(len(hashes) // _HASH_BYTES * 4)
    for place in range(_HASH_BYTES):
        numbers[place::4] = hashes[place::_HASH_BYTES]
    return frozenset(memoryview(numbers).cast("I"))


def near_twins(these: frozenset[int], those: frozenset[int]) -> bool:
    """Tell whether two rationales share half or more of their shingles, by their hashes."""
    least = (len(these) + len(those)) / 3
    return 0 < least <= min(len(these), len(those)) and len(these & those) >= least
