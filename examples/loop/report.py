"""The story as one HTML page that needs nothing else."""

from html import escape
from typing import Final

from examples.loop.scene import CHAPTERS, Event, Figure, LoopScene

_WIDTH: Final = 260  # pixels of a bar


def html_report(scene: LoopScene, ended_well: bool, problem: str = "") -> str:
    """A part a chapter, a row an event, a bar where a precision was measured."""
    parts = "".join(_chapter(number, scene) for number in range(scene.chapter + 1))
    end = "It ended as it should." if ended_well else f"It did not end as it should. {escape(problem)}"
    cells = ((one.part, one.pinned, one.state) for one in scene.machines)
    rows = "".join("<tr>" + "".join(f"<td>{escape(cell)}" for cell in row) for row in cells)
    return f"""<!doctype html><html lang="en"><meta charset="utf-8"><title>The loop</title>
<style>body{{font:16px/1.5 system-ui;max-width:62rem;margin:2rem auto;padding:0 1rem}}td{{padding:.3rem 1rem .3rem 0;
border-top:1px solid #ccc;vertical-align:top}}td:first-child{{white-space:nowrap;color:#666}}</style>
<h1>From an alarm to a better model</h1>
<p>Three real Viam machines with this module looked at a drawn conveyor; models were trained and run for real, and
frames were reviewed and labelled by somebody who knows what was drawn. Viam's app was a fake one on this computer.</p>
<p><b>{end}</b> It took {scene.elapsed / 60:.0f} minutes.</p>
{parts}
<h2>The machines at the end</h2><table><tr><th align="left">machine<th align="left">version<th align="left">state</tr>
{rows}</table></html>
"""


def _chapter(number: int, scene: LoopScene) -> str:
    rows = "".join(_row(one) for one in scene.events if one.chapter == number)
    return f"<h2>{escape(CHAPTERS[number])}</h2><table>{rows}</table>\n"


def _row(event: Event) -> str:
    return f"<tr><td>{event.seconds:.0f} s<td>{escape(event.words)}<td>{_bar(event.figure)}</tr>"


def _bar(figure: Figure | None) -> str:
    if figure is None:
        return ""
    low, value, high = (round(_WIDTH * one) for one in (figure.low, figure.value, figure.high))
    return (
        f'<svg width="{_WIDTH}" height="16" role="img" aria-label="precision {figure}"><rect width="{value}" '
        f'height="16" fill="#4a7"/><path d="M{low} 8H{high}" stroke="#000" stroke-width="2"/></svg> {figure}'
    )
