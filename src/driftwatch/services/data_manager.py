"""How Viam's data manager is told from people and apps."""

from collections.abc import Mapping
from typing import Any, Final

_MARK: Final = "fromDataManagement"  # in the `extra` of its calls, and of nobody else's


def is_from_data_manager(extra: Mapping[str, Any] | None) -> bool:
    return bool((extra or {}).get(_MARK))
