"""Letters to compact records and back.

A record is the letter's values as arrays (msgpack, without the names of fields), packed with a dictionary of what
letters say again and again: one is shorter so by two thirds, and each can still be read by itself. The dictionary is
made from composed letters by `scripts/train_records.py`. Records can be read only with the one that packed them, so
another one is another format (`index.store.FORMAT`).
"""

from importlib.resources import files

import msgspec
import zstandard

from corpus.determination import Determination

_LEVEL = 3

_encode = msgspec.msgpack.Encoder().encode
_decode = msgspec.msgpack.Decoder(Determination).decode
_dictionary = zstandard.ZstdCompressionDict(files("index").joinpath("records.zdict").read_bytes())
_dictionary.precompute_compress(_LEVEL)


def write_record(letter: Determination) -> bytes:
    """Return a letter's record."""
    # Made anew each time: threads must not share one.
    return zstandard.ZstdCompressor(dict_data=_dictionary).compress(_encode(letter))


def read_record(record: bytes) -> Determination:
    """Return the letter that a record holds.

    Raises:
        ValueError: the record is damaged.
    """
    try:
        return _decode(zstandard.ZstdDecompressor(dict_data=_dictionary).decompress(record))
    except (zstandard.ZstdError, msgspec.MsgspecError) as error:
        raise ValueError(f"a letter's record is damaged: {error}") from error
