from pathlib import Path

import pytest

from driftwatch.cloud.keys import owner_key
from driftwatch.errors import ConfigError


def problems(environment: dict[str, str]) -> str:
    with pytest.raises(ConfigError) as error:
        owner_key(environment)
    return str(error.value)


def test_from_the_environment_or_a_private_file(tmp_path: Path) -> None:
    file = tmp_path / "key"
    file.write_text("secret\n")
    file.chmod(0o600)
    given = {"DRIFTWATCH_API_KEY_FILE": str(file), "DRIFTWATCH_API_KEY_ID": "id"}
    key = owner_key(given)
    assert (key.key, key.host, key.port, key.is_secure) == ("secret", "app.viam.com", 443, True)
    assert "secret" not in repr(key)
    assert key.hidden_in("no secret here") == "no *** here"
    file.chmod(0o640)
    assert "chmod 600" in problems(given)


def test_everything_that_is_missing_is_said_at_once() -> None:
    assert problems({}).count("is required") == 2
    said = problems({"DRIFTWATCH_API_KEY": "secret", "DRIFTWATCH_APP_ADDRESS": "http://app.example"})
    assert "DRIFTWATCH_API_KEY_ID: is required" in said
    assert "must be an address with https" in said
    assert "secret" not in said
    assert "cannot be read" in problems({"DRIFTWATCH_API_KEY_FILE": "/nowhere/key", "DRIFTWATCH_API_KEY_ID": "id"})
