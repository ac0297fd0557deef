"""Ways in which files and settings go wrong, each decided by a random generator alone."""

import json
from collections.abc import Callable
from copy import deepcopy
from random import Random
from typing import Any

EXTREMES = (b"\0", b"\xff", b"\x7f", b"\x80", b"\0\0\0\0", b"\xff\xff\xff\xff", b"\xff\xff\xff\x7f", b"\0\0\0\x80")
ODD_VALUES: tuple[Any, ...] = (
    None, True, False, 0, -1, 1, 2**31, 2**63, -(2**40), 1e308, -0.0, 0.5, "", "image", "auto", "\0", "ä" * 50, "nan",
    [], [0], [0, 0, 0], [1e400], {}, {"image": "image"}, [[]], [{}],
)  # fmt: skip


def truncate(rng: Random, content: bytes) -> bytes:
    return content[: rng.randrange(len(content))]


def flip(rng: Random, content: bytes) -> bytes:
    damaged = bytearray(content)
    for _ in range(rng.choice((1, 1, 2, 4, 16, 64))):
        damaged[rng.randrange(len(damaged))] ^= 1 << rng.randrange(8)
    return bytes(damaged)


def overwrite(rng: Random, content: bytes) -> bytes:
    damaged = bytearray(content)
    for _ in range(rng.choice((1, 1, 2, 4))):
        value = rng.choice((*EXTREMES, rng.randbytes(rng.randint(1, 16))))
        at = rng.randrange(len(damaged))
        damaged[at : at + len(value)] = value
    return bytes(damaged)


def remove(rng: Random, content: bytes) -> bytes:
    start = rng.randrange(len(content))
    return content[:start] + content[start + rng.choice((1, 2, 4, 16, 200)) :]


def insert(rng: Random, content: bytes) -> bytes:
    at = rng.randrange(len(content))
    return content[:at] + rng.choice((*EXTREMES, rng.randbytes(rng.randint(1, 64)))) + content[at:]


def swap(rng: Random, content: bytes) -> bytes:
    size = min(rng.choice((1, 4, 8, 32)), len(content) // 2)
    first = rng.randrange(len(content) - 2 * size + 1)
    second = rng.randrange(first + size, len(content) - size + 1)
    middle = content[first + size : second]
    tail = content[second + size :]
    return content[:first] + content[second : second + size] + middle + content[first : first + size] + tail


def repeat(rng: Random, content: bytes) -> bytes:
    start = rng.randrange(len(content))
    part = content[start : start + rng.choice((1, 8, 64, 1024))]
    return content[:start] + part * rng.choice((2, 3, 50)) + content[start + len(part) :]


def noise(rng: Random, content: bytes) -> bytes:
    return content[: rng.choice((0, 4, 8, 16))] + rng.randbytes(rng.randrange(400))


ON_BYTES: tuple[Callable[[Random, bytes], bytes], ...] = (
    truncate, flip, flip, flip, overwrite, overwrite, remove, insert, swap, repeat, noise,
)  # fmt: skip


def tamper(rng: Random, attributes: dict[str, Any], others: list[dict[str, Any]]) -> bytes:
    """One to three changes of a set of attributes, as JSON."""
    changed = json.loads(json.dumps(attributes))
    for _ in range(rng.choice((1, 1, 2, 3))):
        rng.choice((_replace, _replace, _misspell, _nest, _borrow, _swap_values))(rng, changed, others)
    return json.dumps(changed).encode()


def _replace(rng: Random, changed: dict[str, Any], others: list[dict[str, Any]]) -> None:
    _borrow(rng, changed, others)
    holder = changed
    name = rng.choice(list(holder))
    while isinstance(holder[name], dict) and holder[name] and rng.random() < 0.7:
        holder = holder[name]
        name = rng.choice(list(holder))
    if isinstance(holder[name], list) and holder[name] and rng.random() < 0.5:
        holder[name][rng.randrange(len(holder[name]))] = deepcopy(rng.choice(ODD_VALUES))
    else:
        holder[name] = deepcopy(rng.choice(ODD_VALUES))


def _misspell(rng: Random, changed: dict[str, Any], others: list[dict[str, Any]]) -> None:
    _borrow(rng, changed, others)
    name = rng.choice(list(changed))
    at = rng.randrange(len(name) + 1)
    changed[name[:at] + rng.choice("_xX ä") + name[at:]] = changed.pop(name)


def _nest(rng: Random, changed: dict[str, Any], others: list[dict[str, Any]]) -> None:
    _borrow(rng, changed, others)
    name = rng.choice(list(changed))
    for _ in range(rng.choice((1, 2, 200))):
        changed[name] = {name: changed[name]} if rng.random() < 0.5 else [changed[name]]


def _borrow(rng: Random, changed: dict[str, Any], others: list[dict[str, Any]]) -> None:
    other = rng.choice(others)
    name = rng.choice(list(other))
    changed[name] = json.loads(json.dumps(other[name]))


def _swap_values(rng: Random, changed: dict[str, Any], others: list[dict[str, Any]]) -> None:
    _borrow(rng, changed, others)
    first, second = rng.choice(list(changed)), rng.choice(list(changed))
    changed[first], changed[second] = changed[second], changed[first]
