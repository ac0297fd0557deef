"""What two models said of the same frames."""

from driftwatch.monitoring.agreement import Agreement, ModelCounts
from driftwatch.monitoring.units import CONFIDENCE_UNITS
from driftwatch.observation import ModelIdentity
from driftwatch.watch.shadow.comparison_store import ModelPair

LIVE, CANDIDATE = ModelIdentity("people", "1", "ab"), ModelIdentity("people-next", "2", "cd")
PAIRING = ModelPair(LIVE, CANDIDATE)
SEEN = Agreement(
    frames=10,
    skipped=3,
    failed=1,
    agreeing=8,
    pairs=9,
    only_live=1,
    only_candidate=1,
    live=ModelCounts(10, 1, 9 * CONFIDENCE_UNITS, {"person": 8, "dog": 2}),
    candidate=ModelCounts(12, 6, 6 * CONFIDENCE_UNITS, {"person": 11, "dog": 1}),
)
