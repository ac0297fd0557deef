"""The module serves before the code of its models is there."""

import gc
import subprocess
import sys
from contextlib import nullcontext

import pytest

from driftwatch.services.module import _load_uncollected
from driftwatch.services.registered_model import MODELS, RegisteredModel

_OF_MODELS = ("driftwatch.attributes", "driftwatch.engine", "driftwatch.services.state", "driftwatch.watch", "cv2")


def test_to_serve_needs_the_code_of_no_model() -> None:
    program = "import sys, driftwatch.services.module; print(*sys.modules, sep='\\n')"
    imported = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout
    assert "driftwatch.services.module" in imported
    assert [name for name in imported.splitlines() if name.startswith(_OF_MODELS)] == []


@pytest.mark.parametrize("entry", MODELS, ids=lambda entry: entry.name)
def test_each_entry_leads_to_the_class_of_that_model_and_api(entry: RegisteredModel) -> None:
    kind = entry.load()
    assert (getattr(kind, "MODEL"), getattr(kind, "API")) == (entry.model, entry.api)  # noqa: B009  of the SDK, untyped


@pytest.mark.parametrize("raised", [None, ImportError("no such file")])
def test_the_collector_rests_while_code_is_imported_and_never_after_it(
    raised: Exception | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    at_work: list[bool] = []

    def load(entry: RegisteredModel) -> None:
        at_work.append(gc.isenabled())
        if raised is not None:
            raise raised

    monkeypatch.setattr(RegisteredModel, "load", load)
    with nullcontext() if raised is None else pytest.raises(ImportError):
        _load_uncollected(MODELS[0])
    assert (at_work, gc.isenabled()) == ([False], True)
