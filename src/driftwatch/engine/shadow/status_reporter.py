"""How a candidate is doing: one line in the log for each kind of fault, and its status now."""

from driftwatch.engine.model_client import MissingModelError
from driftwatch.errors import DriftwatchError
from driftwatch.storage.health import Notice, Notify
from driftwatch.watch.shadow.comparison_store import ComparisonStore, ShadowStatus, State


class StatusReporter:
    """name: of the candidate's ML model service. notify: takes lines for the owner's log."""

    def __init__(self, name: str, comparisons: ComparisonStore, notify: Notify) -> None:
        self._name = name
        self._comparisons = comparisons
        self._notify = notify
        self._logged: set[str] = set()
        self._is_news = True  # that the candidate runs
        self._set("loading")

    def runs(self) -> None:
        self._set("running")
        if self._is_news:
            self._is_news = False
            self._notify(Notice("info", f'candidate "{self._name}" runs next to the live model'))

    def failed(self, fault: Exception, is_building: bool) -> None:
        """is_building: the machine may not have come to build the candidate yet, so that it is missed by nobody."""
        words = str(fault) if isinstance(fault, DriftwatchError) else repr(fault)
        is_missing = isinstance(fault, MissingModelError)
        self._set("loading" if is_missing else "failing", words)
        kind = type(fault).__name__
        if kind in self._logged or (is_missing and is_building):
            return
        self._logged.add(kind)
        self._is_news = True
        self._notify(Notice("warning", f'candidate "{self._name}": {words}; the live model goes on, it is tried again'))

    def ended(self) -> None:
        self._comparisons.status = ShadowStatus()

    def _set(self, state: State, problem: str = "") -> None:
        self._comparisons.status = ShadowStatus(state, self._name, problem)
