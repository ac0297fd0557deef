"""`driftwatch label`: frames out to the tools in which people label, and corrected labels back in."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from driftwatch.cli.given import Attributes, Labels, given_attributes
from driftwatch.cli.options import takes
from driftwatch.cli.progress import progress
from driftwatch.errors import ConfigError, DatasetError

if TYPE_CHECKING:
    from driftwatch.capture.exports.example import Example
    from driftwatch.labelling.frame_set import FrameSet, KnownFrame
    from driftwatch.labelling.teacher import TaughtFrame

label_app = typer.Typer(no_args_is_help=True, help="Frames out to labelling tools, and corrected labels back in.")

Which = Literal["all", "labelled", "unlabelled"]
Form = Literal["coco", "yolo", "label_studio", "cvat", "viam"]

_Frames = Annotated[Path, typer.Argument(help="Folder of frames: a spool, what `sample` or `label collect` wrote.")]
_Json = Annotated[bool, typer.Option("--json", help="Print the result as JSON, for scripts.")]
_Teacher = Annotated[
    Path | None, typer.Option(help="A stronger model: its boxes are the first annotations, disputed frames come first.")
]
_Which = Annotated[Which, typer.Option(help="labelled: frames that a person has looked at; unlabelled: the others.")]


@dataclass(frozen=True, slots=True, kw_only=True)
class LabelOutOptions:
    """What `driftwatch label out` is asked for."""

    frames: _Frames
    out: Annotated[Path, typer.Option(help="Folder for images and annotations; must be new or empty.")]
    format: Annotated[Form, typer.Option(help="Of which tool.")] = "coco"
    which: _Which = "all"
    limit: Annotated[int, typer.Option(min=0, help="At most this many frames; 0: all.")] = 0
    teacher: _Teacher = None
    labels: Labels = None
    attributes: Attributes = ""
    as_json: _Json = False


@label_app.command("out")
@takes(LabelOutOptions)
def label_out(options: LabelOutOptions) -> None:
    """Writes frames with their best known boxes: a person's where there are some, else the teacher's or the model's.

    Ctrl-C leaves an incomplete folder, which is not taken for a whole one: name a new one then. Exit status 0: done;
    1: an error.
    """
    from driftwatch.labelling.frame_set import FrameSet
    from driftwatch.labelling.writing import write_out

    found = FrameSet(options.frames)
    which = options.which
    chosen = [one for one in found.frames() if which == "all" or (one.truth is not None) == (which == "labelled")]
    if not chosen:
        raise DatasetError(f"{options.frames}: none of its frames is {which}")
    pairs: list[tuple[KnownFrame, Example]] = [(one, one.example) for one in chosen]
    disputed: dict[str, float] = {}
    if options.teacher is not None:
        given = given_attributes(options.attributes, options.labels)
        pairs, disputed = _taught(found, chosen, options.teacher, given)
    pairs = pairs[: options.limit or None]
    with progress(len(pairs)) as step:
        try:
            names = write_out(found, pairs, options.format, options.out, step)
        except OSError as error:
            raise ConfigError([f"--out: {options.out} cannot be written ({error.strerror})"]) from error
    _say_written(options, pairs, names, disputed)


@label_app.command("in")
def label_in(
    *,
    annotations: Annotated[Path, typer.Argument(help="What the tool exported: a file, or the folder of it.")],
    frames: Annotated[Path, typer.Option(help="The folder of frames that went out.")],
    format: Annotated[Form, typer.Option(help="Of which tool.")] = "coco",  # noqa: A002
    as_json: _Json = False,
) -> None:
    """Takes corrected labels in: from now on they are what is on these frames, whatever verdicts say.

    All of them or none: an image that is no frame of the folder is an error. Exit status 0: done; 1: an error.
    """
    from driftwatch.labelling.corrected import take_in
    from driftwatch.labelling.frame_set import FrameSet
    from driftwatch.labelling.readers.registry import CORRECTED_READERS

    try:
        taken = take_in(FrameSet(frames), CORRECTED_READERS[format](annotations), format)
    except OSError as error:
        raise ConfigError([f"--frames: {frames} cannot be written ({error.strerror})"]) from error
    empty = f"; {taken.empty} have no box and count as pictures of nothing" if taken.empty else ""
    _say(
        {"frames": taken.frames, "empty": taken.empty, "changed": taken.changed},
        f"{taken.frames} frames have labels now, {taken.changed} with other boxes than the model's own{empty}",
        as_json,
    )


@label_app.command("collect")
def label_collect(
    *,
    state: Annotated[Path, typer.Argument(help="State folder of a module that is not running, or a copy of it.")],
    into: Annotated[Path, typer.Option(help="Folder of frames to add to; made where there is none.")],
    service: Annotated[str, typer.Option(help="Name of the vision service, where the folder is of several.")] = "",
    as_json: _Json = False,
) -> None:
    """Copies hard frames and reviewed frames of a machine into a folder of frames, with what people said of them.

    Exit status 0: done; 1: an error.
    """
    from driftwatch.cli.label_collect import collect

    try:
        found = collect(state, service, into, lambda text: typer.echo(text, err=True))
    except OSError as error:
        raise ConfigError([f"--into: {into} cannot be written ({error.strerror})"]) from error
    _say(
        {"hard_frames": found.hard, "reviewed": found.reviewed, "incomplete": found.incomplete, "kept": found.kept},
        f"{found.hard} hard frames and {found.reviewed} reviewed ones, of which {found.incomplete} have objects "
        f"without a box and stay unlabelled; {found.kept} have labels of a person already and keep them",
        as_json,
    )


def _say_written(
    options: LabelOutOptions,
    pairs: "list[tuple[KnownFrame, Example]]",
    names: Sequence[str],
    disputed: Mapping[str, float],
) -> None:
    listed = {one.record.id: round(disputed[one.record.id], 3) for one, _ in pairs if one.record.id in disputed}
    labelled = sum(example.is_truth for _, example in pairs)
    out, in_words = options.out, ", ".join(names) or "none"
    _say(
        {"frames": len(pairs), "labelled": labelled, "labels": list(names), "disagreement": listed, "folder": str(out)},
        f"{len(pairs)} frames written to {out}, {labelled} of them labelled; labels: {in_words}",
        options.as_json,
    )


def _taught(
    found: "FrameSet", chosen: "list[KnownFrame]", teacher: Path, attributes: dict[str, Any]
) -> "tuple[list[tuple[KnownFrame, Example]], dict[str, float]]":
    from driftwatch.cli.model_runner import ModelRunner, read_settings
    from driftwatch.encoded_image import EncodedImage
    from driftwatch.labelling.teacher import compare_to_teacher, in_order

    runner = ModelRunner(teacher, read_settings(attributes))
    try:
        if not runner.has_boxes:
            raise ConfigError([f"--teacher: {teacher} is no detector"])
        taught: list[TaughtFrame] = []
        with progress(len(chosen)) as step:
            for frame in chosen:
                image = EncodedImage(found.image(frame), frame.record.mime_type)
                taught.append(compare_to_teacher(frame, runner.infer(image)))
                step()
    finally:
        runner.close()
    ordered = in_order(taught)
    return [(one.frame, one.example) for one in ordered], {one.frame.record.id: one.disagreement for one in ordered}


def _say(content: dict[str, Any], words: str, as_json: bool) -> None:
    typer.echo(json.dumps(content, indent=1) if as_json else words)
