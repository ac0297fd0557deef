"""meta.json says of the module what the registry and viam-server will act on."""

import json
import os
from pathlib import Path
from typing import Any

import pytest

from driftwatch import names
from driftwatch.services import registered_model

ROOT = Path(__file__).resolve().parents[2]
META: dict[str, Any] = json.loads((ROOT / "meta.json").read_text())
MODELS: list[dict[str, str]] = META["models"]


def test_names_the_module_and_exactly_the_models_that_it_registers() -> None:
    assert META["module_id"] == names.MODULE_ID
    registered = {(str(model.api), str(model.model)) for model in registered_model.MODELS}
    assert {(model["api"], model["model"]) for model in MODELS} == registered


def test_is_found_by_everybody_and_started_by_run_sh_with_nothing_to_run_before() -> None:
    assert META["visibility"] == "public"
    assert META["entrypoint"] == "run.sh"
    assert "first_run" not in META
    assert 0 < len(META["description"]) <= 500


def test_the_page_is_an_application_of_one_machine_whose_files_are_in_the_archive() -> None:
    (page,) = META["applications"]
    assert (page["type"], page["entrypoint"], page["logoPath"]) == ("single_machine", "web/index.html", "web/icon.svg")
    web = ROOT / "web"
    assert (web / "index.html").is_file()
    assert (web / "public" / "icon.svg").is_file()


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model["model"])
def test_each_model_has_a_short_description_and_its_page(model: dict[str, str]) -> None:
    assert model.keys() == {"api", "model", "short_description", "markdown_link"}
    assert 0 < len(model["short_description"]) <= 100
    assert model["markdown_link"] == f"docs/{model['model'].split(':')[-1]}.md"


def test_the_build_runs_what_is_there_for_the_platforms_that_are_locked() -> None:
    build = META["build"]
    assert build["arch"] == ["linux/amd64", "linux/arm64", "darwin/arm64"]
    assert build["path"] == "module.tar.gz"
    for step in ("setup", "build"):
        assert os.access(ROOT / build[step].split()[0], os.X_OK)
