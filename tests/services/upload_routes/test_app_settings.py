import logging
import os
from pathlib import Path

import pytest
from grpclib import GRPCError, Status

from driftwatch.services.log_lines import LineRecord
from driftwatch.services.upload_routes.app_link import problem_of
from driftwatch.services.upload_routes.app_settings import AppSettings, app_settings, has_key
from driftwatch.upload.route import UploadError

WHOLE = {"DRIFTWATCH_API_KEY": "k", "DRIFTWATCH_API_KEY_ID": "i", "VIAM_MACHINE_PART_ID": "p"}


def test_the_modules_own_key_is_not_ours_to_use() -> None:
    given = {"VIAM_API_KEY": "k", "VIAM_API_KEY_ID": "i", "VIAM_MACHINE_PART_ID": "p"}
    assert not has_key(given)
    assert app_settings(given) is None


def test_a_key_goes_to_viams_app_over_tls() -> None:
    settings = app_settings(WHOLE)
    assert settings == AppSettings("k", "i", "p", "app.viam.com", 443, is_secure=True)
    assert "'k'" not in repr(settings)


@pytest.mark.parametrize("missing", WHOLE)
def test_what_is_missing_is_named(missing: str) -> None:
    given = {name: value for name, value in WHOLE.items() if name != missing}
    assert has_key(given)
    with pytest.raises(UploadError, match=f"but not {missing}$") as caught:
        app_settings(given)
    assert caught.value.kind == "never"


@pytest.mark.parametrize(
    ("address", "host", "port", "is_secure"),
    [
        ("app.example.org", "app.example.org", 443, True),
        ("https://app.example.org:8443", "app.example.org", 8443, True),
        ("http://127.0.0.1:8080", "127.0.0.1", 8080, False),
        ("http://localhost", "localhost", 80, False),
    ],
)
def test_another_app_can_be_named(address: str, host: str, port: int, is_secure: bool) -> None:
    settings = app_settings({**WHOLE, "DRIFTWATCH_APP_ADDRESS": address})
    assert settings is not None
    assert (settings.host, settings.port, settings.is_secure) == (host, port, is_secure)


@pytest.mark.parametrize(
    "address", ["http://app.viam.com", "ftp://localhost", "https://", "https://a:b:c", "http://[::1"]
)
def test_a_key_is_sent_over_no_line_that_others_can_read(address: str) -> None:
    with pytest.raises(UploadError, match="must be an address with https, or with http on this host"):
        app_settings({**WHOLE, "DRIFTWATCH_APP_ADDRESS": address})


def test_a_key_can_wait_in_a_file(tmp_path: Path) -> None:
    file = tmp_path / "key"
    given = {"DRIFTWATCH_API_KEY_FILE": str(file), "DRIFTWATCH_API_KEY_ID": "i", "VIAM_MACHINE_PART_ID": "p"}
    assert has_key(given)
    with pytest.raises(UploadError, match=r"DRIFTWATCH_API_KEY_FILE: .* cannot be read: No such file or directory"):
        app_settings(given)
    file.touch(0o600)
    file.write_bytes(b"\xff")
    with pytest.raises(UploadError, match="cannot be read: it is no text"):
        app_settings(given)
    file.write_text("\n")
    with pytest.raises(UploadError, match=r"but not DRIFTWATCH_API_KEY$"):
        app_settings(given)
    file.write_text("k\n")
    settings = app_settings(given)
    assert settings is not None
    assert settings.key == "k"


def test_a_key_that_others_can_read_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "key"
    given = {"DRIFTWATCH_API_KEY_FILE": str(file), "DRIFTWATCH_API_KEY_ID": "i", "VIAM_MACHINE_PART_ID": "p"}
    file.write_text("a key of an owner\n")
    file.chmod(0o640)
    with pytest.raises(UploadError, match="can be read by other users, who could then use the key: chmod 600"):
        app_settings(given)
    file.chmod(0o600)
    settings = app_settings(given)
    assert settings is not None
    assert settings.key == "a key of an owner"


def test_a_key_that_is_no_file_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "key", 0o600)
    with pytest.raises(UploadError, match="it is a pipe, no file"):
        app_settings({**WHOLE, "DRIFTWATCH_API_KEY": "", "DRIFTWATCH_API_KEY_FILE": str(tmp_path / "key")})


def test_a_key_stands_in_no_log_line() -> None:
    app_settings({**WHOLE, "DRIFTWATCH_API_KEY": "very-secret-key"})
    error = ValueError("the app said: very-secret-key is wrong")
    line = LineRecord("n", 30, "f.py", 1, "%s", ("very-secret-key",), (ValueError, error, None))
    assert "very-secret-key" not in logging.Formatter().format(line)
    assert "***" in line.getMessage()
    assert "very-secret-key" not in str(problem_of(GRPCError(Status.UNAUTHENTICATED, "very-secret-key"), 1.0))
