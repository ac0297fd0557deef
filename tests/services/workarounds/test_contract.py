"""Every workaround says what it works around, and all of them are looked at again when the SDK changes."""

import importlib
import importlib.metadata
from pathlib import Path

import pytest

from driftwatch.services import workarounds

MODULES = sorted(path.stem for path in Path(workarounds.__file__).parent.glob("[!_]*.py"))


def test_they_were_written_for_the_sdk_that_is_installed() -> None:
    """After a move to another viam-sdk: look at each file here against the new SDK, then raise `SDK`."""
    assert importlib.metadata.version("viam-sdk") == workarounds.SDK


@pytest.mark.parametrize("name", MODULES)
def test_each_names_its_version_and_the_code_in_question(name: str) -> None:
    said = importlib.import_module(f"driftwatch.services.workarounds.{name}").__doc__ or ""
    assert "https://" in said
    assert any(f"{library} {version}" in said for library, version in [*_LIBRARIES, ("glibc,", "all versions")]), said


@pytest.mark.parametrize("name", MODULES)
def test_each_has_a_test_of_its_own(name: str) -> None:
    assert (Path(__file__).parent / f"test_{name}.py").is_file()


def _versions(library: str) -> list[tuple[str, str]]:
    """The whole version, and major and minor of it."""
    version = importlib.metadata.version(library)
    return [(library, version), (library, ".".join(version.split(".")[:2]))]


_LIBRARIES = [entry for library in ("viam-sdk", "h2", "hyperframe", "grpclib") for entry in _versions(library)]
