"""Where a file was looked for: a module runs in a folder of its own, and knows nothing of anybody's home."""

import re
from pathlib import Path

_PLACEHOLDER = re.compile(r"\$\{[^}]*\}")


def where_looked(path: Path) -> str:
    """For the message that `path` is not there, as in " in /opt/module (...)"; "" where the path says it itself."""
    if path.parts[:1] and path.parts[0].startswith("~"):
        return ' ("~" is not replaced by a home folder: write the whole path, from / on)'
    if placeholder := _PLACEHOLDER.search(str(path)):
        name = placeholder[0]
        of_package = '; the machine has no package of that name under "packages"' if "packages." in name else ""
        return f" ({name} was not filled in by viam-server{of_package})"
    if not path.is_absolute():
        return f" in {Path.cwd()} (a relative path begins in the module's own folder: write the whole path, from / on)"
    return ""
