"""The gate runs on what a release is for."""

import json
import os
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).resolve().parents[2]
RUNNER_OF = {"linux/amd64": "ubuntu-24.04", "linux/arm64": "ubuntu-24.04-arm", "darwin/arm64": "macos-14"}


def workflow(name: str) -> dict[str, Any]:
    return yaml.safe_load((ROOT / ".github" / "workflows" / name).read_text())


def steps(name: str, job: str) -> list[dict[str, Any]]:
    return workflow(name)["jobs"][job]["steps"]


def test_every_platform_and_python_of_a_release_is_in_the_gate() -> None:
    matrix = workflow("gate.yml")["jobs"]["gate"]["strategy"]["matrix"]
    built: list[str] = json.loads((ROOT / "meta.json").read_text())["build"]["arch"]
    assert matrix["runner"] == [RUNNER_OF[arch] for arch in built]
    assert matrix["python"] == ["3.10", "3.11", "3.12", "3.13"]


def test_the_gate_is_the_one_that_everybody_can_run() -> None:
    assert any(step.get("run") == ".ci/run" for step in steps("gate.yml", "gate"))
    assert os.access(ROOT / ".ci" / "run", os.X_OK)


def test_a_release_is_built_by_viams_cloud_under_the_tags_name() -> None:
    (build,) = [step for step in steps("release.yml", "publish") if "build-action" in step.get("uses", "")]
    assert build["with"]["version"] == "${{ github.ref_name }}"
