"""`driftwatch report`: how is my model doing, as one page to keep or to send?"""

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from driftwatch.cli.given import Attributes, given_attributes
from driftwatch.cli.options import takes
from driftwatch.errors import ConfigError

if TYPE_CHECKING:
    from driftwatch.report.story import Story

_Folder = Annotated[Path, typer.Option(help="State folder of a module that is not running, or a copy of one.")]
_Service = Annotated[str, typer.Option(help="The vision service; needed only where the folder holds several.")]
_Camera = Annotated[str, typer.Option(help="Its camera; likewise.")]
_Hours = Annotated[float, typer.Option(min=0.25, max=24 * 365 * 2, help="How far back from the last minute.")]
_Out = Annotated[Path, typer.Option(help="The file to write, .html.")]
_Pictures = Annotated[bool, typer.Option("--png", help="Also write the chart next to it, as .png.")]


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportOptions:
    """What `driftwatch report` is asked for."""

    folder: _Folder
    service: _Service = ""
    camera: _Camera = ""
    hours: _Hours = 168.0
    attributes: Attributes = ""
    out: _Out = Path("driftwatch-report.html")
    png: _Pictures = False


@takes(ReportOptions)
def report(options: ReportOptions) -> None:
    """Writes one HTML file that needs nothing else: the sentence, the trend, alerts, labels, state.

    --attributes: those of the vision service, where it has its own thresholds or timezone. Exit status 0: done, 1: an
    error. A running module makes the same page itself: DoCommand report.
    """
    from driftwatch.cli.model_runner import read_settings
    from driftwatch.cli.report_source import ReportSettings, WantedStream, story_in

    if options.out.suffix.lower() not in (".html", ".htm"):
        raise ConfigError([f'--out: must be a file that ends in .html, got "{options.out}"'])
    settings = read_settings(given_attributes(options.attributes, None))
    wanted = WantedStream(options.service, options.camera, options.hours)
    known = ReportSettings(settings.watch, settings.review.figures.targets if settings.review else {})
    write_report(story_in(options.folder, wanted, known), options.out, options.png)


def write_report(story: "Story", out: Path, png: bool) -> None:
    """Raises ConfigError where `out` cannot be written."""
    from driftwatch.inference.answer import Size
    from driftwatch.report.chart import draw_chart
    from driftwatch.report.headline import headline
    from driftwatch.report.page import report_page

    files = {out: report_page(story).encode()}
    if png:
        files[out.with_suffix(".png")] = draw_chart(story.trend, Size(1280, 720), story.zone)
    try:
        for path, data in files.items():
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data)
    except OSError as error:
        raise ConfigError([f"--out: {out} cannot be written ({error.strerror})"]) from error
    typer.echo(headline(story.trend, story.zone).text)
    typer.echo(f"Written to {', '.join(str(path) for path in files)}", err=True)
