import numpy as np
import pytest

from driftwatch.inference.answer import Size
from driftwatch.inference.heads.common.anchor_grid import AnchorSettings, anchors
from driftwatch.inference.heads.selection.choose import choose
from driftwatch.inference.output_settings import OutputSettings
from driftwatch.inference.tensors import Array, ModelInfo, RawDetector
from tests.inference.heads.scene_cells import anchored, octave_anchors
from tests.inference.heads.scenes import f32, logit
from tests.inference.heads.variants import a_scene, assert_is_read, chosen

AUTOML, MODEL_MAKER = (1.0, 2.0, 0.5), (0.5, 1.0, 2.0)


def written(side: int, scale: float, ratios: tuple[float, ...]) -> dict[str, Array]:
    boxes, scores = anchored(a_scene(Size(side, side)), octave_anchors(side, scale, ratios))
    return {"boxes": f32(boxes[None]), "scores": f32(scores[None])}


@pytest.mark.parametrize(
    ("side", "scale", "ratios", "doubted"),
    [
        (256, 3.0, MODEL_MAKER, False),
        (320, 3.0, AUTOML, False),
        (384, 3.0, AUTOML, True),
        (448, 3.0, AUTOML, False),
        (512, 4.0, AUTOML, True),
        (640, 4.0, AUTOML, True),
    ],
)
def test_published_anchors_go_by_the_size_of_the_image(
    side: int, scale: float, ratios: tuple[float, ...], doubted: bool
) -> None:
    outputs = written(side, scale, ratios)
    choice = chosen(outputs, Size(side, side), 6)
    assert choice.decoder == "efficientdet"
    assert bool(choice.doubts) == doubted
    assert_is_read(choice, outputs, a_scene(Size(side, side)))


def test_the_doubt_names_the_attribute_that_reads_the_other_model() -> None:
    outputs, canvas = written(384, 3.0, MODEL_MAKER), Size(384, 384)
    told = chosen(outputs, canvas).doubts[0]
    assert '"aspect_ratios": [0.5, 1.0, 2.0], "scales_per_octave": 3, "anchor_scale": 3' in told
    own = AnchorSettings((8, 16, 32, 64, 128), aspect_ratios=MODEL_MAKER, scales_per_octave=3, anchor_scale=3.0)
    choice = chosen(outputs, canvas, settings=OutputSettings(anchors=own))
    assert (choice.decoder, choice.doubts) == ("efficientdet", ())
    assert_is_read(choice, outputs, a_scene(canvas))


def test_scores_may_be_logits() -> None:
    outputs = written(320, 3.0, AUTOML)
    outputs["scores"] = f32(logit(outputs["scores"].astype(float)))
    assert_is_read(chosen(outputs, Size(320, 320), 6), outputs, a_scene(Size(320, 320)))


@pytest.mark.parametrize("logits", [False, True])
def test_anchors_and_scales_of_the_metadata_win(logits: bool) -> None:
    canvas, scene = Size(300, 200), a_scene(Size(300, 200))
    grid = np.random.default_rng(7).uniform(0.1, 0.9, (500, 4))
    boxes, scores = anchored(scene, grid * [300, 200, 300, 200])
    divisors = (10.0, 20.0, 5.0, 4.0)
    stored = RawDetector(grid.astype("<f4").tobytes(), divisors, exponential=True, logits=logits)
    outputs = {"a": f32((boxes * np.take(divisors, [1, 0, 3, 2]))[None]), "b": f32(scores[None])}
    if logits:
        outputs["b"] = f32(logit(scores)[None])
    info = ModelInfo("model", "kind", (), (), raw_detector=stored)
    choice = choose(info, OutputSettings(), outputs, canvas, 6)
    assert (choice.decoder, choice.doubts) == ("efficientdet", ())
    assert_is_read(choice, outputs, scene)


def test_anchors_are_laid_out_as_in_the_published_code() -> None:
    settings = AnchorSettings((8, 16, 32, 64, 128), aspect_ratios=AUTOML, scales_per_octave=3, anchor_scale=3.0)
    np.testing.assert_allclose(anchors(settings, Size(320, 320)) * 320, octave_anchors(320, 3.0, AUTOML))
