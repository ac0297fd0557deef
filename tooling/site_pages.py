"""A hook of mkdocs: makes a site of pages that are written for a forge.

The pages of the root and of benchmarks/ become pages of the site. A link to a source file leads to the forge, where
`extra.source_url` names it; else the file is named without a link. A link that leads nowhere is a warning, which
`mkdocs build --strict` fails on.
"""

import logging
import posixpath
import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Final

ROOT: Final = Path(__file__).resolve().parents[1]
PAGES_OF_THE_ROOT: Final = ("README.md", "CONTRIBUTING.md", "SECURITY.md", "CHANGELOG.md")
_START: Final = "start.md"  # the root's README; docs/README.md is the index
_FENCED = re.compile(r"(^ *```.*?^ *```)", re.MULTILINE | re.DOTALL)
_CODE_OR_LINK = re.compile(r"`[^`\n]+`|(!?)\[((?:[^\[\]]|\[[^\[\]]*\])*)\]\(([^()\s]+)\)")
_LOG = logging.getLogger("mkdocs.site_pages")


def places(root: Path = ROOT) -> dict[str, str]:
    """The site's name of every page, by its path in the repository."""
    outside = {name: _START if name == "README.md" else name.lower() for name in PAGES_OF_THE_ROOT}
    for path in sorted((root / "benchmarks").rglob("*.md")):
        name = path.relative_to(root).as_posix()
        outside[name] = name.replace("README.md", "index.md")
    inside = {f"docs/{path.relative_to(root / 'docs').as_posix()}" for path in (root / "docs").rglob("*.md")}
    return outside | {name: name.removeprefix("docs/") for name in sorted(inside)}


def on_files(files: Any, *, config: Any) -> Any:
    """Adds the pages that are not in docs/."""
    from mkdocs.structure.files import File  # the links below can be turned without it

    for source, place in places().items():
        if not source.startswith("docs/"):
            files.append(File.generated(config, place, content=(ROOT / source).read_text()))
    return files


def on_page_markdown(markdown: str, *, page: Any, config: Any, **_: object) -> str:
    """Turns the links of one page."""
    site = places()
    source = next(name for name, place in site.items() if place == page.file.src_uri)
    return turned(markdown, source, site, config.extra.get("source_url", ""))


def _exists(path: str) -> bool:
    return (ROOT / path).exists()


def turned(
    markdown: str, source: str, site: Mapping[str, str], source_url: str, exists: Callable[[str], bool] = _exists
) -> str:
    """`markdown` with links as the site needs them; code stays as it is.

    source: the page's path in the repository. site: from such paths to the site's. source_url: of the repository's root
    on a forge, or "". exists: whether there is such a file or folder in the repository.
    """

    def turn(link: re.Match[str]) -> str:
        image, text, target = link.groups()
        if target is None:
            return link[0]
        path, hash_, anchor = target.partition("#")
        if "://" in target or not path:
            return link[0]
        there = posixpath.normpath(posixpath.join(posixpath.dirname(source), path))
        if there.startswith("..") or not exists(there):
            _LOG.warning("%s links to %s, which is not there", source, target)
            return link[0]
        place = site.get(there) or (there.removeprefix("docs/") if there.startswith("docs/") else "")
        if place:
            return f"{image}[{text}]({_relative(place, site[source])}{hash_}{anchor})"
        return f"[{text}]({source_url.rstrip('/')}/{there}{hash_}{anchor})" if source_url else text

    pieces = _FENCED.split(markdown)
    return "".join(piece if odd % 2 else _CODE_OR_LINK.sub(turn, piece) for odd, piece in enumerate(pieces))


def _relative(place: str, page: str) -> str:
    return posixpath.relpath(place, posixpath.dirname(page) or ".")
