"""The story as one HTML page that needs nothing else."""

from collections.abc import Sequence
from html import escape

from examples.loop.looking import Precision

_WIDTH = 300  # pixels of a bar


def html_report(events: Sequence[tuple[str, Precision | None]], ended_well: bool) -> str:
    """A row an event, a bar where a precision was measured."""
    rows = "".join(f"<tr><td>{escape(words)}</td><td>{_bar(figure)}</td></tr>" for words, figure in events)
    end = "It ended as it should." if ended_well else "It did not end as it should."
    return f"""<!doctype html><html lang="en"><meta charset="utf-8"><title>The loop</title>
<style>body{{font:16px/1.5 system-ui;max-width:60rem;margin:2rem auto;padding:0 1rem}}td{{padding:.4rem 1rem .4rem 0;
border-top:1px solid #ccc;vertical-align:top}}</style>
<h1>From a scene that changes to a better model</h1>
<p>Models were trained and run for real on a drawn conveyor, and reviewed by its truth. The app is a fake one, the three
machines are simulated.</p>
<table><tr><th align="left">What happened</th><th align="left">Precision, with its 95% interval</th></tr>{rows}</table>
<p><b>{end}</b></p></html>
"""


def _bar(figure: Precision | None) -> str:
    if figure is None:
        return ""
    low, value, high = (round(_WIDTH * one) for one in (figure.low, figure.value, figure.high))
    return (
        f'<svg width="{_WIDTH}" height="16" role="img" aria-label="{figure}"><rect width="{value}" height="16" '
        f'fill="#4a7"/><path d="M{low} 8H{high}" stroke="#000" stroke-width="2"/></svg> {figure}'
    )
