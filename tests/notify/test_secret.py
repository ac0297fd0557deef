from pathlib import Path

import pytest

from driftwatch.notify.line import DeliveryError
from driftwatch.notify.secret import secret_of
from driftwatch.notify.settings import WebhookSettings

URL = "https://hooks.example.com/"


def test_it_is_the_value_of_a_variable() -> None:
    settings = WebhookSettings(URL, secret_variable="HOOK")
    assert secret_of(settings, {"HOOK": "Bearer abc"}) == "Bearer abc"
    with pytest.raises(DeliveryError, match=r"^secret_variable: HOOK is not set in the module's environment"):
        secret_of(settings, {})


def test_it_is_in_a_file_that_nobody_else_can_read(tmp_path: Path) -> None:
    path = tmp_path / "key"
    settings = WebhookSettings(URL, secret_file=str(path))
    with pytest.raises(DeliveryError, match=r"key cannot be read: No such file"):
        secret_of(settings, {})
    path.write_text("Bearer abc\n")
    path.chmod(0o640)
    with pytest.raises(DeliveryError, match=r"can be read or written by other users: chmod 600 /.*/key$"):
        secret_of(settings, {})
    path.chmod(0o600)
    assert secret_of(settings, {}) == "Bearer abc"
    path.write_text("Bearer new")
    assert secret_of(settings, {}) == "Bearer new"
    path.write_text(" \n")
    with pytest.raises(DeliveryError, match=r"is empty$"):
        secret_of(settings, {})


@pytest.mark.parametrize("secret", ["SECRET\r\nX-Other: 1", "SECRÉT", "SECRET\0"])
def test_one_that_would_break_the_request_is_refused_and_not_shown(secret: str) -> None:
    with pytest.raises(DeliveryError, match="holds more than one line of plain ASCII") as caught:
        secret_of(WebhookSettings(URL, secret_variable="HOOK"), {"HOOK": secret})
    assert "SECR" not in str(caught.value)


def test_none_is_needed() -> None:
    assert secret_of(WebhookSettings(URL), {}) == ""
