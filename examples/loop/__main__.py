"""`make loop`: the whole story on this computer, unattended; report.html at its end."""

import signal
import sys
import tempfile
import time
from pathlib import Path

from rich.console import Console

INTERRUPTED = 130


def main() -> int:
    """Gives the exit status: 0 where it ended as it should."""
    signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        from examples.loop.report import html_report
        from examples.loop.story import Scale, Story, tell_story

        console, began = Console(highlight=False), time.monotonic()
        folder = Path(tempfile.mkdtemp(prefix="driftwatch-loop-"))

        def say(line: str) -> None:
            console.print(f"[dim]{time.monotonic() - began:5.0f} s[/]", line, soft_wrap=True, markup=True)

        story = Story(folder, Scale(), say)
        ended_well = tell_story(story)
        report = folder / "report.html"
        report.write_text(html_report(story.events, ended_well), encoding="utf-8")
        say(f"{'it ended as it should' if ended_well else 'it did not end as it should'}: {report}")
        return 0 if ended_well else 1
    except KeyboardInterrupt:
        return INTERRUPTED


if __name__ == "__main__":
    sys.exit(main())
