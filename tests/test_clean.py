import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.clean import clean, one_line


@pytest.mark.parametrize(
    ("raw", "cleaned"),
    [
        ("one\r\ntwo\rthree\u2028four\x0bfive", "one\ntwo\nthree\nfour\nfive"),
        ("page one\fpage two\tend", "page one\fpage two\tend"),
        ("\ufeffmark", "mark"),
        ("soft\u00adhyphen zero\u200bwidth", "softhyphen zerowidth"),
        ("up\u202edown", "updown"),
        ("nul\x00bell\x07", "nul bell "),
        ("\ufb01broma 10\u00a0mg \u00bd", "fibroma 10 mg 1\u20442"),
        ("\u0130stanbul I\u0307\u0307\u0301", "Istanbul \u00cd"),
        ("lone \ud800 surrogate", "lone \ufffd surrogate"),
    ],
)
def test_cleaned(raw: str, cleaned: str) -> None:
    assert clean(raw) == cleaned


@given(st.text(st.characters(), max_size=200))
def test_whatever_comes_in_what_goes_out_keeps_the_promise(raw: str) -> None:
    text = clean(raw)
    assert text == unicodedata.normalize("NFKC", text)
    assert not {character for character in text if ord(character) < 0x20} - set("\n\t\f")
    text.encode()
    assert len(text.lower()) == len(text)
    assert clean(text) == text


@given(st.text(st.sampled_from("ab \t\n\f\r\v\x1f\x85\xa0\u2003\u2028\u3000"), max_size=30))
def test_a_cleaned_text_on_one_line_is_its_words_joined(raw: str) -> None:
    text = clean(raw)
    assert one_line(text) == " ".join(text.split())
