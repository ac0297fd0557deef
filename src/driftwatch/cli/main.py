"""`driftwatch`: what is done with footage and models away from a machine. Each subcommand is a file of this folder."""

from typing import Annotated

import typer

import driftwatch
from driftwatch.cli.dashboard import dashboard
from driftwatch.cli.doctor import doctor
from driftwatch.cli.evaluate import evaluate
from driftwatch.cli.fleet import fleet
from driftwatch.cli.label import label_app
from driftwatch.cli.loop import loop_app
from driftwatch.cli.replay import replay
from driftwatch.cli.report import report
from driftwatch.cli.retrain import retrain
from driftwatch.cli.review import review
from driftwatch.cli.sample import sample
from driftwatch.errors import DriftwatchError

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    help="Rehearses and examines vision models before a machine runs them.",
)
app.command()(dashboard)
app.command()(doctor)
app.command()(evaluate)
app.command()(fleet)
app.add_typer(label_app, name="label")
app.add_typer(loop_app, name="loop")
app.command()(replay)
app.command()(report)
app.command()(retrain)
app.command()(review)
app.command()(sample)


def _show_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"driftwatch {driftwatch.__version__}")
        raise typer.Exit


@app.callback()
def options(
    version: Annotated[
        bool, typer.Option("--version", help="Show the version.", callback=_show_version, is_eager=True)
    ] = False,
) -> None:
    """What may come before the name of a command."""


def main() -> None:
    """Runs the command line; what its owner can fix is one line on standard error, and status 1."""
    try:
        app(prog_name="driftwatch")
    except DriftwatchError as error:
        typer.echo(f"driftwatch: {error}", err=True)
        raise SystemExit(1) from None


if __name__ == "__main__":
    main()
