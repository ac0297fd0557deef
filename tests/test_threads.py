"""How many threads the libraries that the module imports take for themselves."""

import os
import subprocess
import sys

import pytest

CODE = "import driftwatch, cv2; print(cv2.getNumThreads())"


@pytest.mark.parametrize(("given", "threads"), [({}, "1"), ({"OPENCV_FOR_THREADS_NUM": "2"}, "2")])
def test_opencv_takes_one_thread_unless_somebody_asked_for_more(given: dict[str, str], threads: str) -> None:
    environment = {key: value for key, value in os.environ.items() if key != "OPENCV_FOR_THREADS_NUM"}
    found = subprocess.run([sys.executable, "-c", CODE], env=environment | given, capture_output=True, text=True)
    assert found.stdout.strip() == threads, found.stderr
