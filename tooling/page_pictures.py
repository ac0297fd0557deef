"""Takes the pictures of docs/page.md again: `python -m tooling.page_pictures`. Tests compare the page with them."""

import sys
import tempfile
from pathlib import Path

from tests.web.pictures import KEPT, PREFIX, make_small, take_pictures


def main() -> int:
    """Replaces all of them."""
    with tempfile.TemporaryDirectory() as scratch:
        taken = Path(scratch) / "taken"
        taken.mkdir()
        take_pictures(taken, Path(scratch))
        for old in KEPT.glob(f"{PREFIX}*.png"):
            old.unlink()
        for path in sorted(taken.iterdir()):
            make_small(path)
            (KEPT / path.name).write_bytes(path.read_bytes())
            print(f"{path.name}: {path.stat().st_size / 1000:.0f} kB")
    return 0


if __name__ == "__main__":
    sys.exit(main())
