"""The suite in another order each time, so that a test which needs what another one left behind fails early.

Files are shuffled, and the tests of a file among themselves: a file stays together, as --dist loadfile and fixtures of
a module want it. The seed is printed at the start and given to every worker; --order-seed repeats an order.
"""

import os
import random
from collections.abc import Sequence
from typing import Final, TypeVar

Test = TypeVar("Test")

AS_WRITTEN: Final = 0
NONE: Final[frozenset[str]] = frozenset()
LONG: Final = (
    *("tests/e2e/test_alerts.py", "tests/web/test_page.py", "tests/e2e/test_loop.py", "tests/e2e/test_reviews.py"),
    *("tests/packaging/test_setup.py", "tests/e2e/test_shadow.py", "tests/e2e/test_remote_part.py"),
)
"""Files of more than twenty seconds."""
_OF_THE_GATE: Final = 556980
_SEED: Final = "DRIFTWATCH_TEST_ORDER"  # for the workers, which are started with this environment


def choose_seed(asked: int | None) -> int:
    """The seed that was asked for, else the one of the process that started this one, else a new one.

    The gate takes the same each time, so that what it says depends on the change alone.
    """
    another = _OF_THE_GATE if "CI" in os.environ else random.SystemRandom().randrange(1, 10**6)
    seed = asked if asked is not None else int(os.environ.get(_SEED) or another)
    os.environ[_SEED] = str(seed)
    return seed


def begin_early(file: str, starts_a_machine: bool) -> int:
    """The lower, the earlier a file begins: at the end a long one would keep the other processes waiting."""
    return 0 if file in LONG else 1 if starts_a_machine else 2


def shuffled(tests: Sequence[Test], files: Sequence[str], seed: int, stories: frozenset[str] = NONE) -> list[Test]:
    """Gives the tests in an order that follows from the seed alone. files: of each test its file.

    stories: files whose tests go on where the one before has ended.
    """
    if seed == AS_WRITTEN:
        return list(tests)
    of_file: dict[str, list[Test]] = {}
    for test, file in zip(tests, files, strict=True):
        of_file.setdefault(file, []).append(test)
    chance = random.Random(seed)
    names = sorted(of_file)
    chance.shuffle(names)
    for name in names:
        if name not in stories:
            chance.shuffle(of_file[name])
    return [test for name in names for test in of_file[name]]
