"""Docs, code and benchmarks speak plain field English: a list of words that are not used, and what to say instead."""

import re
from functools import cache
from pathlib import Path

import pytest

from tests.docs.pages import ROOT

INSTEAD = {
    r"\bbeside\b": "besides, next to, alongside, or what it is compared with",
    r"\bmend(s|ed|ing)?\b": "fix",
    r"\banew\b": "again",
    r"\bin vain\b": "missed, without success",
    r"\bso many\b": "at least, at most, this many",
    r"\bso long\b(?! as)": "at least, this long",
    r"\b(speaks?|spoke) for\b": "vote for, support, select",
    r"\b(lay|lays|laid) down\b": "write",
    r"\bstands\b(?! for)": "is active, is",
    r"\bstood\b": "was active, was",
    r"\btold\b(?! apart)": "logged, reported, set",
    r"\btells\b": "says, shows, reports, distinguishes",
    r"\b(to|not|cannot) be had\b": "available, fetched",
    r"\bvery bytes\b": "identical bytes, the same bytes",
    r"\bsane\b": "good",
}
"""Patterns of words, in any case. `told apart` is what replay's verdict is called."""

FOLDERS = ("src", "docs", "benchmarks", "examples", "tooling")
PAGES = ("README.md", "CONTRIBUTING.md", "SECURITY.md", "CHANGELOG.md")


@cache
def texts() -> dict[Path, str]:
    """Every file that people read, with what it says."""
    found = [ROOT / page for page in PAGES]
    for folder in FOLDERS:
        found += [path for path in sorted((ROOT / folder).rglob("*")) if path.suffix in (".py", ".md")]
    return {path: path.read_text(encoding="utf-8") for path in found}


@pytest.mark.parametrize("pattern", INSTEAD)
def test_no_text_uses_the_word(pattern: str) -> None:
    wanted = re.compile(pattern, re.IGNORECASE)
    found = [
        f"{path.relative_to(ROOT)}:{number}: {line.strip()}"
        for path, text in texts().items()
        if wanted.search(text)
        for number, line in enumerate(text.splitlines(), 1)
        if wanted.search(line)
    ]
    assert not found, f"say {INSTEAD[pattern]}:\n" + "\n".join(found)


def test_the_patterns_find_what_they_are_for() -> None:
    example = "It is told anew beside a sane alarm that stands, and stood in vain; it tells so many very bytes to mend"
    assert sum(bool(re.search(pattern, example)) for pattern in INSTEAD) >= 10
    assert not re.search(r"\bstands\b(?! for)", "`...` stands for a name")
