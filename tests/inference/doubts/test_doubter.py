import numpy as np
import pytest

from driftwatch.errors import OutputError
from driftwatch.inference.answer import Size
from driftwatch.inference.doubts.doubter import AGAIN, FRAMES, ROUNDING, Doubter
from driftwatch.inference.doubts.sample import Kind
from driftwatch.inference.geometry import place
from driftwatch.inference.heads.selection.choice import Choice
from driftwatch.inference.heads.viam_tensors import ViamTensors
from driftwatch.inference.heads.yolo_end_to_end import YoloEndToEnd
from driftwatch.inference.input_stage import Prepared
from driftwatch.inference.output_settings import OutputSettings
from driftwatch.inference.output_stage import OutputStage
from driftwatch.inference.tensors import Array, Quantization

CANVAS = Size(64, 64)
END_TO_END = Choice("yolo_end_to_end", "", YoloEndToEnd("output0"))
GOOD = (16.0, 16.0, 32.0, 40.0, 0.9, 1.0)


def doubter(choice: Choice = END_TO_END, labels: list[str] | None = None) -> Doubter:
    return Doubter(OutputStage(choice, OutputSettings(), labels))


def shown(image: int) -> Prepared:
    tensor = np.full((1, 3, 64, 64), image, np.float32)
    return Prepared({"image": tensor}, place(CANVAS, CANVAS, "stretch"), CANVAS, CANVAS)


def rows(*given: tuple[float, ...]) -> dict[str, Array]:
    table = np.zeros((1, 30, 6), np.float32)
    table[0, : len(given)] = np.reshape(given, (-1, 6))
    return {"output0": table}


def guards(judge: Doubter) -> list[str]:
    return [doubt.guard for doubt in judge.doubts]


def read(judge: Doubter, image: int, *given: tuple[float, ...], kind: Kind = "frame") -> None:
    judge.read(rows(*given), shown(image), kind)


def test_a_model_that_is_read_right_is_in_no_doubt() -> None:
    judge = doubter()
    read(judge, 0, kind="plain")
    for image in range(1, FRAMES + 5):
        read(judge, image, (16.0, 16.0, 32.0, 30.0 + image % 7, 0.9, 1.0))
    assert judge.doubts == ()


@pytest.mark.parametrize("kind", ["plain", "textured"])
def test_scores_that_cannot_be_are_refused_at_a_trial(kind: Kind) -> None:
    with pytest.raises(OutputError, match="probably read wrong: its class scores run from 0 to 7"):
        read(doubter(), 0, (16.0, 16.0, 32.0, 40.0, 7.0, 1.0), kind=kind)


def test_on_a_frame_they_are_a_doubt_and_the_answer_is_given_clipped() -> None:
    judge = doubter()
    answer = judge.read(rows((16.0, 16.0, 32.0, 40.0, 7.0, 1.0)), shown(0)).answer
    assert answer.detections is not None
    assert answer.detections[0].confidence == 1.0
    assert guards(judge) == ["scores_outside"]


def test_rounding_is_no_reason_nor_is_a_step_of_quantisation() -> None:
    read(doubter(), 0, (*GOOD[:4], 1 + ROUNDING * 0.9, 1.0), kind="plain")
    steps = Choice("yolo_end_to_end", "", YoloEndToEnd("output0"), scales={"other": Quantization(0.05, 0)})
    read(doubter(steps), 0, (*GOOD[:4], 1.04, 1.0), kind="plain")


def test_a_model_of_the_builtin_service_s_rules_is_doubted_and_not_refused() -> None:
    judge = doubter(Choice("viam_tensors", "", ViamTensors("location", "score"), keeps_empty=True))
    outputs = {"location": np.full((1, 1, 4), 0.2, np.float32), "score": np.array([[-4.0]], np.float32)}
    judge.read(outputs, shown(0), "plain")
    assert "scores_outside" in guards(judge)


def test_an_image_that_is_shown_again_proves_nothing() -> None:
    judge = doubter()
    for _ in range(9):
        read(judge, 5, GOOD)
    assert judge.doubts == ()
    for image in range(2):
        read(judge, image, GOOD)
    assert guards(judge) == ["unchanging"]


def test_a_doubt_is_taken_back_by_a_frame_that_refutes_it() -> None:
    judge = doubter()
    for image in range(4):
        read(judge, image, GOOD)
    doubts = judge.doubts
    assert guards(judge) == ["unchanging"]
    assert judge.doubts is doubts  # as long as nothing is found out
    read(judge, 9, (1.0, 2.0, 30.0, 40.0, 0.5, 0.0))
    assert judge.doubts == ()


def test_after_the_first_frames_a_model_in_no_doubt_is_left_alone() -> None:
    judge = doubter()
    for image in range(FRAMES):
        read(judge, image, (16.0, 16.0, 32.0, 30.0 + image % 7, 0.9, 1.0))
    read(judge, 1000, (16.0, 16.0, 32.0, 40.0, 7.0, 1.0))
    assert judge.doubts == ()


def test_a_doubt_that_stands_is_looked_at_again_now_and_then() -> None:
    judge = doubter()
    for image in range(FRAMES):
        read(judge, image, GOOD)
    other = (1.0, 2.0, 30.0, 40.0, 0.5, 0.0)
    for image in range(AGAIN - 1):
        read(judge, 1000 + image, other)
    assert guards(judge) == ["unchanging"]
    read(judge, 2000, other)
    assert judge.doubts == ()


def test_outputs_that_cannot_be_read_raise_and_are_counted() -> None:
    judge = doubter(labels=["cat"])
    for image in range(3):
        with pytest.raises(OutputError, match="only 1 labels"):
            read(judge, image, GOOD)
    assert guards(judge) == ["unreadable"]
    assert "only 1 labels" in judge.doubts[0].text


def test_its_memory_does_not_grow() -> None:
    judge = doubter()
    for image in range(40 * FRAMES):
        read(judge, image, GOOD)
    assert len(judge._shown) <= FRAMES + 2  # pyright: ignore[reportPrivateUsage]


def test_rows_without_a_score_are_no_answer_that_could_be_the_same() -> None:
    judge = doubter(Choice("viam_tensors", "", ViamTensors("location", "score"), keeps_empty=True))
    for image in range(9):
        judge.read({"location": np.zeros((1, 5, 4)), "score": np.zeros((1, 5))}, shown(image))
    assert judge.doubts == ()
