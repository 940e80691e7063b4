"""Files to text: which files hold letters, and what each letter says."""

from corpus.readers.file import find_letters, read_letter, read_letters
from corpus.readers.folder import Listing, is_listed, list_files
from corpus.readers.found import Found, Other, Read, Unread, file_of, holders
from corpus.readers.letter import UnreadLetter
from corpus.readers.lines import UnreadLine

__all__ = [
    "Found",
    "Listing",
    "Other",
    "Read",
    "Unread",
    "UnreadLetter",
    "UnreadLine",
    "file_of",
    "find_letters",
    "holders",
    "is_listed",
    "list_files",
    "read_letter",
    "read_letters",
]
