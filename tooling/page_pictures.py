"""Takes the pictures of docs/page.md from the demo: `python -m tooling.page_pictures`. Takes some four minutes."""

import os
import re
import subprocess
import sys
from pathlib import Path

from tests.web.browser import WEB, built_page, chromium, node

ROOT = Path(__file__).resolve().parent.parent
_SERVED = re.compile(r"the page of .*: (http\S+)")


def main() -> int:
    """Gives the status of the browser's part."""
    built_page()
    command = [sys.executable, "-m", "driftwatch", "dashboard", "--no-open-browser"]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as dashboard:
        assert dashboard.stdout is not None
        try:
            url = next(found[1] for line in dashboard.stdout if (found := _SERVED.search(line)))
            where = {"PAGE": url, "CHROMIUM": chromium(), "FOLDER": str(ROOT / "docs" / "images")}
            script = WEB / "tests" / "browser" / "pictures.mjs"
            return subprocess.run([node(), str(script)], env={**os.environ, **where}).returncode
        finally:
            dashboard.terminate()


if __name__ == "__main__":
    sys.exit(main())
