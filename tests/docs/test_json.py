"""What the pages and the examples show as configuration is accepted as it is."""

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, cast

import pytest

from driftwatch import names
from driftwatch.attributes import ATTRIBUTES_OF
from driftwatch.config.reader import read
from tests.docs.pages import PAGES, README, ROOT, json_blocks, page_of, title

EXAMPLES = sorted((ROOT / "examples").rglob("*.json"))


def resources(node: object) -> Iterator[Mapping[str, Any]]:
    """Every object in `node` that configures one of our models."""
    if isinstance(node, list):
        for entry in cast("list[object]", node):
            yield from resources(entry)
    elif isinstance(node, dict):
        entries = cast("dict[str, Any]", node)
        if str(entries.get("model", "")).startswith(names.MODULE_ID):
            yield entries
        for entry in entries.values():
            yield from resources(entry)


def check_resource(resource: Mapping[str, Any]) -> None:
    assert resource["model"] in names.API_OF
    assert resource["api"] == names.API_OF[resource["model"]]
    check_attributes(resource["model"], resource["attributes"])


def check_attributes(model: str, attributes: Mapping[str, Any]) -> None:
    assert read(ATTRIBUTES_OF[model], attributes).warnings == ()


def check_machine(config: Mapping[str, Any]) -> None:
    """Every resource that an attribute of ours names is in the config."""
    parts = [*config.get("components", []), *config.get("services", [])]
    there = [part["name"] for part in parts]
    assert len(set(there)) == len(there)
    for resource in resources(config):
        for attribute, value in resource["attributes"].items():
            if attribute.endswith("_name"):
                assert value in there, f"{resource['name']}: {attribute}"


@pytest.mark.parametrize("page", PAGES, ids=title)
def test_every_json_block_can_be_read(page: Path) -> None:
    for _, content in json_blocks(page):
        for resource in resources(content):
            check_resource(resource)


@pytest.mark.parametrize("example", EXAMPLES, ids=title)
def test_every_example_can_be_read(example: Path) -> None:
    config = json.loads(example.read_text())
    for resource in resources(config):
        check_resource(resource)
    check_machine(config)


@pytest.mark.parametrize("page", PAGES, ids=title)
def test_a_whole_machine_holds_all_that_it_names(page: Path) -> None:
    for _, content in json_blocks(page):
        if isinstance(content, dict) and {"components", "services"} <= content.keys():
            check_machine(cast("dict[str, Any]", content))


@pytest.mark.parametrize("model", names.API_OF)
def test_a_models_page_shows_attributes_that_are_accepted(model: str) -> None:
    shown = [content for block, content in json_blocks(page_of(model)) if "Configuration" in block.headings]
    assert shown
    for attributes in shown:
        check_attributes(model, attributes)


@pytest.mark.parametrize("model", names.API_OF)
def test_a_models_page_shows_an_example_of_it(model: str) -> None:
    shown = [
        resource["model"]
        for block, content in json_blocks(page_of(model))
        if "Example" in block.headings
        for resource in resources(content)
    ]
    assert model in shown


def test_the_readme_shows_each_model_on_a_machine() -> None:
    shown = {resource["model"] for _, content in json_blocks(README) for resource in resources(content)}
    assert shown == names.API_OF.keys()
