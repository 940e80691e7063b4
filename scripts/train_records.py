"""Make the dictionary by which the records of letters are packed, from composed letters.

    python scripts/train_records.py

Count `index.store.FORMAT` up with it: records can be read only with the dictionary that packed them.
"""

from pathlib import Path

import msgspec
import zstandard

from corpus.clean import clean
from corpus.composer import compose
from corpus.determination import SourceText
from corpus.parse import parse

_LETTERS = 3_000
_SEED = 7
# Of twice the size it packs real letters no better.
_BYTES = 65_536


def main() -> None:
    encode = msgspec.msgpack.Encoder().encode
    records = [encode(parse(SourceText("", "", clean(letter.text)))) for letter in compose(_LETTERS, _SEED)]
    dictionary = zstandard.train_dictionary(_BYTES, records).as_bytes()
    Path(__file__).parents[1].joinpath("index", "records.zdict").write_bytes(dictionary)


if __name__ == "__main__":
    main()
