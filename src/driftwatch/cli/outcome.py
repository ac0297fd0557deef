"""How a command of the loop ends, for people and for scripts."""

from typing import Final

DONE: Final = 0
"""All that was asked for."""
FAILED: Final = 1
"""It could not be done, or it was shown to be wrong; one line says why."""
UNDECIDED: Final = 4
"""Nothing is wrong and nothing is proven: the output says what would decide. Ask again later."""
STOPPED: Final = 130
"""Ctrl-C."""
