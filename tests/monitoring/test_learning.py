from driftwatch.monitoring.learning import Learning
from driftwatch.monitoring.settings import MonitorSettings
from tests.monitoring.made import MODEL, MONDAY, SITE, STREAM, minutes


def test_the_minute_from_which_on_things_are_usual_counts_and_those_before_it_do_not() -> None:
    learning = Learning(STREAM, MODEL, MonitorSettings(), ())
    learning.enter(MONDAY)
    before, accepted, after = (one.rollup for one in minutes(SITE, MONDAY).closed(599, 602))
    learning.accept(accepted.start)
    for slot, rollup in enumerate((before, accepted, after), 599):
        learning.add(rollup, slot, alarmed=False)
    today = learning.history.today
    assert today is not None
    assert (today.first, today.minutes) == (accepted.start, 2)
