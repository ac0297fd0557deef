"""What every test shares."""

import gc
import os
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, settings

import driftwatch
from tests.order import begin_early, choose_seed, shuffled

os.environ["TZ"] = "UTC"  # whoever runs the tests: the holidays of their country are none of the made days'

assert driftwatch.__version__  # imported before numpy, which it keeps to one thread

# Twenty seconds of properties in `make test`, fifteen times as many examples of each in `make soak`.
_EXAMPLES = int(os.environ.get("DRIFTWATCH_TEST_EXAMPLES") or 20)

# No deadline and no complaint about slow generation: the machines that run these tests are shared. The gate tries the
# same examples every time, so that what it says depends on the change alone; everybody else keeps looking for new ones.
settings.register_profile(
    "driftwatch",
    deadline=None,
    max_examples=_EXAMPLES,
    suppress_health_check=[HealthCheck.too_slow],
    derandomize="CI" in os.environ,
)
settings.load_profile("driftwatch")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--order-seed", type=int, help="shuffle the tests by this number; 0 runs them as written")


def pytest_configure(config: pytest.Config) -> None:
    config.stash[_SEED] = choose_seed(config.getoption("order_seed"))


def pytest_report_header(config: pytest.Config) -> str:
    return f"order: --order-seed={config.stash[_SEED]}"


@pytest.hookimpl(wrapper=True)
def pytest_collection(session: pytest.Session) -> Iterator[None]:
    """Without the collector, which looks through all that was imported so far again and again: half of the time.

    What is there afterwards stays, and the tests' own rubbish is all that is looked through from then on.
    """
    gc.disable()
    try:
        return (yield)
    finally:
        gc.enable()
        gc.freeze()


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Shuffle, and let the files that take long begin first."""
    stories = frozenset(str(item.path) for item in items if item.get_closest_marker("story"))
    items[:] = shuffled(items, [str(item.path) for item in items], config.stash[_SEED], stories)
    starting = {item.path for item in items if item.get_closest_marker("machine")}
    root = config.rootpath
    early = {path: begin_early(path.relative_to(root).as_posix(), path in starting) for path in {i.path for i in items}}
    items.sort(key=lambda item: early[item.path])


_SEED = pytest.StashKey[int]()
