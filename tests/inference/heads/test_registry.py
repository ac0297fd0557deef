"""The contract of every convention, each tried with outputs written from its definition."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from driftwatch.errors import ModelError, OutputError
from driftwatch.inference.answer import Box, Size
from driftwatch.inference.geometry import place
from driftwatch.inference.heads.convention import Convention
from driftwatch.inference.heads.registry import CONVENTIONS
from driftwatch.inference.heads.selection.choice import Choice
from driftwatch.inference.heads.selection.choose import DECODERS, choose
from driftwatch.inference.output_settings import OutputSettings
from driftwatch.inference.output_stage import OutputStage
from driftwatch.inference.tensors import ModelInfo, Tensors
from tests.inference.heads.scenes import Scene, scenes
from tests.inference.heads.writers import WRITERS, Writer

every_convention = pytest.mark.parametrize("convention", CONVENTIONS, ids=lambda convention: convention.name)


def chosen(writer: Writer, outputs: Tensors, decoder: str = "auto") -> Choice:
    info = ModelInfo("model", writer.kind, (), (), properties=writer.properties)
    return choose(info, OutputSettings(decoder=decoder), outputs, writer.canvas, writer.classes)


def a_scene(writer: Writer) -> Scene:
    return Scene(np.array([[0.3, 0.3, 0.4, 0.45]]), np.array([writer.classes - 1]), np.array([0.8]), writer.canvas, 3)


def test_names_are_unique_and_offered_as_choices() -> None:
    names = [convention.name for convention in CONVENTIONS]
    assert len(set(names)) == len(names)
    assert set(DECODERS) == {"auto", "classifier", *names}
    assert set(WRITERS) == set(names)


def test_the_documentation_has_a_row_for_each() -> None:
    text = (Path(__file__).parents[3] / "docs" / "models.md").read_text()
    assert [name for name in DECODERS if f"| `{name}` |" not in text] == []


@every_convention
@settings(max_examples=max(8, settings().max_examples // 4))  # of each of some thirty conventions
@given(data=st.data())
def test_reads_back_what_was_written(convention: Convention, data: st.DataObject) -> None:
    writer = WRITERS[convention.name]
    scene = data.draw(scenes(writer.canvas, writer.classes))
    choice = chosen(writer, writer.write(a_scene(writer)))
    answer = OutputStage(choice, OutputSettings(), None).read(
        writer.write(scene), place(Size(777, 333), scene.canvas, "stretch")
    )
    assert answer.size == Size(777, 333)
    assert answer.detections is not None
    found = sorted(answer.detections, key=lambda one: cell(one.box))
    order = sorted(range(len(scene.boxes)), key=lambda row: cell(Box(*scene.boxes[row].tolist())))
    assert [one.label for one in found] == [str(scene.classes[row]) for row in order]
    corners = [(one.box.xmin, one.box.ymin, one.box.xmax, one.box.ymax) for one in found]
    np.testing.assert_allclose(np.reshape(corners, (-1, 4)), writer.boxes(scene)[order], atol=1e-4)
    np.testing.assert_allclose([one.confidence for one in found], scene.scores[order], atol=1e-5)


def cell(box: Box) -> tuple[int, int]:
    """Of the 4 x 4 grid in which scenes are laid out: no two objects share one."""
    return int(2 * (box.xmin + box.xmax)), int(2 * (box.ymin + box.ymax))


@every_convention
def test_is_recognised_by_itself(convention: Convention) -> None:
    writer = WRITERS[convention.name]
    choice = chosen(writer, writer.write(a_scene(writer)))
    assert choice.decoder == convention.name
    assert choice.reason.startswith(f"{convention.name}: ")
    assert choice.classifier is None


@every_convention
def test_can_be_named(convention: Convention) -> None:
    writer = WRITERS[convention.name]
    choice = chosen(writer, writer.write(a_scene(writer)), convention.name)
    assert choice.decoder == convention.name
    assert "attribute decoder" in choice.reason


@every_convention
def test_other_outputs_are_refused_in_words(convention: Convention) -> None:
    with pytest.raises(ModelError, match="the model gives"):
        chosen(WRITERS[convention.name], {"x": np.zeros((1, 3), np.float32)}, convention.name)


def damaged(outputs: Tensors, how: str) -> dict[str, Any]:
    parts = dict(outputs)
    for name, array in outputs.items():
        if how == "not finite" and np.issubdtype(array.dtype, np.floating):
            parts[name] = np.full_like(array, np.nan)
        if how == "infinite" and np.issubdtype(array.dtype, np.floating):
            parts[name] = np.full_like(array, np.inf)
        if how == "one dimension":
            parts[name] = array.reshape(-1)[:3]
        if how == "missing":
            del parts[name]
    return parts


@every_convention
@pytest.mark.parametrize("how", ["not finite", "infinite", "one dimension", "missing"])
def test_damaged_outputs_are_an_error(convention: Convention, how: str) -> None:
    writer = WRITERS[convention.name]
    outputs = writer.write(a_scene(writer))
    choice = chosen(writer, outputs)
    with pytest.raises(OutputError) as caught:
        OutputStage(choice, OutputSettings(), None).read(
            damaged(outputs, how), place(writer.canvas, writer.canvas, "stretch")
        )
    assert "\n" not in str(caught.value)
    assert len(str(caught.value)) > 20
