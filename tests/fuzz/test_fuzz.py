"""Damaged model files, label files, images and attributes: a clear error or a right answer, never anything else."""

from pathlib import Path

import pytest

from tests.fuzz.cases import SHARES, Case
from tests.fuzz.judge import Bench
from tests.fuzz.run import fuzz, keep

FEW, MANY = 120, 10_000
SEED = 2026
CORPUS = sorted((Path(__file__).parent / "corpus").glob("*.*"))


def test_a_hundred_cases() -> None:
    outcome = fuzz(FEW, SEED)
    assert outcome.failures == {}
    assert sum(outcome.tally.values()) == FEW
    for kind in SHARES:  # what is refused without exception was not tried at all
        assert outcome.tally[f"{kind} answer"] > 0
        assert outcome.tally[f"{kind} error"] > 0


@pytest.mark.slow
@pytest.mark.timeout(3600)
def test_ten_thousand_cases(tmp_path: Path) -> None:
    outcome = fuzz(MANY, SEED)
    keep(outcome, SEED, tmp_path)
    assert outcome.failures == {}, f"the files are in {tmp_path}"
    assert sum(outcome.tally.values()) == MANY


def test_what_once_failed(tmp_path: Path) -> None:
    bench = Bench(tmp_path)
    for path in CORPUS:
        kind = path.name.split("-")[0]
        try:
            bench.judge(Case(kind, path.suffix, path.read_bytes()))
        except Exception as error:
            pytest.fail(f"{path.name}: {type(error).__name__}: {error}")


def test_the_corpus_is_small() -> None:
    assert sum(path.stat().st_size for path in CORPUS) < 300_000
