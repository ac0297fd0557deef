"""Whether a tag is the version of the sources: `python -m tooling.version v0.1.0`. With any Python 3."""

import re
import sys
from pathlib import Path

SOURCE = Path(__file__).resolve().parents[1] / "src" / "driftwatch" / "__init__.py"


def version() -> str:
    """Read, not imported: the sources' own packages need not be there."""
    found = re.search(r'^__version__ = "(.+)"$', SOURCE.read_text(), re.MULTILINE)
    assert found, f"{SOURCE} has no __version__"
    return found[1]


def main(tag: str) -> int:
    """A tag may go on after a hyphen, as in v0.1.0-rc1."""
    if tag.partition("-")[0] == f"v{version()}":
        return 0
    print(f"the tag is {tag} and the sources are {version()}", file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
