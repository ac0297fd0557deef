"""Every format that label files may have, one line each."""

from typing import Final

from driftwatch.inference.labels.listing import Format
from driftwatch.inference.labels.pbtxt import PBTXT
from driftwatch.inference.labels.structured import JSON, PYTHON, YAML
from driftwatch.inference.labels.table import TABLE
from driftwatch.inference.labels.text import TEXT

FORMATS: Final[tuple[Format, ...]] = (JSON, YAML, TABLE, PBTXT, PYTHON, TEXT)


def format_of(suffix: str, text: str) -> Format:
    """By the suffix; for text and unknown ones by the content where that is certain, else text."""
    named = next((one for one in FORMATS if suffix.lower() in one.suffixes), TEXT)
    if named is not TEXT:
        return named
    return next((one for one in FORMATS if one.claims(text)), TEXT)
