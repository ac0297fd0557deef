"""What the drift sensor says: statistics of the last minutes, the alarm, and what footage brought it about."""

from rich.console import Group, RenderableType
from rich.panel import Panel
from rich.text import Text

from examples.demo.machine_config import SENSED
from examples.demo.readings import Readings, in_words
from examples.demo.rehearsal import Rehearsal
from examples.demo.scene import Scene

_BARS = "▁▂▃▄▅▆▇█"
_FLOOR, _LOW = 0.3, 0.6  # from which confidence up the module counts a detection, and up to which as low confidence


def draw(scene: Scene) -> RenderableType:
    rehearsal = scene.rehearsal
    if rehearsal is None:
        return _panel(Text("statistics and the alarm come from a machine's drift sensor", style="dim"), False)
    readings = rehearsal.readings
    alarm = readings is not None and readings.alarm
    sensed = next(tally for tally in scene.tallies if tally.name == SENSED)
    lines = [
        Text.assemble("footage     ", (rehearsal.footage, "bold")),
        Text(f"counted     {in_words(readings) if readings else 'nothing yet'}"),
        Text.assemble("confidence  ", _curve(sensed.confidences.means)),
        Text.assemble("state       ", *_state(readings)),
        _last_line(rehearsal, readings),
    ]
    return _panel(Group(*lines), alarm)


def in_a_line(rehearsal: Rehearsal) -> str:
    """The same where there is no terminal."""
    readings = rehearsal.readings
    if rehearsal.error or readings is None:
        return f"{rehearsal.footage} | {rehearsal.error or 'no statistics yet'}"
    state = f"ALARM: {readings.cause}" if readings.alarm else readings.state
    return f"{rehearsal.footage} | {in_words(readings)} | {state}"


def _panel(shown: RenderableType, alarm: bool) -> Panel:
    return Panel(shown, title=f"drift of {SENSED}", title_align="left", border_style="red" if alarm else "cyan")


def _state(readings: Readings | None) -> list[str | tuple[str, str]]:
    if readings is None:
        return ["-"]
    score = "" if readings.score is None else f", score {readings.score:.2f} (alarm at 1)"
    minutes = "" if readings.minutes is None else f", for {readings.minutes:.1f} min"
    return [(readings.state, "bold red" if readings.alarm else "bold green"), score + minutes]


def _last_line(rehearsal: Rehearsal, readings: Readings | None) -> Text:
    """One line of the same height whether there is something to say or not."""
    if rehearsal.error:
        return Text(f"{rehearsal.error}", style="red", no_wrap=True, overflow="ellipsis")
    if readings is not None and readings.alarm:
        return Text(f"ALARM       {readings.cause}", style="bold red", no_wrap=True, overflow="ellipsis")
    return Text("no alarm", style="dim")


def _curve(means: tuple[float, ...]) -> Text:
    """A bar for each two seconds, lowest at _FLOOR and highest at 1, and the latest as a number."""
    text = Text()
    for mean in means:
        height = max(0, int((mean - _FLOOR) / (1 - _FLOOR) * len(_BARS)))
        text.append(_BARS[min(height, len(_BARS) - 1)], style="green" if mean >= _LOW else "red")
    if means:
        text.append(f" {means[-1]:.2f}")
    return text
