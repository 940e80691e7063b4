"""The schema of a tantivy index: which columns the fields of the table have, and how their words are told apart."""

from collections.abc import Iterable, Mapping
from typing import Final

import tantivy

from index.fields import BY_NAME, FACETS, FIELDS, Field, Kind, Value

_ANALYZER, _WORDS, _WHOLE = "letters", "words", "whole"
# Each value of each facet as one term, and one where there is none: broad queries are counted by their postings.
COUNTED: Final = "counted"
SKETCH_COLUMNS: Final = tuple(f"sketch_{number}" for number in range(8))


def make_schema() -> tantivy.Schema:
    """Return the schema: the fields of the table, and what else a document has."""
    builder = tantivy.SchemaBuilder()
    builder.add_text_field("id", stored=True, tokenizer_name="raw", index_option="basic")
    builder.add_text_field("letter", tokenizer_name="raw", index_option="basic")
    builder.add_text_field("lead", tokenizer_name="raw", index_option="basic")
    builder.add_text_field("digest", tokenizer_name="raw", index_option="basic")
    builder.add_text_field(COUNTED, tokenizer_name="raw", index_option="basic")
    for name in ("record", "hashes"):
        builder.add_bytes_field(name, stored=True)
    for name in ("newest", "oldest", "lot", "letter_number", *SKETCH_COLUMNS):
        builder.add_integer_field(name, fast=True)
    for field in FIELDS:
        if field.kind in (Kind.TEXT, Kind.KEYWORD):
            builder.add_text_field(field.name, tokenizer_name=_ANALYZER)
            builder.add_text_field(words_of(field.name), tokenizer_name=_WORDS, index_option="basic")
        if field.kind is Kind.KEYWORD:
            builder.add_text_field(whole_of(field.name), fast=True, tokenizer_name=_WHOLE, index_option="basic")
        elif field.kind in (Kind.NUMBER, Kind.DATE):
            builder.add_integer_field(field.name, indexed=True, fast=True)
    return builder.build()


def register(index: tantivy.Index) -> tantivy.Index:
    """Return an index that knows how the schema's words are told apart; each that is opened has to be told anew."""
    words = tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.simple()).filter(tantivy.Filter.lowercase())
    index.register_tokenizer(_WORDS, words.build())
    stems = tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.simple()).filter(tantivy.Filter.lowercase())
    index.register_tokenizer(_ANALYZER, stems.filter(tantivy.Filter.stemmer("english")).build())
    # Filters compare in lower case; the column beside them keeps a value as it is printed.
    raw = tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.raw())
    index.register_tokenizer(_WHOLE, raw.filter(tantivy.Filter.lowercase()).build())
    index.register_fast_field_tokenizer(_WHOLE, tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.raw()).build())
    return index


def words_of(field: str) -> str:
    """Return the field that holds a field's words unstemmed."""
    return f"{field}_word"


def whole_of(field: str) -> str:
    """Return the column that holds a keyword field's values whole."""
    return f"{field}_value"


def column_of(field: str) -> str:
    """Return the fast column of a field."""
    return whole_of(field) if BY_NAME[field].kind is Kind.KEYWORD else field


def counted_terms(fields: Mapping[str, Iterable[Value]]) -> list[str]:
    """Return the terms by which a document with these values is counted."""
    return [counted_term(facet.name, value) for facet in FACETS for value in fields.get(facet.name) or ("",)]


def counted_term(field: str, value: Value = "") -> str:
    """Return the term of a facet's value, or of none."""
    return f"{field}:{value}"


def counted_value(term: str) -> tuple[str, Value | None]:
    """Return the facet and the value that a term stands for."""
    field, _, value = term.partition(":")
    if not value:
        return field, None
    return field, int(value) if BY_NAME[field].kind is Kind.NUMBER else value


def _columns(field: Field) -> tuple[str, ...]:
    match field.kind:
        case Kind.TEXT:
            return field.name, words_of(field.name)
        case Kind.KEYWORD:
            return field.name, words_of(field.name), whole_of(field.name)
        case Kind.NUMBER | Kind.DATE:
            return (field.name,)


# The fields of the schema that hold a field's values
COLUMNS: Final = {field.name: _columns(field) for field in FIELDS}
