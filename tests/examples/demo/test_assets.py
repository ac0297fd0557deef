import subprocess
from typing import NoReturn

import pytest

from examples.demo import assets
from examples.demo.download import AssetError


def test_unknown_names_are_answered_with_the_known_ones() -> None:
    with pytest.raises(AssetError, match='no footage "carfone"; there is: carphone_pristine'):
        assets.footage("carfone")
    with pytest.raises(AssetError, match=r'no model "face"; there is: face\.onnx, face\.tflite'):
        assets.model("face")


def test_needs_no_network_once_everything_is_there(monkeypatch: pytest.MonkeyPatch) -> None:
    assert assets.main() == 0

    def no_network(*_: object, **__: object) -> NoReturn:
        raise AssertionError("nothing may be fetched from a warm cache")

    monkeypatch.setattr(subprocess, "run", no_network)
    assert assets.main() == 0


def test_both_models_have_one_label() -> None:
    assert assets.labels().read_text().split() == ["face"]
