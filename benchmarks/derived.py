"""How well what an issue is about is read from it: precision and recall per field, each miss listed.

    python benchmarks/derived.py [--letters ../shared/letters]

The judge is `tests/cases/derived.jsonl`: values written down by reading real letters, apart from the parser. A value
that both have is right, one that only the parser has counts against its precision, one that only the reader has against
its recall. Values are compared whole: a body part with its side and levels, a guideline with its edition and who cited
it.
"""

import argparse
import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from corpus.as_json import as_json
from corpus.determination import Determination
from corpus.parse import parse
from corpus.readers import list_files, read_letter

LABELS = Path(__file__).parents[1] / "tests" / "cases" / "derived.jsonl"
# The aim for each field: precision and recall.
AIMS = {
    "category": (0.95, 0.90),
    "procedure": (0.95, 0.90),
    "drugs": (0.95, 0.90),
    "doses and quantities": (0.95, 0.90),
    "body parts": (0.95, 0.90),
    "guidelines": (0.95, 0.90),
    "diagnoses": (0.90, 0.85),
    "reasons": (0.85, 0.80),
    "modifications": (0.95, 0.90),
    "dependence": (0.95, 0.90),
}
Values = Mapping[str, frozenset[Any]]


@dataclass
class Score:
    """How many values of a field are right, and the misses as (issue, value) pairs."""

    right: int = 0
    extra: list[tuple[str, Any]] = field(default_factory=list)
    missing: list[tuple[str, Any]] = field(default_factory=list)

    @property
    def precision(self) -> float:
        return self.right / max(1, self.right + len(self.extra))

    @property
    def recall(self) -> float:
        return self.right / max(1, self.right + len(self.missing))


def labels() -> dict[str, Values]:
    """Return the values written down for each issue, by its id."""
    rows = map(json.loads, LABELS.read_text().splitlines())
    return {f"{row['letter']}#{row['k']}": _labelled(row) for row in rows}


def score(letters: Iterable[Determination], wanted: Mapping[str, Values]) -> dict[str, Score]:
    """Compare letters with the values written down, field by field."""
    scores = {name: Score() for name in AIMS}
    for letter in letters:
        for issue in as_json(letter)["issues"]:
            issue_id = f"{letter.letter}#{issue['k']}"
            found = _parsed(issue)
            for name, values in wanted.get(issue_id, {}).items():
                scores[name].right += len(found[name] & values)
                scores[name].extra += [(issue_id, value) for value in found[name] - values]
                scores[name].missing += [(issue_id, value) for value in values - found[name]]
    return scores


def _labelled(row: Mapping[str, Any]) -> Values:
    change = row["modification_sha256"]
    return _common(row) | {
        "category": _one(row["category"]),
        "modifications": frozenset([tuple(change)]) if change else frozenset(),
    }


def _parsed(issue: Mapping[str, Any]) -> Values:
    category = " > ".join(filter(None, (issue["category"], issue["subcategory"])))
    change = tuple(_hashed(issue[name]) for name in ("requested", "authorized", "remaining"))
    return _common(issue) | {
        "category": _one(category or None),
        "modifications": frozenset([change]) if any(change) else frozenset(),
    }


def _common(row: Mapping[str, Any]) -> dict[str, frozenset[Any]]:
    return {
        "procedure": _one(row["procedure"]),
        "drugs": frozenset((drug["name"], drug["class"]) for drug in row["drugs"]),
        "doses and quantities": frozenset(
            (drug["name"], drug["dose"], drug["quantity"], drug["unit"]) for drug in row["drugs"]
        ),
        "body parts": frozenset(row["body_parts"]),
        "guidelines": frozenset(tuple(cited.values()) for cited in row["guidelines"]),
        "diagnoses": frozenset(row["diagnoses"]),
        "reasons": frozenset(row["reasons"]),
        "dependence": _one(row["depends_on"]),
    }


def _one(value: Any) -> frozenset[Any]:
    return frozenset() if value is None else frozenset([value])


def _hashed(phrase: str | None) -> str | None:
    return hashlib.sha256(phrase.encode()).hexdigest()[:16] if phrase else None


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    arguments.add_argument("--letters", type=Path, default=Path(__file__).parents[2] / "shared" / "letters")
    folder = arguments.parse_args().letters
    if not folder.is_dir():
        arguments.error(f"{folder} has no letters; name the folder of the real ones with --letters")
    letters = (parse(read_letter(path)) for path in list_files(folder).files)
    scores = score(letters, labels())
    for name, one in scores.items():
        print(f"\n{name}")
        for label, misses in (("extra", one.extra), ("missing", one.missing)):
            for issue_id, value in misses:
                print(f"  {label:<8}{issue_id:<24}{value}")
    print(f"\n{'field':<24}{'values':>8}{'precision':>11}{'recall':>9}   aim")
    for name, one in scores.items():
        aim = "{:.2f}/{:.2f}".format(*AIMS[name])
        values = one.right + len(one.missing)
        print(f"{name:<24}{values:>8}{one.precision:>11.3f}{one.recall:>9.3f}   {aim}")


if __name__ == "__main__":
    main()
