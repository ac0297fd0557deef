from pathlib import Path

import pytest

from driftwatch.monitoring.agreement import Agreement, Terms, Voice
from driftwatch.monitoring.units import CONFIDENCE_UNITS
from driftwatch.observation import ModelIdentity
from driftwatch.watch.shadow.book import Pairing, ShadowBook

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
