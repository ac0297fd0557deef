"""In processes of their own: what glibc is told holds for all of a process, and for good."""

import ctypes
import subprocess
import sys

import pytest

_FAULTS = """
import resource, threading
import numpy as np
from driftwatch.services.workarounds.freed_memory import keep_freed_memory

if {keep}:
    assert keep_freed_memory()

def use_buffers():
    for _ in range(3):  # the first of each size is new
        touch()
    before = resource.getrusage(resource.RUSAGE_SELF).ru_minflt
    for _ in range(20):
        touch()
    print(resource.getrusage(resource.RUSAGE_SELF).ru_minflt - before)

def touch():
    picture, floats, tensor = (np.ones(7_000_000, np.uint8) for _ in range(3))

thread = threading.Thread(target=use_buffers)
thread.start()
thread.join()
"""

pytestmark = pytest.mark.skipif(not hasattr(ctypes.CDLL(None), "mallopt"), reason="only glibc has mallopt")


def _page_faults(keep: bool) -> int:
    """Of twenty frames' buffers in a thread, once the process is warm."""
    code = _FAULTS.format(keep=keep)
    return int(subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True).stdout)


def test_buffers_of_one_frame_serve_the_next() -> None:
    assert _page_faults(keep=True) < 100 < _page_faults(keep=False)
