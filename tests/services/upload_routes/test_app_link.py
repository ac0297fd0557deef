"""The line to the app over TLS, as it is in earnest."""

import shutil
import ssl
import subprocess
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest
import pytest_asyncio
from grpclib.client import Channel
from grpclib.server import Server

from driftwatch.services.upload_routes.app_link import AppLink
from driftwatch.upload.route import UploadError
from tests.fake_app.app import FakeApp, services_of
from tests.upload.making import settings_for

pytestmark = pytest.mark.skipif(shutil.which("openssl") is None, reason="no openssl to make a certificate with")


@pytest.fixture
def certificate(tmp_path: Path) -> tuple[Path, Path]:
    """Of this host, signed by itself, and its key."""
    made = (tmp_path / "certificate.pem", tmp_path / "key.pem")
    options = "req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 -subj /CN=localhost"
    names = ["-addext", "subjectAltName=IP:127.0.0.1", "-out", str(made[0]), "-keyout", str(made[1])]
    subprocess.run(["openssl", *options.split(), *names], check=True, capture_output=True)
    return made


@pytest_asyncio.fixture
async def link(certificate: tuple[Path, Path]) -> AsyncIterator[AppLink]:
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(*certificate)
    context.set_alpn_protocols(["h2"])
    server = Server(services_of(FakeApp()))
    await server.start("127.0.0.1", 0, ssl=context)
    port = server._server.sockets[0].getsockname()[1]  # type: ignore[union-attr]
    made = AppLink(replace(settings_for(port), is_secure=True), 5.0)
    yield made
    made.close()
    server.close()
    await server.wait_closed()


async def _metadata(_: Channel, metadata: dict[str, str]) -> dict[str, str]:
    return metadata


async def test_a_certificate_that_the_system_trusts_is_enough(
    link: AppLink, certificate: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate[0]))
    assert await link.call(5.0, _metadata) == {"authorization": "Bearer token-1"}


async def test_no_key_is_sent_to_somebody_whom_nobody_vouches_for(link: AppLink) -> None:
    with pytest.raises(UploadError, match=r"the app cannot be reached: .*certificate verify failed") as caught:
        await link.call(5.0, _metadata)
    assert (caught.value.kind, caught.value.in_doubt) == ("later", False)


async def test_a_name_that_nobody_knows_is_told(link: AppLink) -> None:
    lost = AppLink(replace(settings_for(1), host="nowhere.invalid"), 5.0)
    with pytest.raises(UploadError, match=r"the app (cannot be reached|has not answered)") as caught:
        await lost.call(5.0, _metadata)
    assert not caught.value.in_doubt
