"""A Viam training script run on this computer: the same files, the same arguments, a process of its own."""

import os
import shutil
import signal
import subprocess
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from driftwatch.errors import DriftwatchError

MODULE: Final = "model.training"
"""What Viam runs of a training script package."""
LOG: Final = "training.log"
MODEL: Final = "model"
_PART: Final = "model.part"
_GRACE: Final = 10.0  # seconds in which a script may end after it was asked to


class TrainingFailedError(DriftwatchError):
    """A training script ended with an error, or left no model."""


@dataclass(frozen=True, slots=True)
class LocalTraining:
    """script: the package's folder. python: the interpreter that runs it, with what its setup.py asks for.

    out: gets training.log, which is kept whatever happens, and the folder `model` once the script has ended well.
    """

    script: Path
    python: Path
    dataset_file: Path
    out: Path
    arguments: Mapping[str, str] = field(default_factory=dict[str, str])

    @property
    def command(self) -> list[str]:
        given = [f"--{name}={value}" for name, value in self.arguments.items()]
        paths = [f"--dataset_file={self.dataset_file}", f"--model_output_directory={self.out / _PART}"]
        return [str(self.python), "-m", MODULE, *paths, *given]


def run_training(job: LocalTraining, say: Callable[[str], None]) -> Path:
    """Gives the folder of the model. say: takes each line of the script as it comes.

    Raises TrainingFailedError. When it is interrupted, the script ends too, and no model of it is left.
    """
    if not (job.script / "model" / "training.py").is_file():
        raise TrainingFailedError(f"{job.script}: is no training script: it has no model/training.py")
    part, model = job.out / _PART, job.out / MODEL
    try:
        job.out.mkdir(parents=True, exist_ok=True)
        shutil.rmtree(part, ignore_errors=True)
        status, last = _run(job, say)
        if status != 0:
            raise TrainingFailedError(
                f"the script ended with status {status}: {last}; all it said is in {job.out / LOG}"
            )
        if not part.is_dir() or not any(part.iterdir()):
            raise TrainingFailedError(f"the script has left no model; all it said is in {job.out / LOG}")
        shutil.rmtree(model, ignore_errors=True)
        part.rename(model)
    except OSError as error:
        raise TrainingFailedError(f"{job.out}: {error.strerror or error}") from error
    finally:
        shutil.rmtree(part, ignore_errors=True)
    return model


def _run(job: LocalTraining, say: Callable[[str], None]) -> tuple[int, str]:
    """Status, and the last line that the script wrote."""
    environment = {**os.environ, "PYTHONUNBUFFERED": "1"}
    last = "it said nothing"
    with (job.out / LOG).open("w", encoding="utf-8") as log:
        process = subprocess.Popen(  # noqa: S603, the owner's own script
            job.command, cwd=job.script, env=environment, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT, text=True, errors="replace", start_new_session=True,
        )  # fmt: skip
        try:
            assert process.stdout is not None
            for line in process.stdout:
                log.write(line)
                log.flush()
                last = line.strip() or last
                say(line.rstrip())
            return process.wait(), last
        finally:
            _end(process)


def _end(process: "subprocess.Popen[str]") -> None:
    if process.poll() is not None:
        return
    os.killpg(process.pid, signal.SIGTERM)
    try:
        process.wait(_GRACE)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
