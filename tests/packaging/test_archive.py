"""The archive: the same from the same files, acceptable to the registry, and alive on a real machine."""

import json
import os
import subprocess
import tarfile
from importlib import metadata
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from viam.components.camera import Camera
from viam.services.mlmodel import MLModelClient

import driftwatch
from driftwatch import names
from driftwatch.services.self_test import BIAS, MODELS, WEIGHTS
from tests.docs.pages import ROOT, links
from tests.machine.configs import module
from tests.machine.fixtures import StartMachine
from tests.machine.machine import Machine
from tests.onnx_models import region_detector
from tests.packaging.test_locks import locked
from tests.web.browser import built_page
from tooling.archive import ArchiveError, contents, entry, pack
from tooling.frozen_packages import outsiders
from tooling.licences import licences

BUILT = os.environ.get("DRIFTWATCH_TEST_ARCHIVE", "")
ARCHIVE = Path(BUILT).resolve()


def program(path: Path) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("#!/bin/sh\n")
    path.chmod(0o755)
    return path


def test_the_same_files_give_the_same_bytes_whenever_they_were_written(tmp_path: Path) -> None:
    files = {"run.sh": program(tmp_path / "run.sh"), "a/b": program(tmp_path / "b")}
    pack(files, tmp_path / "one.tar.gz", "run.sh")
    os.utime(tmp_path / "b", (1, 1))
    pack(files, tmp_path / "two.tar.gz", "run.sh")
    assert (tmp_path / "one.tar.gz").read_bytes() == (tmp_path / "two.tar.gz").read_bytes()
    with tarfile.open(tmp_path / "one.tar.gz") as tar:
        assert [(found.name, found.mode, found.uid, found.uname) for found in tar] == [
            ("run.sh", 0o755, 0, ""),
            ("a/b", 0o755, 0, ""),
        ]


@pytest.mark.parametrize(
    ("target", "refused"), [("../run.sh", False), ("../../out", True), ("/etc/passwd", True), ("../../a/b", True)]
)
def test_links_may_not_leave_the_archive(tmp_path: Path, target: str, refused: bool) -> None:
    link = tmp_path / "link"
    link.symlink_to(target)
    files = {"run.sh": program(tmp_path / "run.sh"), "a/link": link}
    if refused:
        with pytest.raises(ArchiveError, match="a/link is a link that leaves the archive"):
            pack(files, tmp_path / "out.tar.gz", "run.sh")
        assert not (tmp_path / "out.tar.gz").exists()
    else:
        pack(files, tmp_path / "out.tar.gz", "run.sh")


def test_the_entry_point_must_be_executable(tmp_path: Path) -> None:
    script = program(tmp_path / "run.sh")
    script.chmod(0o644)
    with pytest.raises(ArchiveError, match=r"run\.sh is not an executable file"):
        pack({"run.sh": script}, tmp_path / "out.tar.gz", "run.sh")


def test_holds_the_frozen_module_with_its_links_and_the_licences_of_what_it_is_made_of(tmp_path: Path) -> None:
    built_page()
    program(tmp_path / "main")
    (tmp_path / "lib").mkdir()
    (tmp_path / "lib" / "link").symlink_to("../main")
    files = contents(tmp_path)
    assert {"meta.json", "run.sh", "LICENSE", "dist/main/main", "dist/main/lib/link"} <= files.keys()
    assert {"web/index.html", "web/icon.svg"} <= files.keys()
    assert entry("dist/main/lib/link", files["dist/main/lib/link"]).linkname == "../main"
    assert all(f"licences/{name}" in files for name in licences())
    packages = {"numpy", "onnxruntime", "opencv-python-headless", "viam-sdk"}
    built_in = {"python", "openssl", "libffi", "sqlite", "flatbuffers"}
    assert {name.split("/")[0] for name in licences()} >= packages | built_in


def test_every_locked_package_has_a_licence_in_the_archive() -> None:
    named = {name.split("/")[0].lower() for name in licences()}
    installed = {found.name.lower() for found, _ in locked("requirements.txt") if is_installed(found.name)}
    assert installed <= named


