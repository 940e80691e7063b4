"""Files to text: which files hold letters, and what each letter says."""

from corpus.readers.file import read_letter, read_letters
from corpus.readers.folder import Listing, list_files
from corpus.readers.found import Found, Other, file_of, holders

__all__ = ["Found", "Listing", "Other", "file_of", "holders", "list_files", "read_letter", "read_letters"]
