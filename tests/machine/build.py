"""Builds the test machine, or says where it is: `python -m tests.machine.build` from the project's root."""

import sys

from tests.machine.server import find_server
from tests.machine.toolchain import NoServerError


def main() -> int:
    try:
        print(find_server())
    except NoServerError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
