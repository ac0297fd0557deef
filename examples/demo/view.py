"""Shows the scene: a live view on a terminal, a plain line a second everywhere else."""

from rich.console import Console, Group, RenderableType

from examples.demo.panels import PANELS, compact, connect, drift
from examples.demo.scene import Scene
from examples.demo.tally import Tally
from examples.views import InPlaceView, PlainView


class LiveView(InPlaceView[Scene]):
    """Draws every panel, or the same in few lines where the terminal is too small for panels."""

    def __init__(self, console: Console) -> None:
        super().__init__(console)
        self._console = console

    def picture(self, scene: Scene) -> RenderableType:
        panels = Group(*(draw(scene) for draw in PANELS))
        fits = len(self._console.render_lines(panels)) < self._console.size.height
        return panels if fits else compact.draw(scene)


class LineView(PlainView):
    """Prints the machine's address, then one line a second, for logs."""

    def __init__(self, console: Console) -> None:
        self._console = console
        self._next = 0.0

    def show(self, scene: Scene) -> None:
        if scene.elapsed < self._next:
            return
        if not self._next and scene.address is not None:
            self._print(f"the machine answers at {scene.address}; ask it: {connect.command(scene.address)}")
        self._next = scene.elapsed + 1.0
        answers = " | ".join(_brief(tally, scene.now) for tally in scene.tallies)
        self._print(f"{scene.elapsed:5.0f} s | {answers}")
        if scene.rehearsal is not None:
            self._print(f"        {drift.in_a_line(scene.rehearsal)}")

    def _print(self, line: str) -> None:
        self._console.print(line, markup=False, highlight=False, soft_wrap=True)


def _brief(tally: Tally, now: float) -> str:
    if tally.error:
        return f"{tally.name}: {tally.error}"
    if not tally.frames:
        return f"{tally.name}: no answer yet"
    seen = ", ".join(f"{detection.label} {detection.confidence:.2f}" for detection in tally.latest[:2])
    latency = f", {tally.latency.mean:.1f} ms" if tally.latency else ""
    return f"{tally.name}: {seen or 'nothing seen'} ({tally.rate(now):.1f} frames/s{latency})"
