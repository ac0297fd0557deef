"""`driftwatch evaluate`: how good is this model on labelled images, and is that one better?"""

from collections.abc import Callable, Generator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Annotated

import typer

from driftwatch.cli.given import Attributes, Labels, given_attributes
from driftwatch.cli.options import takes
from driftwatch.cli.progress import progress
from driftwatch.errors import ConfigError

if TYPE_CHECKING:
    from driftwatch.attributes import VisionAttributes
    from driftwatch.quality.evaluation.evaluation import Evaluation
    from driftwatch.quality.evaluation.labelled import LabelledSet

WORSE = 3
"""Exit status where the second model is proven worse."""

_Model = Annotated[list[Path], typer.Option(help="The model file, .onnx or .tflite; twice: is the second one better?")]
_Dataset = Annotated[
    Path | None,
    typer.Option(help="Images with true boxes: COCO .json, YOLO data.yaml, Viam .jsonl, or its folder."),
]
_Reviewed = Annotated[
    Path | None, typer.Option(help="In place of --dataset: the reviewed frames of a state folder, or of a copy of one.")
]
_Service = Annotated[str, typer.Option(help="With --reviewed: the vision service, where there are several.")]
_Out = Annotated[Path | None, typer.Option(help="Folder for evaluation.json and pictures of the worst frames.")]
_Worst = Annotated[int, typer.Option(min=0, help="How many of the worst frames are drawn into --out.")]
_Save = Annotated[Path | None, typer.Option(help="Keep what was measured in this file, .json.")]
_Json = Annotated[bool, typer.Option("--json", help="Print the result as JSON, for scripts, in place of the tables.")]
_Seed = Annotated[int, typer.Option(help="Of the redrawn images that an interval is made of.")]


@dataclass(frozen=True, slots=True, kw_only=True)
class EvaluateOptions:
    """What `driftwatch evaluate` is asked for."""

    model: _Model
    dataset: _Dataset = None
    reviewed: _Reviewed = None
    service: _Service = ""
    labels: Labels = None
    attributes: Attributes = ""
    out: _Out = None
    worst: _Worst = 12
    save_reference: _Save = None
    as_json: _Json = False
    seed: _Seed = 0


@takes(EvaluateOptions)
def evaluate(options: EvaluateOptions) -> None:
    """Looks at images whose true boxes are known: precision, recall and F1 of what callers get, and AP as COCO has it.

    With a second --model it also says how the two differ on the same images, with a 95% interval. Exit status 0: done;
    3: the second model's F1 is proven lower; 1: an error.
    """
    from driftwatch.cli.model_runner import read_settings
    from driftwatch.quality.evaluation.readers.registry import read_dataset

    model = options.model
    if len(model) > 2:
        raise ConfigError(["--model: one, or two that are compared"])
    if options.save_reference is not None and len(model) > 1:
        raise ConfigError(["--save-reference: a reference is of one model"])
    settings = read_settings(given_attributes(options.attributes, options.labels))
    with _dataset(options) as dataset:
        labelled = read_dataset(dataset)
        with progress(len(labelled.images) * len(model)) as step:
            results = [_judged(one, settings, labelled, step) for one in model]
        content = _record(results, options)
        status = _show(content, options.as_json)
        if options.out is not None:
            _write(options.out, results[-1], content, options.worst)
        if options.save_reference is not None:
            _save(options.save_reference, results[0], model[0], settings)
    raise typer.Exit(status)


@contextmanager
def _dataset(options: EvaluateOptions) -> Generator[Path, None, None]:
    """Where the images are; reviewed frames are written into a folder that goes again."""
    if (options.dataset is None) == (options.reviewed is None):
        raise ConfigError(["--dataset or --reviewed: name labelled images, or a state folder with reviewed frames"])
    if options.dataset is not None:
        yield options.dataset
        return
    from driftwatch.cli.review_source import FolderSource
    from driftwatch.cli.reviewed_set import write_reviewed

    assert options.reviewed is not None
    with TemporaryDirectory(prefix="driftwatch-reviewed-") as place:
        source = FolderSource(options.reviewed, options.service, lambda notice: typer.echo(notice.text, err=True))
        try:
            count = write_reviewed(source.ask, Path(place))
        finally:
            source.close()
        typer.echo(f"{count} reviewed frames", err=True)
        yield Path(place)


def _judged(
    model: Path, settings: "VisionAttributes", labelled: "LabelledSet", step: Callable[[], None]
) -> "Evaluation":
    from driftwatch.cli.evaluation import look_at_all

    return look_at_all(model, settings, labelled, step)


def _record(results: "list[Evaluation]", options: EvaluateOptions) -> "dict[str, object]":
    from driftwatch.cli.evaluation_page import record

    return record(results, options.model, options.seed)


def _show(content: "dict[str, object]", as_json: bool) -> int:
    import json

    from rich.console import Console

    from driftwatch.cli.evaluation_page import is_worse, tables

    if as_json:
        print(json.dumps(content, indent=1))
    else:
        for one in tables(content):
            Console().print(one)
    return WORSE if is_worse(content) else 0


def _write(out: Path, result: "Evaluation", content: "dict[str, object]", worst: int) -> None:
    import json

    from driftwatch.cli.evaluation import draw_worst

    try:
        out.mkdir(parents=True, exist_ok=True)
        (out / "evaluation.json").write_text(json.dumps(content, indent=1) + "\n", encoding="utf-8")
        for name, data in draw_worst(result, worst):
            (out / name).write_bytes(data)
    except OSError as error:
        raise ConfigError([f"--out: {out} cannot be written ({error.strerror})"]) from error
    typer.echo(f"Written to {out}", err=True)


def _save(path: Path, result: "Evaluation", model: Path, settings: "VisionAttributes") -> None:
    from driftwatch.inference.identity import file_sha256, package_version
    from driftwatch.observation import ModelIdentity
    from driftwatch.quality.evaluation.reference_file import reference_of, write_evaluation_reference

    identity = ModelIdentity(model.stem, package_version(model), file_sha256(model))
    reference = reference_of(result, identity.key, settings.filter, settings.watch.statistics)
    write_evaluation_reference(path, reference)
    typer.echo(f"Written to {path}", err=True)
