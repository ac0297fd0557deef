"""The page in a real browser, on a real machine: what it shows, reviews by keyboard and by touch, and restarts."""

import asyncio
import json
import os
import subprocess
import threading
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import IO, Any

import pytest
from viam.services.vision import VisionClient

from driftwatch.cli.page_server import PageServer
from tests.machine.fixtures import StartMachine
from tests.machine.machine import Machine
from tests.waiting import until_async
from tests.web.browser import WEB, built_page, chromium, node
from tests.web.page_machine import page_config, play

pytestmark = [pytest.mark.machine, pytest.mark.timeout(240)]

STEPS = [
    "first readings", "nothing but loopback", "the first screen", "text is text", "the figures lead to frames",
    "reviews by keyboard", "undo and back", "a kill of the module in the middle", "a restart of the machine",
    "nothing was sent twice", "hard frames", "reviews by touch", "footage that turned bad", "a fleet", "thumbnails",
]  # fmt: skip
QUICK = [step for step in STEPS if step != "footage that turned bad"]
"""A machine needs a minute to raise an alarm; test_pictures.py shows what the page makes of it."""


@pytest.fixture(scope="module")
def page() -> Path:
    return built_page()


@pytest.mark.parametrize("steps", [QUICK, pytest.param(STEPS, marks=pytest.mark.slow)], ids=["quick", "whole"])
async def test_a_person_sees_how_the_model_is_and_reviews_through_kills(
    machine: StartMachine, tmp_path: Path, page: Path, steps: list[str]
) -> None:
    running = machine(page_config(tmp_path))
    await running.wait_ready("cam", "v")

    async def has_frames() -> bool:
        return (await ask(running, "review_figures"))["pool"]["frames"] >= 15

    await until_async(has_frames, 60, "frames for reviews")
    with PageServer(page, [running.address]) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        told = await asyncio.to_thread(walk, running, server.url, tmp_path, steps is STEPS)
        server.shutdown()
    assert [one["step"] for one in told] == steps
    print(json.dumps(told, indent=1))


def walk(running: Machine, url: str, folder: Path, with_alarm: bool) -> list[dict[str, Any]]:
    """Runs the browser's part, and does to the machine what it asks for: a line of JSON each way."""
    environment = {**os.environ, "PAGE": url, "CHROMIUM": chromium(), "FOLDER": str(folder)}
    environment["WITH_ALARM"] = "yes" if with_alarm else ""
    command = [node(), str(WEB / "tests" / "browser" / "walk.mjs")]
    with subprocess.Popen(
        command, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, start_new_session=True
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        told = list(_steps(process.stdout, process.stdin, running, folder))
    assert process.returncode == 0, f"after {told}"
    return told


def _steps(said: IO[str], answers: IO[str], running: Machine, folder: Path) -> Iterator[dict[str, Any]]:
    for line in said:
        one = json.loads(line)
        if "step" in one:
            yield one
            continue
        result = asyncio.run(_do(running, one["do"], folder))
        answers.write(json.dumps(result) + "\n")
        answers.flush()


async def _do(running: Machine, what: str, folder: Path) -> Any:
    if what == "kill":
        running.kill_module("driftwatch")
    elif what == "stop":
        running.kill()
    elif what == "start":
        running.start()
    elif what == "bad":
        await running.wait_ready("cam")
        await play(running, folder / "bad")
    elif what == "reviews":
        return await said_of_frames(running)
    return {}


async def said_of_frames(running: Machine) -> dict[str, list[str]]:
    """Of every review, by its id, the verdicts on its boxes."""
    found: dict[str, list[str]] = {}
    page, pages = 0, 1
    while page < pages:
        answer = await ask(running, "review_list", page=page, per_page=20)
        found |= {one["review"]: [box["verdict"] for box in one["boxes"]] for one in answer["reviews"]}
        page, pages = page + 1, int(answer["pages"])
    return found


async def ask(running: Machine, command: str, **arguments: Any) -> Mapping[str, Any]:
    async with running.client() as robot:
        return await VisionClient.from_robot(robot, "v").do_command({"command": command, **arguments})
