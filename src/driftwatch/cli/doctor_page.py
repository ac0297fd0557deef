"""A diagnosis on the terminal."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence

from rich.console import Console
from rich.markup import escape
from rich.table import Table
from rich.text import Text

from driftwatch.cli.doctor_run import Findings
from driftwatch.doctor.diagnosis import Diagnosis
from driftwatch.errors import printable
from driftwatch.inference.answer import Answer, Box, Classification, Detection
from driftwatch.inference.tensors import TensorSpec
from driftwatch.report.drawing import MOST, MOST_CLASSES, most_confident

_LONGEST = 100  # characters of a metadata value
_FEW = 8  # labels


def show(findings: Findings, console: Console) -> None:
    """Everything but the drawing: what the model is, how it is used, what it saw, what is wrong, what to paste."""
    diagnosis = findings.diagnosis
    if diagnosis is not None:
        console.print(_facts(findings, diagnosis))
        if diagnosis.tried:
            console.print(_tried(diagnosis))
        if diagnosis.answer is not None:
            for part in _seen(findings.picture.name, diagnosis.answer, diagnosis.raw or diagnosis.answer):
                console.print(part)
    for warning in findings.warnings:
        console.print(f"[yellow]warning[/]  {escape(printable(warning))}", soft_wrap=True)
    for problem in findings.problems:
        console.print(f"[red]problem[/]  {escape(problem)}", soft_wrap=True)
    for doubt in findings.doubts:
        console.print(f"[red]in doubt[/]  {escape(printable(doubt))}", soft_wrap=True)
    if findings.config is not None:
        said = "[red]It runs, but is in doubt.[/]" if findings.doubts else "[green]It works.[/]"
        console.print(f"{said} To paste into the machine's config:")
        console.print(json.dumps(findings.config, indent=2), soft_wrap=True, highlight=False, markup=False)


def _facts(findings: Findings, diagnosis: Diagnosis) -> Table:
    info = diagnosis.info
    table = Table(show_header=False, box=None, padding=(0, 2, 0, 0))
    table.add_column(style="bold", no_wrap=True)
    table.add_column(overflow="fold")
    rows: list[tuple[str, Iterable[str]]] = [
        ("model", [f"{findings.model.name} {findings.version}".strip(), f"SHA-256 {findings.sha256[:16]}..."]),
        ("inputs", map(_tensor, info.inputs)),
        ("outputs", map(_tensor, info.outputs)),
        ("metadata", _metadata(info.description, info.properties)),
        ("labels", _labels(diagnosis)),
    ]
    if diagnosis.preparation:
        made = [f"{name}: {text}" for name, text in diagnosis.preparation.items() if name != "decoder"]
        rows.append(("image", made))
    if diagnosis.choice is not None:
        rows.append(("decoder", [diagnosis.choice.reason]))
    if diagnosis.milliseconds is not None:
        rows.append(("inference", [f"{diagnosis.milliseconds:.1f} ms (median of {diagnosis.runs})"]))
    for name, lines in rows:
        table.add_row(name, Text("\n".join(map(printable, lines))))
    return table


def _tensor(spec: TensorSpec) -> str:
    scale = spec.quantization
    return str(spec) if scale is None else f"{spec}, quantised: {scale.scale:.6g} x (value - {scale.zero_point})"


def _metadata(description: str, properties: Mapping[str, str]) -> list[str]:
    found = [f"description: {description}"] if description else []
    found += [f"{name}: {value}" for name, value in sorted(properties.items())]
    return [line if len(line) <= _LONGEST else line[: _LONGEST - 3] + "..." for line in found] or ["none"]


def _labels(diagnosis: Diagnosis) -> list[str]:
    labels = diagnosis.labels
    if labels is None:
        return ["none"]
    more = ", ..." if len(labels) > _FEW else ""
    return [f"{len(labels)}, from {diagnosis.label_source}", ", ".join(labels[:_FEW]) + more]


def _tried(diagnosis: Diagnosis) -> Table:
    table = _table("decoder that was tried", "reads", "fits")
    for one in diagnosis.tried:
        table.add_row(one.decoder, Text(one.expected), Text(one.evidence or "no"))
    return table


def _seen(name: str, answer: Answer, raw: Answer) -> Iterator[str | Table]:
    """For each role a line, and a table where there is anything to list."""
    picture = f"{escape(name)}, {answer.size.width} x {answer.size.height}"
    if answer.detections is not None:
        yield f"[bold]{picture}:[/] {escape(_counted('detection', answer.detections, raw.detections or ()))}"
        table = _table("label", "confidence", "box in pixels")
        for one in most_confident(answer.detections, MOST):
            table.add_row(Text(printable(one.label)), f"{one.confidence:.3f}", _pixels(one.box, answer))
        if answer.detections:
            yield table
    if answer.classifications is not None:
        yield f"[bold]{picture}:[/] {escape(_counted('class', answer.classifications, raw.classifications or ()))}"
        table = _table("label", "confidence")
        for best in most_confident(answer.classifications, MOST_CLASSES):
            table.add_row(Text(printable(best.label)), f"{best.confidence:.3f}")
        if answer.classifications:
            yield table


def _table(*columns: str) -> Table:
    table = Table(box=None, padding=(0, 2, 0, 0))
    for column in columns:
        table.add_column(column)
    return table


def _counted(what: str, kept: Sequence[Detection | Classification], raw: Sequence[Detection | Classification]) -> str:
    """As in "3 detections, and 2 filtered out, the best of them cat 0.412"."""
    what = f"{len(kept)} {what if len(kept) == 1 else what + ('es' if what.endswith('s') else 's')}"
    passed = {id(one) for one in kept}  # a filter gives the very same ones; a model may have 20,000 classes
    left_out = [one for one in raw if id(one) not in passed]
    if not left_out:
        return what
    best = max(left_out, key=lambda one: one.confidence)
    top = f"{printable(best.label)} {best.confidence:.3f}"
    return f"{what}, and {len(left_out)} filtered out, the best of them {top}"


def _pixels(box: Box, answer: Answer) -> str:
    width, height = answer.size.width, answer.size.height
    return f"{box.xmin * width:.0f}, {box.ymin * height:.0f} to {box.xmax * width:.0f}, {box.ymax * height:.0f}"
