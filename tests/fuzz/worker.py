"""Judges a range of cases in a process of its own, which a damaged file may end.

python -m tests.fuzz.worker FOLDER SEED START COUNT: writes one JSON line a failed case and a tally at the end. While a
case is judged its number is in FOLDER/current.
"""

import json
import resource
import signal
import sys
import tempfile
from collections import Counter
from pathlib import Path

from tests.fuzz.cases import make_case
from tests.fuzz.judge import Bench
from tests.fuzz.seeds import seeds

SECONDS = 20  # a case may take; the kernel ends the process then, wherever it is
MEMORY = 6 << 30  # bytes of address space: who asks for more gets an error in place of the machine's last page


def main(folder: Path, seed: int, start: int, count: int) -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    tally: Counter[str] = Counter()
    with tempfile.TemporaryDirectory() as scratch:
        good, bench = seeds(Path(scratch)), Bench(Path(scratch))
        for number in range(start, start + count):
            case = make_case(good, seed, number)
            (folder / "current").write_text(str(number))
            signal.alarm(SECONDS)
            try:
                tally[f"{case.kind} {bench.judge(case)}"] += 1
            except Exception as error:
                tally[f"{case.kind} wrong"] += 1
                print(json.dumps({"number": number, "what": f"{type(error).__name__}: {error}"}), flush=True)
            signal.alarm(0)
            (folder / "tally").write_text(json.dumps(tally))


if __name__ == "__main__":
    main(Path(sys.argv[1]), *map(int, sys.argv[2:5]))
