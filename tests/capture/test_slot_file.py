import json
import random
import zlib
from itertools import count
from pathlib import Path

import pytest

from driftwatch.capture.files import Files
from driftwatch.capture.slot_file import DamagedFileError, SlotFile
from tests.capture.failing import FailingFiles, Killed, no_space


def test_gives_what_was_written_last_however_its_size_changes(tmp_path: Path) -> None:
    path, chance = tmp_path / "there" / "a.json", random.Random(1)
    file = SlotFile(path)
    for _ in range(60):
        content = chance.randbytes(chance.choice((0, 10, 900, 5000, 20_000)))
        file.write(content)
        assert file.read() == content
        if chance.random() < 0.3:
            file = SlotFile(path)
            if chance.random() < 0.5:
                assert file.read() == content


@pytest.mark.parametrize("failure", [Killed(), no_space()], ids=["killed", "full"])
def test_a_write_that_fails_halfway_leaves_what_was_there(tmp_path: Path, failure: BaseException) -> None:
    """At its n-th operation on the disk, for every n until nothing fails."""
    for n in count(1):
        disk = FailingFiles(lambda operation, last=n: failure if operation == last else None)
        path = tmp_path / f"{n}.json"
        file, done = SlotFile(path, disk), b""
        has_failed = False
        for number in range(5):
            content = f"content {number}".encode() * (1 if number < 3 else 2000)
            try:
                file.write(content)
            except (Killed, OSError):
                has_failed = True
                if isinstance(failure, Killed):
                    file = SlotFile(path)
                assert not done or file.read() in (done, content)
            else:
                done = content
        assert SlotFile(path).read() == done
        if not has_failed:
            assert n > 8
            return


def damaged(path: Path, *places: int) -> Path:
    """A copy of a file with a byte changed in these places."""
    content, room = bytearray(path.read_bytes()), path.stat().st_size // 3
    for place in places:
        content[place * room + 60] ^= 1
    other = path.with_name("damaged.json")
    other.write_bytes(content)
    return other


def test_places_that_are_damaged_leave_the_other_ones(tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    file = SlotFile(path)
    for number in range(3):
        file.write(f"content {number}".encode() * 9)
        file.write(f"soon {number}".encode() * 9, is_synced=False)
    found: set[bytes] = set()
    for pair in ((0, 1), (0, 2), (1, 2)):
        found.add(SlotFile(damaged(path, *pair)).read())
    assert found == {one.encode() * 9 for one in ("content 1", "content 2", "soon 2")}
    with pytest.raises(DamagedFileError, match=r"^damaged\.json is damaged"):
        SlotFile(damaged(path, 0, 1, 2)).read()


def test_what_the_disk_surely_has_is_never_written_over(tmp_path: Path) -> None:
    """Whatever a loss of power leaves of the later writes."""
    path = tmp_path / "a.json"
    file = SlotFile(path)
    for waits in (True, True, False, False, False, True, False, False):
        file.write(b"sure" if waits else b"soon", is_synced=waits)
        held = path.read_bytes()
        room = len(held) // 3
        sure = [start for start in range(0, len(held), room) if b"sure" in _content(held[start : start + room])]
        assert sure, "one of the places still has it"


def _content(place: bytes) -> bytes:
    return zlib.decompress(place[48:].rstrip(b"\0")) if place.startswith(b"slo3") else b""


class Counting(Files):
    """blocks: of 4 kB that were written into files that are there. synced: times that the disk was waited for."""

    def __init__(self) -> None:
        self.blocks = self.synced = self.files = 0

    def overwrite(self, path: Path, offset: int, content: bytes, is_synced: bool = True) -> None:
        self.blocks += (offset + len(content) - 1) // 4096 - offset // 4096 + 1
        self.synced += is_synced
        super().overwrite(path, offset, content, is_synced)

    def write(self, path: Path, content: bytes, is_synced: bool = True) -> None:
        self.files += 1
        super().write(path, content, is_synced)


def test_a_text_that_repeats_itself_costs_one_block_a_write(tmp_path: Path) -> None:
    files = Counting()
    file, text = SlotFile(tmp_path / "a.json", files), ""
    for number in range(60):
        text = json.dumps({"windows": [[number + 60.0 * age, age] for age in range(600)]})
        file.write(text.encode(), is_synced=number % 10 == 0)
    assert (files.files, files.blocks, files.synced) == (1, 59, 5)
    assert len(text) > 2 * 4096


def test_reads_what_earlier_versions_wrote_and_writes_it_anew(tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    path.write_bytes(b'{"gate": 1}')
    file = SlotFile(path)
    assert file.read() == b'{"gate": 1}'
    file.write(b"{}")
    assert SlotFile(path).read() == b"{}"


def test_a_file_that_was_deleted_or_exchanged_is_made_again(tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    file = SlotFile(path)
    file.write(b"1")
    path.unlink()
    file.write(b"2")
    assert file.read() == b"2"
    path.write_bytes(b"short")
    file.write(b"3")
    assert SlotFile(path).read() == b"3"


def test_a_link_in_its_place_is_not_written_through(tmp_path: Path) -> None:
    path, other = tmp_path / "a.json", tmp_path / "other"
    file = SlotFile(path)
    file.write(b"1")
    path.rename(other)
    path.symlink_to(other)
    with pytest.raises(OSError, match="symbolic links"):
        file.write(b"2")
    assert SlotFile(other).read() == b"1"


def test_is_for_its_user_alone(tmp_path: Path) -> None:
    SlotFile(tmp_path / "a.json", Files()).write(b"")
    assert (tmp_path / "a.json").stat().st_mode & 0o777 == 0o600
