r"""CSV for spreadsheets: a row a hit, as RFC 4180 has it.

Spreadsheets run a cell that begins like a formula, and letters may be hostile. So a cell that begins with one of
`= + - @`, behind blanks, tabs or line ends too, gets an apostrophe in front, and so does one that has an apostrophe
there already: a cell without its first apostrophe is always what the letter says.

The file begins with a byte order mark: without it Excel takes UTF-8 for something else, and garbles the quotation marks
and dashes of what is quoted. Scripts read the file as `utf-8-sig`.
"""

import csv
from collections.abc import Callable, Iterable, Iterator, Mapping
from io import StringIO

from search.export.permalink import Site
from search.in_words import citations_in_words
from search.results import Hit, Listing

_BEGINS_FORMULA = tuple("=+-@")
_GUARD = "'"
_BYTE_ORDER_MARK = "\ufeff"


def _several(values: Iterable[object]) -> str:
    return "; ".join(map(str, values))


def _category(hit: Hit, depth: int) -> str:
    path = hit.about.category.name.split(" > ") if hit.about.category else []
    return path[depth] if depth < len(path) else ""


# Names are those of the JSON of a hit where the values are.
COLUMNS: Mapping[str, Callable[[Hit], str | int]] = {
    "id": lambda hit: hit.id,
    "letter": lambda hit: hit.letter,
    "k": lambda hit: hit.k,
    "case_number": lambda hit: hit.case_number or "",
    "treatment": lambda hit: hit.treatment or "",
    "decision": lambda hit: hit.decision or "",
    "decision_date": lambda hit: hit.decision_date.isoformat() if hit.decision_date else "",
    "specialties": lambda hit: _several(hit.specialties),
    "category": lambda hit: _category(hit, 0),
    "subcategory": lambda hit: _category(hit, 1),
    "procedure": lambda hit: hit.about.procedure.name if hit.about.procedure else "",
    "drugs": lambda hit: _several(drug.name for drug in hit.about.drugs),
    "drug_classes": lambda hit: _several(dict.fromkeys(drug.drug_class for drug in hit.about.drugs)),
    "diagnoses": lambda hit: _several(diagnosis.name for diagnosis in hit.about.diagnoses),
    "body_parts": lambda hit: _several(hit.about.body_parts),
    # As the field `cited` is filtered by
    "cited": lambda hit: _several(citations_in_words(hit.relied_on, " > ")),
    "reasons": lambda hit: _several(reason.name for reason in hit.about.reasons),
    "quoted_from": lambda hit: _several(snippet.field for snippet in hit.snippets),
    # No sentence has a line end of its own.
    "quoted": lambda hit: "\n".join(snippet.text for snippet in hit.snippets),
    "without": lambda hit: hit.without or "",
    "alike": lambda hit: len(hit.alike_ids),
    "alike_ids": lambda hit: _several(hit.alike_ids),
}
LINK = "permalink"


def write(listing: Listing, site: Site) -> Iterator[bytes]:
    """Yield the header, then a row a hit."""
    yield _line([_BYTE_ORDER_MARK + next(iter(COLUMNS)), *list(COLUMNS)[1:], LINK])
    for hit in listing.hits:
        yield _line([*(_guarded(value(hit)) for value in COLUMNS.values()), site.permalink(hit)])


def _guarded(cell: str | int) -> str | int:
    if isinstance(cell, str) and cell.lstrip().startswith((*_BEGINS_FORMULA, _GUARD)):
        return _GUARD + cell
    return cell


def _line(cells: Iterable[str | int]) -> bytes:
    line = StringIO(newline="")
    csv.writer(line).writerow(cells)
    return line.getvalue().encode(errors="backslashreplace")
