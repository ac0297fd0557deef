"""Which country a time zone lies in: people who live by it rest on that country's holidays."""

import os
from functools import cache
from pathlib import Path
from typing import Final
from zoneinfo import TZPATH

_OWN: Final = Path("/etc/localtime")
_FOLDER: Final = "zoneinfo/"


def country_of(zone: str) -> str:
    """ISO 3166-1 code of the country of an IANA time zone, such as "DE" for "Europe/Berlin"; "" where none is known.

    zone: "" for the machine's own. Zones of no country, such as "UTC", and old names of zones have none.
    """
    return _countries().get(zone or _own_zone(), "")


def _own_zone() -> str:
    """As its name is found by the C library: out of TZ, or of the file that /etc/localtime points to."""
    named = os.environ.get("TZ", "").lstrip(":")
    return (named or str(_OWN.resolve())).rpartition(_FOLDER)[2]


@cache
def _countries() -> dict[str, str]:
    """Of each zone, as the time zone database of the system has it (zone.tab)."""
    for folder in TZPATH:
        try:
            lines = (Path(folder) / "zone.tab").read_text(encoding="utf-8").splitlines()
        except (OSError, ValueError):
            continue
        rows = (line.split("\t") for line in lines if line and not line.startswith("#"))
        return {row[2]: row[0] for row in rows if len(row) > 2}
    return {}
