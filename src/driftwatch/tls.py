"""Connections that are encrypted, to servers that prove who they are."""

import ssl
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

_AUTHORITIES: Final = (
    Path("/etc/ssl/certs/ca-certificates.crt"),  # Debian and its kin
    Path("/etc/pki/tls/certs/ca-bundle.crt"),  # Red Hat
    Path("/etc/ssl/cert.pem"),  # macOS, Alpine
)

_LOOPBACK: Final = frozenset({"localhost", "127.0.0.1", "::1"})


@dataclass(frozen=True, slots=True)
class ServerAddress:
    """is_secure: over TLS."""

    host: str
    port: int
    is_secure: bool


def is_safe(scheme: str, host: str) -> bool:
    """Whether nobody on the way can read what is sent: with https, or with http that does not leave this host."""
    return scheme == "https" or (scheme == "http" and host in _LOOPBACK)


def server_address(text: str) -> ServerAddress | None:
    """text: without a scheme, https is meant. None for what is no address, or none that is safe."""
    try:
        parts = urlsplit(text if "://" in text else f"https://{text}")
        host, port = parts.hostname or "", parts.port
    except ValueError:
        return None
    if not host or not is_safe(parts.scheme, host):
        return None
    is_secure = parts.scheme == "https"
    return ServerAddress(host, port or (443 if is_secure else 80), is_secure)


def client_context() -> ssl.SSLContext:
    """Trusts what the system trusts. Reads files: not to be called on an event loop.

    A module that brings its own Python looks for the system's authorities where they were when it was built.
    """
    context = ssl.create_default_context()
    if not context.cert_store_stats()["x509_ca"]:
        for authorities in filter(Path.is_file, _AUTHORITIES):
            context.load_verify_locations(authorities)
    return context
