"""The tables of attributes say what the dataclasses accept: names, types, limits and defaults."""

from typing import Any

import pytest
from viam.proto.app.robot import ComponentConfig
from viam.utils import dict_to_struct

from driftwatch import names
from driftwatch.attributes import ATTRIBUTES_OF
from driftwatch.config.reader import attribute_names
from driftwatch.errors import ConfigError
from driftwatch.services.registered_model import MODELS, RegisteredModel
from tests.docs.pages import PAGES, page_of, table_rows
from tests.docs.settings import attributes_of

Places = dict[type[Any], list[str]]  # settings -> the dotted attributes that are such an object


def places(kind: type[Any], path: str = "") -> Places:
    """`kind` and every object among its attributes."""
    found: Places = {kind: [path]}
    for attribute in attributes_of(kind):
        if attribute.settings is not None:
            for settings, inner in places(attribute.settings, f"{path}.{attribute.name}").items():
                found.setdefault(settings, []).extend(inner)
    return found


def documented(model: str, attributes: list[str]) -> dict[str, list[str]]:
    """Rows by attribute: of the model for "", else below a heading, on any page, that ends in such an attribute."""
    for page in dict.fromkeys([page_of(model), *PAGES] if attributes != [""] else [page_of(model)]):
        rows: dict[str, list[str]] = {}
        for headings, cells in table_rows(page, "Attribute"):
            named = next((one.strip("`") for one in reversed(headings) if one.startswith("`")), "")
            if any(path == named or (named and path.endswith(f".{named}")) for path in attributes):
                rows[cells[0].strip("`")] = cells[:3]
        if rows:
            return rows
    return {}


@pytest.mark.parametrize("model", names.API_OF)
def test_every_attribute_is_in_the_table_as_it_is_read(model: str) -> None:
    for kind, attributes in places(ATTRIBUTES_OF[model]).items():
        expected = {one.name: one.row for one in attributes_of(kind)}
        assert documented(model, attributes) == expected, attributes


@pytest.mark.parametrize("model", names.API_OF)
def test_every_row_says_what_its_attribute_does(model: str) -> None:
    for _, cells in table_rows(page_of(model), "Attribute"):
        assert len(cells) == 4, cells
        assert cells[3], cells


def test_each_registered_model_has_its_attributes_in_one_place() -> None:
    assert ATTRIBUTES_OF.keys() == names.API_OF.keys() == {model.name for model in MODELS}


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.name)
def test_a_registered_model_knows_these_attributes(model: RegisteredModel) -> None:
    known = attribute_names(ATTRIBUTES_OF[model.name])
    misspelled = dict_to_struct({f"{name}x": 1 for name in known})
    with pytest.raises(ConfigError) as caught:
        model.load().validate_config(ComponentConfig(attributes=misspelled))
    told = {problem for problem in caught.value.problems if "did you mean" in problem}
    assert told == {f'{name}x: unknown attribute, did you mean "{name}"?' for name in known}
