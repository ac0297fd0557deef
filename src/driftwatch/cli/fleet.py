"""`driftwatch fleet`: which of my machines should I look at, and is the new version better?"""

from pathlib import Path
from typing import Annotated

import typer

ILL = 3
"""Exit status where a machine should be looked at."""

_Files = Annotated[list[Path] | None, typer.Argument(help="Exported readings: .jsonl, .json or .csv.")]
_Mongo = Annotated[str, typer.Option(help="Address of a MongoDB with the readings, in place of files; needs pymongo.")]
_Database = Annotated[str, typer.Option(help="Its database.")]
_Collection = Annotated[str, typer.Option(help="The collection in it.")]
_Silent = Annotated[float, typer.Option(min=0.01, help="Hours without a window after which a machine is silent.")]
_Json = Annotated[bool, typer.Option("--json", help="Print the result as JSON, for scripts, in place of the tables.")]


def fleet(
    *,
    files: _Files = None,
    mongodb: _Mongo = "",
    database: _Database = "",
    collection: _Collection = "",
    silent_hours: _Silent = 2.0,
    as_json: _Json = False,
) -> None:
    """Reads what the drift sensors of many machines reported, and says which need somebody, the worst first.

    Counts are added up and then divided, each window once. Exit status 0: all are well; 3: a machine should be looked
    at; 1: an error.
    """
    import json

    from rich.console import Console

    from driftwatch.cli.fleet_page import fleet_record, fleet_tables
    from driftwatch.cli.fleet_source import FleetSource
    from driftwatch.watch.fleet.summary import ASKS

    summary, refused = FleetSource(tuple(files or ()), mongodb, database, collection, silent_hours).summary()
    record = fleet_record(summary, len(refused))
    if as_json:
        print(json.dumps(record, indent=1))
    else:
        console = Console()
        for one in fleet_tables(record):
            console.print(one)
        console.print(record["sentence"], markup=False, highlight=False)
    if refused:
        rows = "1 row was" if len(refused) == 1 else f"{len(refused)} rows were"
        typer.echo(f"{rows} left out; the first: {refused[0]}", err=True)
    raise typer.Exit(ILL if any(one.state in ASKS for one in summary.machines) else 0)
