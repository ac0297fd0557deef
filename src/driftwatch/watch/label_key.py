"""A label as part of a reading's key."""

import hashlib
import re
from typing import Final

_WORDS: Final = re.compile(r"[A-Za-z0-9]+([_ ][A-Za-z0-9]+)*")
_MARKED: Final = re.compile(r"(^|_)x[0-9a-f]{8}$")
_LONGEST: Final = 64  # characters


def label_key(label: str) -> str:
    """Letters A to Z, digits and underscores, as every query language takes them without quotes.

    Words that are joined by single underscores stay; a blank becomes two. Any other label keeps what it has of such
    words and ends in _x and the first eight digits of its SHA-256, so that two labels never share a key, nor one label
    has two on two machines.
    """
    if _WORDS.fullmatch(label) and not _MARKED.search(label) and len(label) <= _LONGEST:
        return label.replace(" ", "__")
    words = "_".join(re.findall(r"[A-Za-z0-9]+", label))[:_LONGEST].rstrip("_")
    digest = hashlib.sha256(label.encode(errors="surrogatepass")).hexdigest()[:8]
    return f"{words}_x{digest}" if words else f"x{digest}"
