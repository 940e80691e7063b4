"""Words are the same in Python as in the native engine, for any text."""

import pytest
import tantivy
from hypothesis import given, settings
from hypothesis import strategies as st

from index.analysis import lower, stem, tokenize

_LOWER = tantivy.Filter.lowercase()
WORDS = tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.simple()).filter(_LOWER).build()
STEMS = tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.simple()).filter(_LOWER).filter(tantivy.Filter.stemmer("english")).build()  # fmt: skip
WHOLE = tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.raw()).filter(_LOWER).build()

# Endings that the stemmer has rules for, and letters of several kinds.
ENDINGS = (
    "s es ies ied ss us sses eed eedly ed edly ing ingly tional enci anci abli entli izer ization ational ator alism "
    "aliti alli fulness ousli ousness iveness iviti biliti bli ogi fulli lessli li icate ative alize iciti ical ful ness "
    "al ance ence er ic able ible ant ement ment ent sion tion ism ate iti ous ive ize e l ll y ying"
).split()
LETTERS = st.text("aeiouybcdlnrstwxz019éñßσςΣİıⅣⓐा\u0301", max_size=8)
WORD_LIKE = st.tuples(LETTERS, st.sampled_from(["", *ENDINGS]), st.sampled_from(["", *ENDINGS])).map("".join)


@pytest.mark.parametrize("plane", range(17))
def test_every_character_is_split_and_lowered_alike(plane: int) -> None:
    for row in range(plane << 16, (plane + 1) << 16, 256):
        if 0xD800 <= row <= 0xDFFF:
            continue
        # Between letters, a character is part of their word or splits it.
        text = " ".join(f"a{chr(code)}b" for code in range(row, row + 256))
        assert [token.word for token in tokenize(text)] == WORDS.analyze(text)
        assert [lower(text)] == WHOLE.analyze(text)


@settings(max_examples=1000)
@given(st.text() | st.lists(WORD_LIKE).map(" ".join))
def test_texts_are_analyzed_alike(text: str) -> None:
    tokens = list(tokenize(text))
    assert [token.word for token in tokens] == WORDS.analyze(text)
    assert [token.stem for token in tokens] == STEMS.analyze(text)
    assert [lower(text)] == WHOLE.analyze(text)


@pytest.mark.parametrize(
    ("word", "stemmed"),
    [("ΟΔΟΣ", "οδοσ"), ("İ", "i̇"), ("ⓐb", "ⓐb"), ("हिंदी", "हिंदी"), ("dying", "die"), ("emergency", "emergenc")],
)
def test_a_word_has_a_stem(word: str, stemmed: str) -> None:
    (token,) = tokenize(f"({word})")
    assert token.stem == stem(token.word) == stemmed
