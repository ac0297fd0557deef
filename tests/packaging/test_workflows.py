"""The gate runs on what a release is for."""

import json
import os
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).resolve().parents[2]
RUNNER_OF = {"linux/amd64": "ubuntu-24.04", "linux/arm64": "ubuntu-24.04-arm", "darwin/arm64": "macos-15"}


def workflow(name: str) -> dict[Any, Any]:
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


def test_the_archives_of_a_release_are_built_where_the_floor_is_low_and_started_elsewhere() -> None:
    matrix = workflow("archives.yml")["jobs"]["build"]["strategy"]["matrix"]["include"]
    built: list[str] = json.loads((ROOT / "meta.json").read_text())["build"]["arch"]
    assert [entry["platform"] for entry in matrix] == built
    assert all(entry["runner"].startswith(("ubuntu-22.04", "macos-15")) for entry in matrix)
    (build,) = [step for step in steps("archives.yml", "build") if step.get("run") == "./build.sh"]
    assert build["env"]["DRIFTWATCH_RELEASE"] == "1"
    assert any(step.get("run") == ".ci/start_elsewhere module.tar.gz" for step in steps("archives.yml", "build"))
    assert os.access(ROOT / ".ci" / "start_elsewhere", os.X_OK)
    (tested,) = [
        step for step in steps("archives.yml", "build") if "tests/packaging/test_archive.py" in step.get("run", "")
    ]
    assert tested["env"] == {"DRIFTWATCH_TEST_ARCHIVE": "module.tar.gz"}
    for name in ("gate.yml", "release.yml"):
        assert workflow(name)["jobs"]["archives"]["uses"] == "./.github/workflows/archives.yml"


def test_the_tags_of_a_release_begin_with_a_v_as_the_check_of_the_version_asks() -> None:
    events = workflow("release.yml")[True]  # YAML reads the key `on` so
    assert all(tag.startswith("v[0-9]+.[0-9]+.[0-9]+") for tag in events["push"]["tags"])


def test_no_step_puts_what_others_named_into_a_shell() -> None:
    for path in sorted((ROOT / ".github" / "workflows").glob("*.yml")):
        for job in workflow(path.name)["jobs"].values():
            for step in job.get("steps", []):
                assert "${{ github." not in step.get("run", ""), path.name


def test_a_release_is_published_under_the_tags_name_which_is_the_version_of_the_sources() -> None:
    runs = " ".join(step.get("run", "") for step in steps("release.yml", "publish"))
    assert 'python3 -m tooling.version "$GITHUB_REF_NAME"' in runs
    assert '--version "${GITHUB_REF_NAME#v}"' in runs
    assert workflow("release.yml")["jobs"]["publish"]["needs"] == "archives"
