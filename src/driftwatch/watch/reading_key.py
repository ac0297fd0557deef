"""What one key of the readings means."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ReadingKey:
    """One key of the readings. unit: "" for a plain number or a text. What cannot be known yet is absent, not 0."""

    name: str
    unit: str
    meaning: str
