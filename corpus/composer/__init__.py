"""Fictional determination letters, composed with the values a parser must find in them."""

from corpus.composer.assemble import compose
from corpus.composer.letter import ComposedIssue, ComposedLetter
from corpus.composer.write import write_folder, write_jsonl

__all__ = ["ComposedIssue", "ComposedLetter", "compose", "write_folder", "write_jsonl"]
