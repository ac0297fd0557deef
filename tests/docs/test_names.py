"""meta.json, names.py and the pages speak of the same models."""

import json
from typing import Any

import pytest

from driftwatch import names
from driftwatch.attributes import ATTRIBUTES_OF
from tests.docs.pages import README, ROOT, lines, page_of, table_rows
from tests.docs.settings import attributes_of

META: dict[str, Any] = json.loads((ROOT / "meta.json").read_text())
SECTIONS = ["Configuration", "Attributes", "Example", "DoCommand", "What it answers", "Errors", "Next steps"]


def test_meta_json_has_the_models_and_apis_of_names_py() -> None:
    assert META["module_id"] == names.MODULE_ID
    assert {model["model"]: model["api"] for model in META["models"]} == names.API_OF


@pytest.mark.parametrize("model", META["models"], ids=lambda model: model["model"])
def test_each_model_is_described_in_a_line_and_on_a_page(model: dict[str, str]) -> None:
    assert 0 < len(model["short_description"]) <= 100
    assert (ROOT / model["markdown_link"]) == page_of(model["model"])
    assert page_of(model["model"]).is_file()


@pytest.mark.parametrize("model", names.API_OF)
def test_a_models_page_names_it_and_has_the_sections_of_all(model: str) -> None:
    text = page_of(model).read_text()
    assert f"`{model}`" in text
    assert f"`{names.API_OF[model]}`" in text
    sections = dict.fromkeys(line.headings[1] for line in lines(page_of(model)) if len(line.headings) > 1)
    assert [section for section in sections if section in SECTIONS] == SECTIONS


@pytest.mark.parametrize("model", names.API_OF)
def test_a_models_page_begins_and_ends_where_somebody_comes_from_the_registry(model: str) -> None:
    prose = [line for line in lines(page_of(model)) if line.language is None]
    first = " ".join(line.text for line in prose if line.headings[-1:] == ("Configuration",))
    assert (
        f"**CONFIGURE** tab, press **+**, choose *Component or service*, search for `{model.split(':')[-1]}`" in first
    )
    assert "**CONTROL** tab" in " ".join(line.text for line in prose if line.headings[-1:] == ("Next steps",))


def test_the_readme_leads_somebody_from_the_registry_to_the_next_steps() -> None:
    text = README.read_text()
    places = [
        text.index(words)
        for words in ("## Add it from the registry", "**CONFIGURE**", "**CONTROL**", "**DATA**", "git clone")
    ]
    assert places == sorted(places)
    required = {cells[1].strip("`") for _, cells in table_rows(README, "Of") if cells[3] == "yes"}
    needed = {one.name for kind in ATTRIBUTES_OF.values() for one in attributes_of(kind) if one.default == "required"}
    assert required == needed


def test_the_readme_lists_every_model_with_its_page() -> None:
    text = README.read_text()
    for model in names.API_OF:
        assert f"[`{model.split(':')[-1]}`](docs/{page_of(model).name})" in text
        assert names.API_OF[model] in text
