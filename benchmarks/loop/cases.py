"""What goes wrong in a fleet: each case is a loop of its own against the fake app."""

import time
from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import Any, Final

from benchmarks.loop.row import LoopRow
from benchmarks.loop.world import LoopBench
from driftwatch.cloud.loop import run_loop
from driftwatch.cloud.outcome import OutcomeKind
from driftwatch.cloud.plan import plan_loop
from driftwatch.cloud.rollback import roll_back
from tests.cloud.fleet import NEW, OLD, SimulatedFleet, machine_config, settings, waiting

Case = Callable[[LoopBench], Awaitable[LoopRow]]
_FRAGMENT: Final = "11111111-aaaa-bbbb-cccc-222222222222"
_NOTHING = "refused, nothing written"


async def _plan(bench: LoopBench) -> LoopRow:
    fleet = bench.app.fleet = SimulatedFleet.of(20)
    wanted = settings(20)
    _, planned = await plan_loop(bench.context(wanted, None))
    bench.app.changed = []
    await run_loop(bench.context(wanted, None), waiting(fleet))
    is_same = [one.part for one in planned] == bench.app.changed
    return LoopRow("`plan` and what `run` then calls, 20 machines", f"{len(planned)} calls alike", "equal", is_same)


def _fleet_with_a_fragment(machines: int) -> SimulatedFleet:
    """All of them have the old model from its first revision, and have run for half an hour."""
    fleet = SimulatedFleet.of(machines)
    fleet.fragments[_FRAGMENT] = [machine_config(OLD)]
    for part in fleet.machines:
        fleet.edit(part, {"fragments": [{"id": _FRAGMENT, "version": "1"}]})
    fleet.pass_minutes(30)
    return fleet


async def _fragment(bench: LoopBench) -> LoopRow:
    fleet = bench.app.fleet = _fleet_with_a_fragment(6)
    wanted = replace(settings(6), fragment=_FRAGMENT)
    _, planned = await plan_loop(bench.context(wanted, None))
    bench.app.changed = []
    outcome = await run_loop(bench.context(wanted, None), waiting(fleet))
    is_met = outcome.is_done and [one.part for one in planned] == bench.app.changed and fleet.running == [NEW] * 6
    revisions = len(fleet.fragments[_FRAGMENT])
    return LoopRow(
        "a fragment's model, 6 machines", f"{revisions} revisions, {len(planned)} calls", "as planned", is_met
    )


async def _edited_fragment(bench: LoopBench) -> LoopRow:
    """Between the reading and the writing of the fragment."""
    fleet = bench.app.fleet = _fleet_with_a_fragment(3)
    edit = {**machine_config(OLD), "note": "by hand"}

    def on_call() -> None:
        if bench.app.calls[-1] == "UpdateFragment" and len(fleet.fragments[_FRAGMENT]) == 1:
            fleet.fragments[_FRAGMENT].append(edit)

    bench.app.on_call = on_call
    context = bench.context(replace(settings(3), fragment=_FRAGMENT), None)
    outcome = await run_loop(context, waiting(fleet, times=20))
    bench.app.on_call = lambda: None
    is_met = outcome.kind is OutcomeKind.FAILED and fleet.fragments[_FRAGMENT] == [machine_config(OLD), edit]
    is_met = is_met and NEW not in fleet.running
    return LoopRow("a fragment edited in between", outcome.words[0][:90], _NOTHING, is_met)


async def _by_hand(bench: LoopBench) -> LoopRow:
    """A third of the machines is set back by hand in the middle."""
    fleet = bench.app.fleet = SimulatedFleet.of(9)
    wanted = settings(9, stages=("5", "all"))
    context = bench.context(wanted, None)
    await run_loop(context, waiting(fleet, times=4))
    for part in ("part-00", "part-01", "part-02"):
        fleet.pin(part, OLD)
    bench.app.changed = []
    outcome = await run_loop(context, waiting(fleet))
    is_met = outcome.kind is OutcomeKind.FAILED and bench.app.changed == []
    return LoopRow("a third set back by hand", outcome.words[0][:90], _NOTHING, is_met)


async def _offline(bench: LoopBench) -> LoopRow:
    fleet = SimulatedFleet.of(9)
    for part in ("part-02", "part-05", "part-08"):
        fleet.machines[part].is_online = False
    outcome = await bench.run(fleet, stages=("3", "all"))
    measured = f"{fleet.running.count(NEW)} of 9 pinned"
    return LoopRow("a third offline", measured, "the others are not held", outcome.is_done)


async def _late(bench: LoopBench) -> LoopRow:
    fleet = SimulatedFleet.of(9)
    for part in ("part-01", "part-04", "part-07"):
        fleet.machines[part].takes_after = 40 * 60
    outcome = await bench.run(fleet)
    return LoopRow("a third takes the version 40 minutes late", outcome.kind.value, "done", outcome.is_done)


def _bad(name: str, readings: dict[str, Any] | None) -> Case:
    """readings: of every machine with the version; None where it does not load."""

    async def case(bench: LoopBench) -> LoopRow:
        fleet = SimulatedFleet.of(12)
        for machine in fleet.machines.values():
            if readings is None:
                machine.takes_after = 1e9
            else:
                machine.behaviour = lambda _: readings
        outcome = await bench.run(fleet)
        had = sum(NEW in versions for versions in fleet.history.values())
        is_met = outcome.kind is OutcomeKind.FAILED and fleet.running == [OLD] * 12 and had == 1
        return LoopRow(
            name, f"{had} of 12 machines had it; all set back: {outcome.words[0][:60]}", "1, set back", is_met
        )

    return case


async def _roll_back(bench: LoopBench) -> LoopRow:
    fleet = bench.app.fleet = SimulatedFleet.of(20)
    context = bench.context(settings(20), None)
    await run_loop(context, waiting(fleet))
    bench.app.changed = []
    began = time.perf_counter()
    outcome = await roll_back(context, "asked")
    seconds = time.perf_counter() - began
    is_met = outcome.is_done and fleet.running == [OLD] * 20 and len(bench.app.changed) == 20
    return LoopRow("roll-back of 20 machines", f"one command, 20 calls, {seconds:.1f} s", "one command", is_met)


CASES: Final[tuple[Case, ...]] = (
    _plan,
    _fragment,
    _edited_fragment,
    _by_hand,
    _offline,
    _late,
    _bad("a model that does not load", None),
    _bad("three times slower", {"frames": 20}),
    _bad("its labels in another order than the machines' label file", {"reading_doubt": "label_path: another order"}),
    _bad("an alert with the new version", {"drift_code": 3, "drift_cause": "low confidence"}),
    _roll_back,
)
