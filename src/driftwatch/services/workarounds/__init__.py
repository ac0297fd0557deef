"""What the SDK and its libraries do that a module on a small computer cannot live with, one thing a file.

Each file says what is wrong, in which version, and where the code in question is; its test fails once that has
changed, and then the file goes or is adapted. CONTRIBUTING.md has the steps of a move to another viam-sdk.
"""

from typing import Final

SDK: Final = "0.85.1"
"""The version of viam-sdk that all of this was written for."""
