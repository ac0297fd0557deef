"""Whatever takes messages."""

from typing import Protocol

from driftwatch.errors import DriftwatchError
from driftwatch.notify.message import AlertMessage


class DeliveryError(DriftwatchError):
    """A message was not taken, or nobody knows whether it was; it is tried again. Its text holds no secret."""


class Line(Protocol):
    """name: for logs and readings, as in `webhook hooks.example.com`."""

    @property
    def name(self) -> str: ...

    async def deliver(self, message: AlertMessage) -> None:
        """Returns when the message was taken. Raises DeliveryError within a minute."""
        ...
