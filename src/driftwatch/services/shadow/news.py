"""What is said of a candidate: one line for each kind of fault, and how it is doing now."""

from collections.abc import Callable

from driftwatch.errors import DriftwatchError
from driftwatch.services.machine import MissingModelError
from driftwatch.storage.health import Notice
from driftwatch.watch.shadow.book import ShadowBook, Standing, State


class ShadowNews:
    """name: of the candidate's ML model service. tell: takes lines for the owner's log."""

    def __init__(self, name: str, book: ShadowBook, tell: Callable[[Notice], None]) -> None:
        self._name = name
        self._book = book
        self._tell = tell
        self._told: set[str] = set()
        self._is_news = True  # that the candidate runs
        self._stand("loading")

    def runs(self) -> None:
        self._stand("running")
        if self._is_news:
            self._is_news = False
            self._tell(Notice("info", f'candidate "{self._name}" runs beside the live model'))

    def failed(self, fault: Exception, is_building: bool) -> None:
        """is_building: the machine may not have come to build the candidate yet, so that it is missed by nobody."""
        words = str(fault) if isinstance(fault, DriftwatchError) else repr(fault)
        is_missing = isinstance(fault, MissingModelError)
        self._stand("loading" if is_missing else "failing", words)
        kind = type(fault).__name__
        if kind in self._told or (is_missing and is_building):
            return
        self._told.add(kind)
        self._is_news = True
        self._tell(Notice("warning", f'candidate "{self._name}": {words}; the live model goes on, it is tried again'))

    def ended(self) -> None:
        self._book.standing = Standing()

    def _stand(self, state: State, problem: str = "") -> None:
        self._book.standing = Standing(state, self._name, problem)
