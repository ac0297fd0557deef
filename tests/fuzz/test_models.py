"""Random models of other people's conventions: read right, refused or doubted, and never silently wrong."""

from pathlib import Path

import pytest

from tests.fuzz.model_cases import make_model_case
from tests.fuzz.model_judge import judge
from tests.fuzz.models import run
from tests.fuzz.published.registry import PUBLISHED

FEW, MANY = 36, 500
SEED, SHORT_SEED = 2026, 4


def test_a_few_dozen_models() -> None:
    tally = run(FEW, SHORT_SEED)
    assert tally.silent == {}
    assert tally.needless == {}
    assert tally.sound["right"] > FEW // 6
    assert tally.broken["refused"] + tally.broken["doubted"] > FEW // 4


@pytest.mark.slow
@pytest.mark.timeout(3600)
def test_five_hundred_models() -> None:
    tally = run(MANY, SEED)
    assert tally.silent == {}
    assert tally.needless == {}
    assert set(tally.kinds) > {published.name for published in PUBLISHED}


def test_a_case_follows_from_seed_and_number(tmp_path: Path) -> None:
    one, again = make_model_case(1, 5), make_model_case(1, 5)
    assert (one.published.name, one.broken, one.labels) == (again.published.name, again.broken, again.labels)
    assert judge(one, tmp_path) == judge(again, tmp_path)
