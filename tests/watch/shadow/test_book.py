from pathlib import Path

import pytest

from driftwatch.errors import ConfigError
from driftwatch.monitoring.agreement import Agreement, Terms, Voice
from driftwatch.monitoring.units import CONFIDENCE_UNITS
from driftwatch.observation import ModelIdentity
from driftwatch.watch.shadow.book import Pairing, ShadowBook, Standing
from driftwatch.watch.shadow.command import tell_shadow

LIVE, CANDIDATE = ModelIdentity("people", "1", "ab"), ModelIdentity("people-next", "2", "cd")
PAIRING = Pairing(LIVE, CANDIDATE)
SEEN = Agreement(
    frames=10,
    skipped=3,
    failed=1,
    agreeing=8,
    pairs=9,
    only_live=1,
    only_candidate=1,
    live=Voice(10, 1, 9 * CONFIDENCE_UNITS, {"person": 8, "dog": 2}),
    candidate=Voice(12, 6, 6 * CONFIDENCE_UNITS, {"person": 11, "dog": 1}),
)


@pytest.fixture
def book() -> ShadowBook:
    return ShadowBook(lambda: 1_790_000_040.0)


def test_counts_add_up_for_each_camera(book: ShadowBook) -> None:
    for camera in ("gate", "gate", "door"):
        book.add(camera, PAIRING, SEEN)
    assert book.figures("gate").counts == SEEN + SEEN
    assert book.figures("door").counts == SEEN
    book.reset("gate")
    assert book.figures("gate").counts == Agreement()


@pytest.mark.parametrize(
    "other",
    [
        Pairing(LIVE, ModelIdentity("people-next", "3", "ef")),
        Pairing(ModelIdentity("people", "2", "cd"), CANDIDATE),
        Pairing(LIVE, CANDIDATE, Terms(iou=0.7)),
    ],
)
def test_another_model_or_another_measure_begins_anew(book: ShadowBook, other: Pairing) -> None:
    book.add("gate", PAIRING, SEEN)
    book.add("gate", other, Agreement(skipped=2))
    assert book.figures("gate").pairing == PAIRING  # nothing was compared so far
    book.add("gate", other, SEEN)
    assert (book.figures("gate").pairing, book.figures("gate").counts) == (other, SEEN)


def test_the_figures_outlive_a_restart(book: ShadowBook, tmp_path: Path) -> None:
    path = tmp_path / "shadow" / "people.json"
    book.open(path)
    book.add("gate", PAIRING, SEEN)
    book.add("door", Pairing(LIVE, ModelIdentity("people-next")), Agreement(skipped=1))
    book.save()
    after = ShadowBook(lambda: 1_790_009_999.0)
    after.open(path)
    assert after.figures("gate") == book.figures("gate")
    assert after.figures("door") == book.figures("door")


def test_what_was_counted_before_the_file_was_opened_again_is_newer(book: ShadowBook, tmp_path: Path) -> None:
    book.open(tmp_path / "b.json")
    book.add("gate", PAIRING, SEEN)
    book.save()
    book.add("gate", PAIRING, SEEN)
    book.open(tmp_path / "b.json")
    assert book.figures("gate").counts == SEEN + SEEN


@pytest.mark.parametrize("damage", ["", "{", "[]", "3", '{"gate": 3}', '{"gate": {"schema": 9}}', '{"gate": null}'])
def test_a_damaged_file_begins_anew(book: ShadowBook, tmp_path: Path, damage: str) -> None:
    path = tmp_path / "b.json"
    path.write_text(damage)
    book.open(path)
    assert book.figures("gate").counts == Agreement()


def test_a_disk_that_fails_fails_nothing(book: ShadowBook, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    book.open(tmp_path / "file" / "b.json")
    book.add("gate", PAIRING, SEEN)
    book.save()
    assert book.figures("gate").counts == SEEN


def test_the_comparison_is_told_in_words(book: ShadowBook) -> None:
    book.standing = Standing("running", "people-next")
    book.add("gate", PAIRING, SEEN)
    told = tell_shadow(book, "gate", reset=False)
    assert told["words"] == [
        "people-next 2 was compared with people 1 on 10 frames; 3 frames were skipped, and on 1 the candidate failed.",
        "They agree on 90.0% of the objects; 80.0% of the frames hold no difference.",
        "Seen by one alone: 1 by people 1, 1 by people-next 2.",
        "people 1 saw 10 objects, 10.0% of them with low confidence; its mean confidence is 0.90.",
        "people-next 2 saw 12 objects, 50.0% of them with low confidence; its mean confidence is 0.50.",
        "The candidate sees more: person (11 against 8).",
        "The candidate sees less: dog (1 against 2).",
    ]
    assert (told["state"], told["agreement"], told["frames"]) == ("running", 0.9, 10)
    assert told["candidate"]["detections_per_frame"] == 1.2
    assert told["labels"] == [
        {"label": "dog", "live": 2, "candidate": 1},
        {"label": "person", "live": 8, "candidate": 11},
    ]


def test_before_the_first_comparison_nothing_is_invented(book: ShadowBook) -> None:
    with pytest.raises(ConfigError, match="name one in the attribute shadow"):
        tell_shadow(book, "gate", reset=False)
    book.standing = Standing("failing", "people-next", "it is damaged")
    told = tell_shadow(book, "gate", reset=False)
    assert "agreement" not in told
    assert (told["problem"], told["frames"]) == ("it is damaged", 0)
    assert told["words"] == ["No frame was compared yet; 0 frames were skipped, and on 0 the candidate failed."]


def test_models_that_see_nothing_say_so(book: ShadowBook) -> None:
    book.standing = Standing("running", "people-next")
    book.add("gate", PAIRING, Agreement(frames=2, agreeing=2))
    assert tell_shadow(book, "gate", reset=False)["words"][1:] == [
        "Neither model saw anything sure enough to be compared.",
        "people 1 saw nothing.",
        "people-next 2 saw nothing.",
    ]


def test_a_reset_tells_the_last_of_the_old_comparison(book: ShadowBook, tmp_path: Path) -> None:
    book.standing = Standing("running", "people-next")
    book.open(tmp_path / "b.json")
    book.add("gate", PAIRING, SEEN)
    assert tell_shadow(book, "gate", reset=True)["frames"] == 10
    assert tell_shadow(book, "gate", reset=False)["frames"] == 0
    after = ShadowBook(lambda: 0.0)
    after.open(tmp_path / "b.json")
    assert after.figures("gate").counts == Agreement()
