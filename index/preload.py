"""Importing this loads what a reading process needs: the processes forked from one that has done so begin at once."""

from typing import Final

from corpus.determination import SourceText
from index.reading import read_text

# Whatever a letter's parts are read with is loaded with the first letter that has them.
_EVERY_PART: Final = """\
CLINICAL CASE SUMMARY
A 50 year old woman has low back pain and lumbar radiculopathy.

IMR ISSUES, DECISIONS AND RATIONALES

1. Norco 10/325mg #60 is not medically necessary.
Claims Administrator guideline: Decision based on MTUS Chronic Pain Medical Treatment Guidelines.
MAXIMUS guideline: Decision based on MTUS Chronic Pain Medical Treatment Guidelines.
Decision rationale: The patient has no functional improvement. Therefore, Norco is not medically necessary.
"""

read_text(SourceText("", "", _EVERY_PART))
