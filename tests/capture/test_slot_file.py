import random
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


def test_a_place_that_is_damaged_leaves_the_other_one(tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    file = SlotFile(path)
    for number in range(4):
        file.write(f"{number}".encode())
    room = path.stat().st_size // 2
    for place, left in ((0, b"2"), (1, b"3")):  # the fourth write went to the first place
        content = bytearray(path.read_bytes())
        content[place * room + 44] ^= 1
        (tmp_path / "b.json").write_bytes(content)
        assert SlotFile(tmp_path / "b.json").read() == left
    content = bytearray(path.read_bytes())
    content[44] ^= 1
    content[room + 44] ^= 1
    path.write_bytes(content)
    with pytest.raises(DamagedFileError, match=r"^a\.json is damaged"):
        SlotFile(path).read()


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
