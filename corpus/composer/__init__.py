"""Fictional determination letters, composed with the values a parser must find in them."""

from corpus.composer.assemble import compose, compose_texts
from corpus.composer.letter import BodyPart, ComposedIssue, ComposedLetter, Drug, Guideline
from corpus.composer.write import write_folder, write_jsonl

__all__ = [
    "BodyPart",
    "ComposedIssue",
    "ComposedLetter",
    "Drug",
    "Guideline",
    "compose",
    "compose_texts",
    "write_folder",
    "write_jsonl",
]
