import pytest

from driftwatch.engine.watch_pace import WINDOW, WatchPace


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


class Scene:
    """A watch loop of five frames a second on a clock of its own."""

    def __init__(self) -> None:
        self.clock = Clock()
        self.said: list[str] = []
        self.shares: list[float] = []
        self.pace = WatchPace(5.0, self.clock, self.said.append, self.shares.append)

    def go_on(self, seconds: int, looks: int) -> None:
        """That many looks a second, and the turns that are missing to five."""
        for _ in range(seconds):
            for _ in range(looks):
                self.pace.looked(0.1)
            self.pace.missed(5 - looks)
            self.clock.now += 1.0


def test_a_loop_that_keeps_up_says_nothing() -> None:
    scene = Scene()
    scene.go_on(seconds=90, looks=5)
    assert scene.said == []
    assert set(scene.shares) == {1.0}


def test_falling_behind_and_keeping_up_again_are_one_line_each() -> None:
    scene = Scene()
    scene.go_on(seconds=120, looks=2)
    assert scene.shares[-1] == pytest.approx(0.4)
    scene.go_on(seconds=120, looks=5)
    behind, again = scene.said
    assert behind.startswith("watching falls behind: 2 frames a second of the 5 that watch_hz asks for")
    assert again == "watching keeps up again"
    assert scene.shares[-1] == 1.0


def test_a_short_stall_is_a_reading_and_no_line() -> None:
    scene = Scene()
    scene.go_on(seconds=WINDOW, looks=5)
    scene.go_on(seconds=5, looks=0)
    scene.go_on(seconds=1, looks=5)
    assert scene.shares[-1] == pytest.approx(55 / 60, abs=0.01)
    assert scene.said == []


def test_parts_of_turns_add_up() -> None:
    scene = Scene()
    for _ in range(60):  # each look takes nearly two turns
        scene.pace.looked(0.38)
        scene.pace.missed(0.9)
        scene.clock.now += 0.38
    assert scene.pace.share == pytest.approx(1 / 1.9)


def test_figures_say_how_old_a_frame_is_when_it_is_answered() -> None:
    scene = Scene()
    assert scene.pace.figures() == {"share": 1.0}
    for hundredths in range(100):
        scene.pace.looked(hundredths / 100)
    assert scene.pace.figures() == {"share": 1.0, "seconds_p50": 0.5, "seconds_p95": 0.95}
