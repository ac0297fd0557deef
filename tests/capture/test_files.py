"""What is written is on the disk before anybody hears of it, also where the power goes the next moment."""

import os
import stat
from pathlib import Path

import pytest

from driftwatch.capture.files import AtomicFile, Files


def test_content_is_on_the_disk_before_its_name_and_the_name_before_the_call_returns(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    steps: list[tuple[str, object]] = []
    fsync = os.fsync

    def watched(handle: int) -> None:
        state = os.fstat(handle)
        is_folder = stat.S_ISDIR(state.st_mode)
        steps.append(("folder", sorted(os.listdir(handle))) if is_folder else ("file", state.st_size))
        fsync(handle)

    class Watched(Files):
        def rename(self, source: Path, target: Path) -> None:
            super().rename(source, target)
            steps.append(("rename", target.name))

    monkeypatch.setattr(os, "fsync", watched)
    AtomicFile(tmp_path / "budget.json", Watched()).write(b"all of it")
    assert steps == [("file", len(b"all of it")), ("rename", "budget.json"), ("folder", ["budget.json"])]
