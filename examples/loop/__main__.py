"""`make loop`: the whole story on this computer, unattended; report.html at its end. q or Ctrl-C ends it whole."""

import signal
import sys

INTERRUPTED = 130


def main() -> int:
    """Gives the exit status: 0 where it ended as it should."""
    for ending in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(ending, signal.default_int_handler)
    try:
        from examples.loop.run import run  # takes a second, in which Ctrl-C may come already

        return run()
    except KeyboardInterrupt:
        return INTERRUPTED


if __name__ == "__main__":
    sys.exit(main())