def test_no_link_of_the_readme_leads_nowhere_in_the_archive(tmp_path: Path) -> None:
    files = contents(tmp_path)
    targets = {target.partition("#")[0] for target in links(ROOT / "README.md") if "://" not in target} - {""}
    assert targets <= files.keys()
    for model in json.loads((ROOT / "meta.json").read_text())["models"]:
        assert model["markdown_link"] in files


def is_installed(name: str) -> bool:
    try:
        metadata.distribution(name)
    except metadata.PackageNotFoundError:
        return False
    return True


needs_archive = pytest.mark.skipif(
    not BUILT and not os.environ.get("CI"), reason="no archive: make build, then DRIFTWATCH_TEST_ARCHIVE=module.tar.gz"
)


@pytest.fixture(scope="module")
def unpacked(tmp_path_factory: pytest.TempPathFactory) -> Path:
    assert BUILT, "DRIFTWATCH_TEST_ARCHIVE must name the built archive"
    folder = tmp_path_factory.mktemp("unpacked")
    subprocess.run(["tar", "-xzf", ARCHIVE, "-C", folder], check=True)  # Debian 12's Python has no filter for tarfile
    return folder


@needs_archive
def test_its_command_line_examines_a_model(unpacked: Path, tmp_path: Path) -> None:
    """As a person who has only the archive does."""
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}

    def said(*words: str) -> str:
        command = [str(unpacked / "run.sh"), *words]
        done = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        return done.stdout

    model = region_detector(tmp_path / "model.onnx")
    text = said("doctor", str(model))
    assert f'"model": "{names.ONNX_CPU}"' in text
    assert str(model) in text
    assert (tmp_path / "model-doctor.png").is_file()
    assert said("--version") == f"driftwatch {driftwatch.__version__}\n"


@needs_archive
def test_nothing_is_in_it_that_only_tests_and_tools_need(unpacked: Path) -> None:
    inside = {path.name.partition(".")[0] for path in (unpacked / "dist" / "main" / "_internal").iterdir()}
    assert {"cv2", "onnxruntime"} <= inside
    assert inside.isdisjoint(outsiders())


async def answers(running: Machine) -> None:
    """Both runtimes give the right answer and the camera its picture."""
    image = np.array([[1, 2, 3, 4]], np.float32)
    async with running.client() as robot:
        for name in ("onnx", "tflite"):
            given = await MLModelClient.from_robot(robot, name).infer({"image": image})
            np.testing.assert_allclose(given["result"], image @ WEIGHTS.T + BIAS)
        pictures, _ = await Camera.from_robot(robot, "replay").get_images()
        assert pictures


@pytest.mark.machine
@needs_archive
async def test_a_real_machine_unpacks_it_and_gets_answers_again_after_a_crash(
    machine: StartMachine, tmp_path: Path
) -> None:
    import cv2

    assert BUILT, "DRIFTWATCH_TEST_ARCHIVE must name the built archive"
    picture = tmp_path / "picture.jpg"
    assert cv2.imwrite(str(picture), np.full((16, 24, 3), 128, np.uint8))
    services: list[dict[str, Any]] = [
        {"name": name, "api": names.API_OF[model], "model": model, "attributes": {"model_path": str(MODELS / file)}}
        for name, model, file in (
            ("onnx", names.ONNX_CPU, "tiny.onnx"),
            ("tflite", names.TFLITE_CPU, "tiny.tflite"),
            ("boxes", names.ONNX_CPU, region_detector(tmp_path / "boxes.onnx")),
        )
    ]
    named = {"mlmodel_name": "boxes", "reference": {"holidays": ["DE-BY"]}}  # their package is imported by name only
    services.append({"name": "v", "api": names.API_OF[names.VISION], "model": names.VISION, "attributes": named})
    camera = names.REPLAY_CAMERA
    replay = {"name": "replay", "api": names.API_OF[camera], "model": camera, "attributes": {"path": str(picture)}}
    running = machine({"modules": [module(ARCHIVE)], "components": [replay], "services": services})
    await running.wait_ready("onnx", "tflite", "replay", "v", timeout=120)
    await answers(running)
    running.kill_module("driftwatch")
    await running.wait_ready("onnx", "tflite", "replay")
    await answers(running)
