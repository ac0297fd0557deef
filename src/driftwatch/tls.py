"""Connections that are encrypted, to servers that prove who they are."""

import ssl
from pathlib import Path
from typing import Final

_AUTHORITIES: Final = (
    Path("/etc/ssl/certs/ca-certificates.crt"),  # Debian and its kin
    Path("/etc/pki/tls/certs/ca-bundle.crt"),  # Red Hat
    Path("/etc/ssl/cert.pem"),  # macOS, Alpine
)


def client_context() -> ssl.SSLContext:
    """Trusts what the system trusts. Reads files: not to be called on an event loop.

    A module that brings its own Python looks for the system's authorities where they were when it was built.
    """
    context = ssl.create_default_context()
    if not context.cert_store_stats()["x509_ca"]:
        for authorities in filter(Path.is_file, _AUTHORITIES):
            context.load_verify_locations(authorities)
    return context
