"""LiteRT's first words: one line on standard error when it makes the first interpreter of a process.

"INFO: Created TensorFlow Lite XNNPACK delegate for CPU.", which no setting turns off, and which viam-server logs as an
error because it came on standard error. ai-edge-litert 2.1.
"""

import base64
import contextlib
import os
import threading
import zlib
from collections.abc import Callable, Generator
from typing import Any, Final

_STDERR: Final = 2
_USUAL: Final = b"INFO: "
_GREETED = threading.Event()
_ONE_AT_A_TIME = threading.Lock()
# A model of one dense layer, compressed; tooling/make_self_test_models.py makes the like.
_MODEL: Final = (
    "c-l=-F;2rk5S%0jIO1ekC<TQJ7nF27AgQP*^8k!;N=}L+gpFvg;1T>LpP=Lge8SA$E%Kc`-"
    "rL=o+ud^wVEg#=0NkL)Emo*tQ7~#40V4^oL?FIrzyfKB-4b_^4g8MdD7HxHHE{+m=^K6%r-"
    "`W`xeZ?;Y!W@3)vg22DY@&~oooE5X`8|I1HjVkPga?AYEWvtCU(SuIBLDF^(Rr}TCt+N&a~2YrF#>fq*-"
    "8^SNwSvpJ`mUU&J$Uul^@zC}JJN+236MejFyf*dKDN?km;3__oh$+1M%KoHqI?C;Tho!}<MT=p%QoXITA%P|bfI7liNHz02k>*?B"
    "hJ$)sDR@s@vt87-y"
)


def hear_greeting(interpreter: Callable[..., Any]) -> None:
    """Makes a first interpreter, of a tiny model, and keeps its INFO line off standard error; once in a process.

    interpreter: LiteRT's class. The owner's models come after it, so that nothing that these say is held back.
    """
    with _ONE_AT_A_TIME:
        if not _GREETED.is_set():
            with contextlib.suppress(OSError, ValueError, RuntimeError), _without_info():
                interpreter(model_content=zlib.decompress(base64.b85decode(_MODEL)), num_threads=1).allocate_tensors()
            _GREETED.set()


@contextlib.contextmanager
def _without_info() -> Generator[None, None, None]:
    """What native code and other threads write meanwhile follows at the end, but for INFO lines.

    Raises OSError where there is no standard error.
    """
    before = os.dup(_STDERR)
    end, start = os.pipe()
    os.set_blocking(end, False)  # a process that is started meanwhile may hold the other end for long
    os.dup2(start, _STDERR)
    os.close(start)
    try:
        yield
    finally:
        os.dup2(before, _STDERR)
        os.close(before)
        for line in _read(end).splitlines(keepends=True):
            if not line.startswith(_USUAL):
                os.write(_STDERR, line)


def _read(end: int) -> bytes:
    """All that is there by now; closes `end`."""
    with os.fdopen(end, "rb", buffering=0) as pipe:
        return pipe.read() or b""
