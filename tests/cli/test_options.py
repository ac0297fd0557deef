"""Options that are one dataclass."""

from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import typer
from typer.testing import CliRunner

from driftwatch.cli.options import takes


@dataclass(frozen=True, slots=True, kw_only=True)
class _Wanted:
    """What the command of these tests is asked for."""

    model: Annotated[Path, typer.Option(help="The file.")]
    count: Annotated[int, typer.Option(min=1)] = 3


def asked(*arguments: str) -> tuple[int, list[_Wanted], str]:
    """Exit status, what the command got, and what it wrote."""
    got: list[_Wanted] = []
    app = typer.Typer()

    @app.command()
    @takes(_Wanted)
    def _command(options: _Wanted) -> None:  # pyright: ignore[reportUnusedFunction]
        """Does it."""
        got.append(options)

    result = CliRunner().invoke(app, list(arguments))
    return result.exit_code, got, result.output


def test_a_command_gets_what_was_given_and_the_defaults_of_the_rest() -> None:
    assert asked("--model", "a.onnx") == (0, [_Wanted(model=Path("a.onnx"), count=3)], "")
    assert asked("--model", "a.onnx", "--count", "7")[1] == [_Wanted(model=Path("a.onnx"), count=7)]


def test_what_is_missing_or_out_of_range_never_gets_to_the_command() -> None:
    assert asked()[:2] == (2, [])
    assert asked("--model", "a.onnx", "--count", "0")[:2] == (2, [])


def test_the_help_is_that_of_the_function_and_of_the_fields() -> None:
    status, _, text = asked("--help")
    assert status == 0
    assert "Does it." in text
    assert "The file." in text
