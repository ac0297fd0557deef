"""The judge is no use unless it can say no."""

from pathlib import Path

import pytest

from driftwatch.inference.answer import Answer, Box, Classification, Detection, Size
from tests.fuzz import judge
from tests.fuzz.cases import Case, make_case
from tests.fuzz.judge import Bench, WrongError, check_answer, check_message
from tests.fuzz.seeds import seeds
from tests.inference.frames import jpeg, picture


@pytest.mark.parametrize(
    "text", ["", "too short", "x" * 5000, "two\nlines, which is not one", "Traceback (most recent"]
)
def test_unclear_messages_are_wrong(text: str) -> None:
    with pytest.raises(WrongError):
        check_message(text)


@pytest.mark.parametrize(
    "answer",
    [
        Answer(Size(1, 1), classifications=(Classification("a", float("nan")),)),
        Answer(Size(1, 1), classifications=(Classification("a", 1.5),)),
        Answer(Size(1, 1), detections=(Detection(Box(0.5, 0, 0.4, 1), "a", 0.5),)),
        Answer(Size(1, 1), detections=(Detection(Box(0, 0, 1.1, 1), "a", 0.5),)),
    ],
)
def test_impossible_answers_are_wrong(answer: Answer) -> None:
    with pytest.raises(WrongError):
        check_answer(answer)


def test_good_files_are_answered(tmp_path: Path) -> None:
    bench = Bench(tmp_path)
    for one in seeds(tmp_path):
        if one.kind != "model":
            assert bench.judge(Case(one.kind, one.suffix, one.content)) == "answer", one.content[:60]
    assert bench.judge(Case("image", ".jpg", jpeg(picture(9, 7)))) == "answer"
    assert bench.judge(Case("image", ".jpg", b"no image at all")) == "error"


def test_what_is_taken_for_whole_although_it_was_cut_is_wrong(tmp_path: Path) -> None:
    with pytest.raises(WrongError, match="cut off"):
        Bench(tmp_path).judge(Case("image", ".jpg", jpeg(picture(9, 7)), cut=True))


def test_an_answer_that_changes_is_wrong(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    bench = Bench(tmp_path)
    answers = iter([Answer(Size(1, 1)), Answer(Size(2, 2))])
    monkeypatch.setattr(judge, "_answer", lambda _: next(answers))
    with pytest.raises(WrongError, match="another answer"):
        bench.judge(Case("model", ".onnx", bench.model.read_bytes()))


def test_a_case_follows_from_seed_and_number(tmp_path: Path) -> None:
    good = seeds(tmp_path)
    assert make_case(good, 1, 5) == make_case(good, 1, 5)
    assert len({make_case(good, 1, number).content for number in range(50)}) > 40
