"""Signatures of rationales, by which near-twins are known without reading what they say.

A *shingle* is five words in a row, unstemmed and in lower case. Rationales are near-twins if both have half or more of
the shingles that either has. Each shingle is hashed once, and with the decision, so that rationales of different
decisions share none.

A *sketch* is small enough that those of a thousand issues are read at once: hashes fall into 64 bins, and of each bin
the smallest leaves a byte (one-permutation MinHash), so that rationales share about as many bins as they share
shingles. It tells which rationales may be near-twins; whether they are is told by all of their hashes.
"""

import math
import struct
from collections.abc import Collection
from itertools import repeat
from zlib import crc32

import msgspec

from corpus.determination import Decision
from index.analysis import lower, word_pattern

_SEEDS: dict[Decision | None, int] = {None: 1, "upheld": 2, "overturned": 3}
_BINS, _BIN_SHIFT = 64, 26
# What a bin holds: nothing where no hash falls into it, else 1 to 255. Of the smallest hashes the low bits differ most.
_NOTHING, _VALUES = 0, 255
# Of fewer bytes of each hash, some pairs just below the half would pass for near-twins.
_HASH_BYTES = 3
_PAIRS = struct.Struct(f"<{_BINS // 2}H")
# How many bins near-twins share at the least, by how many are filled: half, less two standard deviations. Rationales
# that share a third of their shingles are common, and comparing all of them would take most of the time.
_FEWEST = tuple(max(1, round(filled / 2 - math.sqrt(filled))) for filled in range(_BINS + 1))
# For `bytes.translate`
_ASCII_WORDS = "".join(one.lower() if one.isascii() and one.isalnum() else " " for one in map(chr, range(256))).encode()


class Signature(msgspec.Struct, frozen=True, gc=False, array_like=True):
    """A rationale's sketch, a byte a bin, and the hashes of its shingles, three bytes each, none twice.

    A rationale of fewer than five words has the signature of none, which resembles nothing.
    """

    sketch: bytes = bytes(_BINS)
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
    return Signature(bytes(bins), bytes(kept))


def _words(text: str) -> list[bytes]:
    """Return the words of a text as `index.analysis` has them: of ASCII alone in a quarter of the time."""
    if text.isascii():
        return text.encode().translate(_ASCII_WORDS).split()
    return lower(" ".join(word_pattern(text).findall(text))).encode().split()


def pairs_of_bins(sketch: bytes) -> tuple[int, ...]:
    """Return a sketch's bins by two, as numbers; 0 where both hold nothing.

    Near-twins have one of them in common, but for one in 10,000 of those that share just half of their shingles: what
    has none need not be compared.
    """
    return _PAIRS.unpack(sketch)


def may_be_near(these: int, those: int) -> bool:
    """Tell whether two rationales may be near-twins, by their sketches as big-endian numbers."""
    alike = (these ^ those).to_bytes(_BINS).count(0)
    if alike < _FEWEST[_BINS]:
        return False
    empty = (these | those).to_bytes(_BINS).count(_NOTHING)
    return alike - empty >= _FEWEST[_BINS - empty]


def hashed(hashes: bytes) -> Collection[int]:
    """Return the hashes of a signature as numbers."""
    numbers = bytearray(len(hashes) // _HASH_BYTES * 4)
    for place in range(_HASH_BYTES):
        numbers[place::4] = hashes[place::_HASH_BYTES]
    return memoryview(numbers).cast("I")


def near_twins(these: frozenset[int], those: Collection[int]) -> bool:
    """Tell whether two rationales share half or more of their shingles, by their hashes."""
    shared = len(these.intersection(those))
    return shared > 0 and 2 * shared >= len(these) + len(those) - shared
