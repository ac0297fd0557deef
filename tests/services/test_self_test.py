"""The self-test passes here, and fails when a part of the module does."""

import pytest

from driftwatch.services import self_test as subject
from driftwatch.services.self_test import self_test
from tooling.make_self_test_models import onnx_model, tflite_model


def test_every_check_passes_here(capsys: pytest.CaptureFixture[str]) -> None:
    assert self_test() == 0
    assert capsys.readouterr().out.count("ok      ") == len(subject.CHECKS)


def test_one_failure_is_named_and_the_other_checks_still_run(capsys: pytest.CaptureFixture[str]) -> None:
    def broken() -> None:
        raise ImportError("libfoo.so is not there")

    assert self_test({"foo works": broken, "bar works": lambda: None}) == 1
    out, err = capsys.readouterr()
    assert err == "FAILED  foo works: ImportError: libfoo.so is not there\n"
    assert "ok      bar works" in out


def test_a_wrong_answer_of_a_model_is_a_failure(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(subject, "BIAS", subject.BIAS + 1)
    with pytest.raises(subject.SelfTestError, match=r"tiny\.onnx answered"):
        subject.run_model("tiny.onnx")


def test_the_kept_models_are_what_the_tool_writes() -> None:
    assert (subject.MODELS / "tiny.onnx").read_bytes() == onnx_model()
    assert (subject.MODELS / "tiny.tflite").read_bytes() == tflite_model()
