from driftwatch.monitoring.scene.explain import ModelAlert, SceneView, explain
from driftwatch.monitoring.scene.findings import STEPS, SceneFinding

HOUR = 3600.0
DARKER = SceneFinding("darker", "the picture is 40 grey levels darker", 10 * HOUR, 2.0, "warning", STEPS["darker"])


def clock(running: float) -> str:
    return f"{int(running // HOUR)}:00"


def fell(since: float = 11 * HOUR, labels: tuple[str, ...] = ("person",)) -> ModelAlert:
    return ModelAlert("confidence fell by 0.12", since, labels, 60)


def test_a_usual_picture_leaves_the_model() -> None:
    said = explain(SceneView(True, True), fell(), clock)
    assert said.why == "model"
    assert said.sentence == (
        "confidence fell by 0.12 (person); the picture is as usual, so it is the model or what it is shown"
    )
    assert said.step == "review 60 frames with person, then accept or retrain"


def test_a_scene_that_changed_at_the_same_time_comes_first() -> None:
    said = explain(SceneView(True, True, (DARKER,)), fell(), clock)
    assert said.why == "scene"
    assert "the scene changed at the same time: the picture is 40 grey levels darker since 10:00" in said.sentence
    assert said.step == STEPS["darker"]


def test_a_scene_that_changed_later_does_not_explain_it() -> None:
    said = explain(SceneView(True, True, (DARKER,)), fell(since=5 * HOUR), clock)
    assert (said.why, said.step) == ("model", "review 60 frames with person")


def test_what_is_not_measured_or_learned_is_not_known() -> None:
    assert explain(SceneView(False, True, (DARKER,)), fell(), clock).why == "unknown"
    assert explain(SceneView(True, False), fell(labels=()), clock).step == "review 60 frames"


def test_without_thumbnails_the_view_is_not_called_usual() -> None:
    said = explain(SceneView(True, True, looked=False), fell(), clock)
    assert said.why == "unknown"
    assert "sharpness are as usual; whether the camera was moved or covered is not known" in said.sentence
    assert explain(SceneView(True, True, (DARKER,), looked=False), fell(), clock).why == "scene"
