"""Commands read a statistics file that no module has; where one has it they say so, in place of reading nothing."""

from contextlib import closing
from pathlib import Path

import pytest

from driftwatch.cli.state_store import open_store, service_in
from driftwatch.errors import ConfigError
from driftwatch.storage.database import FILE_NAME, connect_alone, open_file
from driftwatch.storage.health import Notice
from driftwatch.storage.state_dir import HARD_FRAMES, REVIEWS
from driftwatch.watch.clock import machine_clock
from tests.cli.state_folder import with_pool


def _ignore(_: Notice) -> None:
    return None


def test_what_a_module_has_for_itself_is_refused_in_words_and_can_be_read_after_it(tmp_path: Path) -> None:
    with_pool(tmp_path)
    with closing(open_file(tmp_path / FILE_NAME, connect_alone).connection) as module:
        module.execute("BEGIN IMMEDIATE")
        with pytest.raises(ConfigError, match=r"--folder: .* a module that runs has it for itself"):
            open_store(tmp_path, _ignore, "--folder")
        module.execute("ROLLBACK")
    store = open_store(tmp_path, _ignore, "--folder")
    assert store.health.path == tmp_path / FILE_NAME
    store.close(machine_clock())


def test_the_only_service_with_frames_is_meant_where_none_is_named(tmp_path: Path) -> None:
    with_pool(tmp_path)
    assert service_in(tmp_path, "", (REVIEWS,), "--folder") == "gate"
    assert service_in(tmp_path, "gate", (HARD_FRAMES, REVIEWS), "state") == "gate"


def test_no_folder_of_frames_and_no_such_service_are_refused_with_those_that_are(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"--folder: .* is no state folder of a module with frames"):
        service_in(tmp_path, "", (REVIEWS,), "--folder")
    with_pool(tmp_path)
    with pytest.raises(ConfigError, match='"door" has no frames there; those that have are gate'):
        service_in(tmp_path, "door", (REVIEWS,), "--folder")
    with pytest.raises(ConfigError, match=r"state: .* is no state folder"):
        service_in(tmp_path, "gate", (HARD_FRAMES,), "state")
    (tmp_path / HARD_FRAMES / "door").mkdir(parents=True)
    assert service_in(tmp_path, "", (REVIEWS,), "--folder") == "gate"
    with pytest.raises(ConfigError, match="--service: name one of door, gate"):
        service_in(tmp_path, "", (HARD_FRAMES, REVIEWS), "state")
