"""The written pages: what is in them, read the way a person reads them."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
README = ROOT / "README.md"
PAGES = (
    README,
    *(ROOT / f"{name}.md" for name in ("CHANGELOG", "CONTRIBUTING", "SECURITY")),
    *sorted((ROOT / "docs").rglob("*.md")),
    *sorted((ROOT / "benchmarks").rglob("*.md")),
)

_HEADING = re.compile(r"^#+ +(.+?) *$")
_FENCE = re.compile(r"^ *```(\w*)")
_LINK = re.compile(r"\]\(([^()\s]+)\)")


@dataclass(frozen=True, slots=True)
class Line:
    """headings: those that it is under, the nearest last. language: of the code block it is in, None for prose."""

    text: str
    headings: tuple[str, ...]
    language: str | None


@dataclass(frozen=True, slots=True)
class Block:
    """Code between fences."""

    headings: tuple[str, ...]
    language: str
    text: str


def page_of(model: str) -> Path:
    """The page of a model by its triplet."""
    return ROOT / "docs" / f"{model.split(':')[-1]}.md"


def title(path: Path) -> str:
    """For the names of tests."""
    return str(path.relative_to(ROOT))


def lines(path: Path) -> Iterator[Line]:
    headings: list[tuple[int, str]] = []
    language: str | None = None
    for text in path.read_text().splitlines():
        if fence := _FENCE.match(text):
            language = fence.group(1) if language is None else None
            continue
        if language is None and (heading := _HEADING.match(text)):
            depth = len(text) - len(text.lstrip("#"))
            headings = [entry for entry in headings if entry[0] < depth] + [(depth, heading.group(1))]
        yield Line(text, tuple(name for _, name in headings), language)


def blocks(path: Path) -> list[Block]:
    """Every piece of fenced code in its order."""
    found: list[Block] = []
    inside: list[str] | None = None
    for line in lines(path):
        if line.language is None:
            inside = None
        elif inside is None:
            inside = [line.text]
            found.append(Block(line.headings, line.language, line.text))
        else:
            inside.append(line.text)
            found[-1] = Block(line.headings, line.language, "\n".join(inside))
    return found


def typed(beginning: str) -> str:
    """The one line of the README's commands that begins so, without its comment."""
    commands = [line for block in blocks(README) if block.language == "sh" for line in block.text.splitlines()]
    (found,) = [line for line in commands if line.startswith(beginning)]
    return found.partition("#")[0].strip()


def json_blocks(path: Path) -> list[tuple[Block, Any]]:
    """Every JSON block with what it holds. Raises ValueError for one that is not JSON."""
    return [(block, json.loads(block.text)) for block in blocks(path) if block.language == "json"]


def table_rows(path: Path, first_column: str) -> list[tuple[tuple[str, ...], list[str]]]:
    """Rows of the tables whose first column has this heading, each with the headings it is under."""
    rows: list[tuple[tuple[str, ...], list[str]]] = []
    is_ours = False
    for line in lines(path):
        if line.language is not None or not line.text.startswith("|"):
            is_ours = False
            continue
        cells = [cell.strip().replace("\\|", "|") for cell in re.split(r"(?<!\\)\|", line.text)[1:-1]]
        if cells[0] == first_column:
            is_ours = True
        elif is_ours and not set("".join(cells)) <= set("-:"):
            rows.append((line.headings, cells))
    return rows


def links(path: Path) -> list[str]:
    """Targets of links and images outside code."""
    prose = [re.sub(r"`[^`]*`", "", line.text) for line in lines(path) if line.language is None]
    return [target for text in prose for target in _LINK.findall(text)]


def anchors(path: Path) -> set[str]:
    """What a link may put behind "#", by GitHub's rules."""
    names = {line.headings[-1] for line in lines(path) if line.headings}
    return {re.sub(r"[^\w\- ]", "", name.lower()).replace(" ", "-") for name in names}
