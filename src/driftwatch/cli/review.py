"""`driftwatch review`: how often is the model right? For people without a browser."""

import base64
import os
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, Protocol

import typer

from driftwatch.cli.options import takes
from driftwatch.errors import ConfigError

_Folder = Annotated[Path | None, typer.Option(help="State folder of a module that is not running, or a copy of one.")]
_Address = Annotated[
    str, typer.Option(help="A running machine: HOST:PORT, or its address in Viam's app with a key in the environment.")
]
_Service = Annotated[str, typer.Option(help="The vision service; needed only where there are several.")]
_Reviewer = Annotated[str, typer.Option(help="Who reviews, as you call yourself.")]
_Camera = Annotated[str, typer.Option(help="Only frames of this camera.")]
_Pictures = Annotated[Path | None, typer.Option(help="Folder for pictures where the terminal shows none.")]


class _Source(Protocol):
    def ask(self, command: str, arguments: Mapping[str, Any]) -> Mapping[str, Any]: ...
    def close(self) -> None: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewOptions:
    """What `driftwatch review` is asked for."""

    folder: _Folder = None
    address: _Address = ""
    service: _Service = ""
    reviewer: _Reviewer = ""
    camera: _Camera = ""
    pictures: _Pictures = None


@takes(ReviewOptions)
def review(options: ReviewOptions) -> None:
    """Shows random frames with the model's boxes, and keeps what you say of each.

    They are those of a running machine (--address) or of a state folder (--folder). The picture is drawn where the
    terminal can (iTerm2, WezTerm, kitty); elsewhere its path is printed. Exit status 0: done, 1: an error.
    """
    from driftwatch.cli.review_session import Terminal, candidate_lines, review_frames

    source = _opened(options)
    place = options.pictures or Path(tempfile.mkdtemp(prefix="driftwatch-review-"))
    terminal = Terminal(typer.echo, input, lambda image, frame: _show(image, frame, place))
    try:
        done = review_frames(source.ask, terminal, options.reviewer, options.camera)
        about_candidates = candidate_lines(source.ask, options.camera)
    except (EOFError, KeyboardInterrupt):
        typer.echo()
        return
    finally:
        source.close()
    typer.echo(f"{done} frames reviewed")
    for line in about_candidates:
        typer.echo(line)


def _opened(options: ReviewOptions) -> _Source:
    if (options.folder is None) == (options.address == ""):
        raise ConfigError(["--address or --folder: name a running machine, or a state folder"])
    if options.folder is None:
        from driftwatch.cloud.machine import MachineAddress, MachineSource

        return MachineSource(MachineAddress.of(options.address, os.environ), options.service)
    from driftwatch.cli.review_source import FolderSource

    return FolderSource(options.folder, options.service, lambda notice: typer.echo(notice.text, err=True))


def _show(image: bytes, frame: Mapping[str, Any], pictures: Path) -> None:
    from driftwatch.inference.answer import Answer, Box, Detection, Size
    from driftwatch.report.drawing import draw_answer

    boxes = tuple(
        Detection(Box(*box["box"]), f"{number}. {box['label']}", box["confidence"])
        for number, box in enumerate(frame["boxes"], 1)
    )
    drawn = draw_answer(image, "image/jpeg", Answer(Size(int(frame["width"]), int(frame["height"])), boxes))
    if sequence := picture_sequence(drawn, os.environ):
        typer.echo(sequence)
        return
    path = pictures / f"{frame['review']}.png"
    pictures.mkdir(parents=True, exist_ok=True)
    path.write_bytes(drawn)
    typer.echo(f"picture: {path}")


def picture_sequence(png: bytes, environment: Mapping[str, str]) -> str:
    """What makes the terminal show a picture, "" where it is not known to: iTerm2's inline images, kitty's graphics."""
    text = base64.b64encode(png).decode()
    if environment.get("TERM_PROGRAM") in ("iTerm.app", "WezTerm"):
        return f"\x1b]1337;File=inline=1;width=60%:{text}\x07"
    if environment.get("KITTY_WINDOW_ID"):
        pieces = [text[start : start + 4096] for start in range(0, len(text), 4096)]
        last = len(pieces) - 1
        heads = ["a=T,f=100," if number == 0 else "" for number in range(len(pieces))]
        return "".join(
            f"\x1b_G{head}m={int(number < last)};{piece}\x1b\\"
            for number, (head, piece) in enumerate(zip(heads, pieces, strict=True))
        )
    return ""
