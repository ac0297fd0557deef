"""What a minute of statistics costs the disk: months of it wear out a memory card."""

from driftwatch.engine.drift_sensor_view import DriftSensorView
from driftwatch.storage.database import FILE_NAME
from driftwatch.watch.settings import DriftSensorSettings
from tests.storage.pages import PagesWritten
from tests.watch.world import World

AN_HOUR = 60


def test_a_minute_costs_two_pages_and_an_hour_five_a_minute(world: World) -> None:
    """With the windows of a sensor, each of which is a page more when it is given away."""
    view = DriftSensorView("drift", DriftSensorSettings("vision", window_minutes=10), world.registry)
    (store,) = world.registry.stores
    store.flush(world.clock())
    assert world.folder is not None
    (file,) = world.folder.rglob(FILE_NAME)
    pages: list[int] = []
    written = PagesWritten(file)
    for minute in range(2 * AN_HOUR):
        world.see(minutes=1, confidences=[0.3 + 0.01 * (minute % 60), 0.9, 0.8])
        assert store.flush(world.clock())
        view.next_window()
        pages.append(written.since())
    of_an_hour = pages[AN_HOUR:]
    assert sorted(of_an_hour)[AN_HOUR // 2] <= 2
    assert sum(of_an_hour) <= 5 * AN_HOUR
