"""Find a letter's headings, which part it into sections."""

import re
from dataclasses import dataclass

from corpus import patterns
from corpus.patterns import HEADING_WORDINGS, Section
from corpus.wording import heading_likeness

_LINE = re.compile(r"\S[^\n\f]*")
# More characters than this are prose: the longest heading has 50.
_LONGEST_HEADING = 60

# Sections that every layout has, that tell what was decided (each layout has one of them), and that D and E lack.
_ALWAYS: frozenset[Section] = frozenset({"reviewer", "summary"})
_DECIDED: frozenset[Section] = frozenset({"issues", "dispute"})
_EARLY: frozenset[Section] = frozenset({"documents"})
_LAYOUTS = {section: tuple(wordings.values()) for section, wordings in HEADING_WORDINGS.items()}


@dataclass(frozen=True, slots=True)
class Heading:
    """Span of a heading, and the layouts that print it."""

    start: int
    end: int
    layouts: str


class Headings:
    """The headings of one letter, each by the section it stands above."""

    def __init__(self, body: str, found: dict[Section, Heading]) -> None:
        self._body = body
        self._found = found
        first = min((heading.start for heading in found.values()), default=len(body))
        self.preamble = body[:first]
        """The text above the first heading: header block and cover page."""

    def __getitem__(self, section: Section) -> Heading | None:
        """Return the heading of a section, None if the letter has none."""
        return self._found.get(section)

    @property
    def layouts(self) -> list[str]:
        """The layouts that print each of the headings found."""
        return [heading.layouts for heading in self._found.values()]

    def last(self, *sections: Section) -> Heading | None:
        """Return which of the sections' headings stands last."""
        found = [self._found[section] for section in sections if section in self._found]
        return max(found, key=lambda heading: heading.start, default=None)

    def end_of(self, section: Section) -> int:
        """Return where a section ends: at the next heading, or with the letter."""
        start = self._found[section].start
        return min((other.start for other in self._found.values() if other.start > start), default=len(self._body))

    def text(self, section: Section) -> str:
        """Return a section's text."""
        return self._body[self._found[section].end : self.end_of(section)]


def find_headings(body: str) -> Headings:
    """Find each section's first heading; where one is missing, also a line that is one but for a few characters."""
    found: dict[Section, Heading] = {}
    for section, pattern in patterns.HEADINGS.items():
        match = pattern.search(body)
        if match:
            layouts = _LAYOUTS[section][(match.lastindex or 1) - 1]
            found[section] = Heading(match.start(), match.end(), layouts)
    missing = _missing(found)
    if missing:
        end = found["issues"].start if "issues" in found else len(body)
        found |= _find_damaged(body, end, missing)
    issues = found.get("issues")
    if issues:
        # Below it stand the issues, whatever a title or a rationale is worded like, and layout A's credentials.
        found = {
            section: heading for section, heading in found.items()
            if heading.start <= issues.start or (section == "reviewer" and "A" in heading.layouts)
        }  # fmt: skip
    return Headings(body, found)


def _missing(found: dict[Section, Heading]) -> frozenset[Section]:
    wanted = _ALWAYS if found.keys() & _DECIDED else _ALWAYS | _DECIDED
    if any(not set(heading.layouts) & set("DE") for heading in found.values()):
        wanted |= _EARLY
    return wanted - found.keys()


def _find_damaged(body: str, end: int, missing: frozenset[Section]) -> dict[Section, Heading]:
    """Find the first line above `end` that is like a heading of each missing section."""
    found: dict[Section, Heading] = {}
    for line in _LINE.finditer(body, 0, end):
        printed = line[0].rstrip()
        if len(printed) > _LONGEST_HEADING:
            continue
        for section in missing - found.keys():
            likeness, layouts = max(
                (heading_likeness(printed, wording), layouts) for wording, layouts in HEADING_WORDINGS[section].items()
            )
            if likeness:
                found[section] = Heading(line.start(), line.start() + len(printed), layouts)
    return found
