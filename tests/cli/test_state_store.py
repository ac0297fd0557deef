"""Commands read a statistics file that no module has; where one has it they say so, in place of reading nothing."""

from contextlib import closing
from pathlib import Path

import pytest

from driftwatch.cli.state_store import open_store
from driftwatch.errors import ConfigError
from driftwatch.storage.database import FILE_NAME, connect_alone, open_file
from driftwatch.storage.health import Notice
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
