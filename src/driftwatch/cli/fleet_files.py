"""Exported readings out of files and databases, a row at a time."""

import csv
import json
from collections.abc import Iterator, Mapping
from importlib import import_module
from pathlib import Path
from typing import Any, cast

from driftwatch.errors import ConfigError

Rows = Iterator[Mapping[str, Any]]


def rows_of(path: Path) -> Rows:
    """JSON lines, a JSON list, or CSV by the file's ending. Raises ConfigError naming the file and the line."""
    try:
        if path.suffix.lower() == ".csv":
            with path.open(encoding="utf-8-sig", newline="") as file:
                yield from csv.DictReader(file)
        else:
            yield from _json_rows(path)
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise ConfigError([f"{path}: cannot be read ({error})"]) from error


def database_rows(uri: str, database: str, collection: str) -> Rows:
    """Readings as the data manager writes them into a MongoDB. Raises ConfigError without pymongo or an answer."""
    try:
        pymongo: Any = import_module("pymongo")
    except ImportError as error:
        text = "--mongodb: needs the Python package pymongo; install it too, or export the rows to a file"
        raise ConfigError([text]) from error
    try:
        with pymongo.MongoClient(uri, serverSelectionTimeoutMS=5000) as client:
            yield from client[database][collection].find({"method_name": "Readings"})
    except pymongo.errors.PyMongoError as error:
        raise ConfigError([f"--mongodb: the database does not answer ({_without_password(str(error), uri)})"]) from None


def _without_password(words: str, uri: str) -> str:
    """What goes wrong is shown, a password is not."""
    password = uri.partition("://")[2].rpartition("@")[0].partition(":")[2]
    return (words.replace(password, "***") if password else words)[:200]


def _json_rows(path: Path) -> Rows:
    with path.open(encoding="utf-8-sig") as file:
        first = file.read(1)
        file.seek(0)
        if first == "[":
            yield from _checked(path, 1, _parsed(path, 1, file.read()))
            return
        for number, line in enumerate(file, 1):
            if line.strip():
                yield from _checked(path, number, [_parsed(path, number, line)])


def _parsed(path: Path, line: int, text: str) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError) as error:
        raise ConfigError([f"{path}, line {line}: is no JSON"]) from error


def _checked(path: Path, line: int, values: Any) -> Rows:
    for value in values:
        if not isinstance(value, dict):
            raise ConfigError([f"{path}, line {line}: a row must be a JSON object"])
        yield cast("Mapping[str, Any]", value)
