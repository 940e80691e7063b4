"""Files to text: which files are letters, and what each one says."""

from corpus.readers.folder import Listing, list_letters
from corpus.readers.letter import read_letter

__all__ = ["Listing", "list_letters", "read_letter"]
