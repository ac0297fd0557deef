"""A command takes its options as one frozen dataclass, whose fields Typer reads as it reads parameters."""

import functools
from collections.abc import Callable
from dataclasses import MISSING, Field, fields
from inspect import Parameter, Signature
from typing import TYPE_CHECKING, Any, TypeVar, get_type_hints

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

    OptionsT = TypeVar("OptionsT", bound=DataclassInstance)
else:
    OptionsT = TypeVar("OptionsT")


def takes(options: type[OptionsT]) -> Callable[[Callable[[OptionsT], None]], Callable[..., None]]:
    """Makes a Typer command of a function of one argument; the fields of `options` are annotated as parameters are."""
    hints = get_type_hints(options, include_extras=True)
    parameters = [
        Parameter(field.name, Parameter.KEYWORD_ONLY, default=_default(field), annotation=hints[field.name])
        for field in fields(options)
    ]

    def command_of(function: Callable[[OptionsT], None]) -> Callable[..., None]:
        @functools.wraps(function)
        def command(**given: Any) -> None:
            function(options(**given))

        vars(command)["__signature__"] = Signature(parameters)
        command.__annotations__ = hints
        return command

    return command_of


def _default(field: Field[Any]) -> Any:
    return Parameter.empty if field.default is MISSING else field.default
