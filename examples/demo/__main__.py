"""`make run`: a real Viam machine that watches recorded video with two models, and a live view of what they say.

RUN_SECONDS=20 ends it by itself; it is counted from the first look.
"""

import signal
import sys

INTERRUPTED = 130  # what shells give for a program that Ctrl-C ended


def main() -> int:
    for ending in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        # However the demo is ended, its machine ends with it; a shell starts a background job with SIGINT ignored.
        signal.signal(ending, signal.default_int_handler)
    try:
        from examples.demo.run import run  # takes a second, in which Ctrl-C may come already

        return run()
    except KeyboardInterrupt:
        return INTERRUPTED


if __name__ == "__main__":
    sys.exit(main())
