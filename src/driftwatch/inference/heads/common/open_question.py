"""What only a model's answers can show: the possible readings, of which frames leave fewer and fewer."""

from collections.abc import Callable, Sequence
from typing import Generic, TypeVar

from driftwatch.errors import OutputError

T = TypeVar("T")


class OpenQuestion(Generic[T]):
    """Keeps the choices that no frame has contradicted.

    A model says nothing of the grey image on which its reading is chosen, so the order of columns or the form of boxes
    is often seen only in the first frame that shows something. Safe to use from several threads: each only strikes out.
    """

    def __init__(self, what: str, choices: Sequence[T]) -> None:
        """what: the end of "the values contradict every ...". choices: the likeliest first."""
        self._what = what
        self._left = tuple(choices)
        self._first_count = len(self._left)

    @property
    def untouched(self) -> bool:
        """Whether there is a choice, and no frame has contradicted any."""
        return 1 < self._first_count == len(self._left)

    @property
    def answer(self) -> T:
        """The likeliest of those that are left."""
        return self._left[0]

    @property
    def left(self) -> tuple[T, ...]:
        return self._left

    @property
    def settled(self) -> bool:
        return len(self._left) == 1

    def strike(self, is_possible: Callable[[T], bool]) -> None:
        """Drops what is not possible; a settled question is not asked again.

        Raises OutputError, and drops nothing, where none of several choices is possible.
        """
        if self.settled:
            return
        possible = tuple(choice for choice in self._left if is_possible(choice))
        if not possible:
            raise OutputError(f"the values contradict every {self._what}")
        self._left = possible
