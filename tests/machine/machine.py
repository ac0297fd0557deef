"""A real Viam machine on this host: started from a config, watched, reconfigured and ended."""

import contextlib
import json
import os
import re
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Callable, Collection, Mapping
from contextlib import AbstractAsyncContextManager
from pathlib import Path
from typing import Any

from grpclib.exceptions import StreamTerminatedError
from viam.proto.robot import GetMachineStatusResponse
from viam.robot.client import RobotClient

from tests.machine.processes import Process, kill, started_by, still_running
from tests.machine.status import are_ready, connected, error_of, has_applied, is_running, until_status
from tests.waiting import pause

Config = Mapping[str, Any]

_KEPT = ("PATH", "LANG", "LC_ALL", "TZ")


class MachineError(Exception):
    """The machine did not do what was asked of it; the message ends with the last lines of its log."""


class Machine:
    """One machine. A context manager: entering starts it, leaving ends it and everything it started.

    server: the program (tests.machine.server.find_server).
    config: the machine's JSON; its address and revision are filled in here.
    folder: where config, log, and the machine's own home are kept; the caller's to delete. A machine that is
        started again in the same folder finds the state of its modules again.
    env: added to the little that is passed on: PATH, the language, the time zone, and DRIFTWATCH_*.
    """

    def __init__(self, server: Path, config: Config, folder: Path, env: Mapping[str, str] | None = None) -> None:
        self._server = server
        self._config = config
        self._env = dict(env or {})
        self._revision = ""
        self._process: subprocess.Popen[bytes] | None = None
        self._folder = folder.resolve()
        self._sockets = Path()
        self.address = f"localhost:{_free_port()}"
        self.viam_home = self._folder / "viam"
        self.log_path = self._folder / "machine.log"

    def start(self, timeout: float = 30) -> None:
        """Start the server; returns as soon as it answers, while its resources are still being made."""
        if self._process is not None:
            raise MachineError("the machine runs already")
        for needed in (self._folder / "home", self.viam_home):
            needed.mkdir(parents=True, exist_ok=True)
        # The server leaves an empty folder of sockets behind at every start. A socket's path has room for 104 bytes.
        self._sockets = Path(tempfile.mkdtemp(prefix="machine-", dir="/tmp"))
        self._write_config()
        command = [str(self._server), "-config", str(self._config_path), "-disable-mdns"]
        with self.log_path.open("ab") as log:
            self._process = subprocess.Popen(
                command, cwd=self._folder, env=self._environment(), stdin=subprocess.DEVNULL, stdout=log,
                stderr=subprocess.STDOUT, start_new_session=True,
            )  # fmt: skip
        try:
            self.until(self._answers, timeout, "to answer")
        except BaseException:
            self.kill()
            raise

    def stop(self, grace: float = 15) -> bool:
        """End the server as a signal would; what still runs after `grace` seconds is killed.

        True when everything ended by itself, modules too. Stopping a machine that does not run is fine.
        """
        process = self._process
        if process is None:
            return True
        pids = self.process_ids()
        process.send_signal(signal.SIGTERM)
        deadline = time.monotonic() + grace
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(grace)
        while (left := still_running(pids)) and time.monotonic() < deadline:
            time.sleep(0.02)
        kill(left)
        self._ended()
        return not left

    def kill(self) -> None:
        """End the server and all it started with SIGKILL: what a power cut does."""
        if self._process is not None:
            kill(self.process_ids())
            self._ended()

    def kill_server(self) -> None:
        """End the server alone with SIGKILL; its modules live on for some seconds, until they notice."""
        kill(self.process_ids()[:1])
        self._ended()

    def __enter__(self) -> "Machine":
        self.start()
        return self

    def __exit__(self, *exc: object) -> None:
        self.stop()

    def client(self) -> AbstractAsyncContextManager[RobotClient]:
        """A client of this machine: `async with machine.client() as robot`."""
        return connected(self.address)

    async def wait_ready(self, *names: str, timeout: float = 60) -> None:
        """Return when the config is applied, every module runs, and each named resource ("cam") is ready.

        After kill_module it returns when the resources of the new process are ready.
        """
        what = f"to have ready: {', '.join(names) or 'its config'}"
        await self._until_status(lambda status: is_running(status) and are_ready(status, names), timeout, what)

    async def wait_error(self, name: str, timeout: float = 60) -> str:
        """Return why the machine could not make the named resource, once it has tried."""
        await self._until_status(lambda status: bool(error_of(status, name)), timeout, f"to report an error of {name}")
        async with self.client() as robot:
            return error_of(await robot.get_machine_status(), name)

    def offer(self, config: Config) -> None:
        """Replace the config without waiting: the machine need not apply it now."""
        self._config = config
        self._write_config()

    async def reconfigure(self, config: Config, timeout: float = 60, missing: Collection[str] = ()) -> None:
        """Replace the config; returns when the machine has applied it: each resource is ready or has failed.

        missing: resources that cannot be made because something that they depend on is not there.
        """
        self.offer(config)
        revision = self._revision
        every = (resource["name"] for kind in ("components", "services") for resource in config.get(kind, []))
        names = set(every) - set(missing)

        def applied(status: GetMachineStatusResponse) -> bool:
            return is_running(status) and has_applied(status, revision, names) and not self._applies(revision)

        await self._until_status(applied, timeout, "to apply its new config")

    def kill_module(self, name: str, timeout: float = 10) -> None:
        """Crash the named module with SIGKILL; returns when the machine has noticed."""
        noticed = "Module has unexpectedly exited"
        before = self.log_text().count(noticed)
        os.kill(self.module_pid(name), signal.SIGKILL)
        self.wait_for_log(noticed, timeout, times=before + 1)

    def module_pid(self, name: str) -> int:
        """The process of the named module, to send signals to."""
        # The machine hands each module the path of its socket: the module's name and five letters.
        socket_path = re.compile(rf"/{re.escape(name)}-[A-Za-z]{{5}}\.sock\b")
        own = [child.pid for child in self._started() if socket_path.search(child.command)]
        if not own:
            raise MachineError(f"no process of module {name}")
        return own[0]

    def process_ids(self) -> list[int]:
        """The server's process first, then those of its modules."""
        assert self._process is not None, "the machine does not run"
        return [self._process.pid, *(child.pid for child in self._started())]

    def log_text(self) -> str:
        """All that the machine and its modules have logged in this folder so far."""
        return self.log_path.read_text(errors="replace") if self.log_path.exists() else ""

    def wait_for_log(self, text: str, timeout: float = 30, times: int = 1) -> None:
        """Return when the log holds `text` at least `times` times."""
        self.until(lambda: self.log_text().count(text) >= times, timeout, f"to log {text!r}")

    def until(self, true: Callable[[], bool], timeout: float, what: str) -> None:
        """Return when `true` says so; else, after `timeout` seconds, an error that ends with the log.

        It blocks: in a coroutine next to which other tasks must go on, call it with asyncio.to_thread.
        """
        begun = time.monotonic()
        while not true():
            waited = time.monotonic() - begun
            if waited > timeout:
                raise self._error(f"waited {timeout:g} s for the machine {what}")
            time.sleep(pause(waited))

    def _ended(self) -> None:
        assert self._process is not None
        self._process.wait()
        self._process = None
        shutil.rmtree(self._sockets, ignore_errors=True)

    def _started(self) -> list[Process]:
        assert self._process is not None, "the machine does not run"
        return started_by(self._process.pid, self.viam_home)

    @property
    def _config_path(self) -> Path:
        return self._folder / "config.json"

    def _write_config(self) -> None:
        # In place: the server watches this very file. Status and log name the revision that they are about.
        self._revision = str(time.time_ns())
        network = {**self._config.get("network", {}), "bind_address": self.address}
        full = {"disable_log_deduplication": True, **self._config, "network": network, "revision": self._revision}
        self._config_path.write_text(json.dumps(full, indent=2))

    def _environment(self) -> dict[str, str]:
        kept = {key: value for key, value in os.environ.items() if key in _KEPT or key.startswith("DRIFTWATCH_")}
        homes = {"HOME": str(self._folder / "home"), "VIAM_HOME": str(self.viam_home), "TMPDIR": str(self._sockets)}
        return {**kept, **homes, **self._env}

    def _applies(self, revision: str) -> bool:
        """Whether the machine is in the middle of applying a revision.

        Its status does not tell: while a module is replaced, that module's resources are still called ready.
        """
        of_revision = f'"revision":"{revision}","reconfigure_type"'
        begun_and_ended = [line for line in self.log_text().splitlines() if of_revision in line]
        return len(begun_and_ended) % 2 == 1

    def _answers(self) -> bool:
        assert self._process is not None
        if self._process.poll() is not None:
            raise self._error(f"the machine ended at once with status {self._process.returncode}")
        host, _, port = self.address.partition(":")
        try:
            socket.create_connection((host, int(port)), timeout=1).close()
        except OSError:
            return False
        return True

    async def _until_status(self, true: Callable[[GetMachineStatusResponse], bool], timeout: float, what: str) -> None:
        try:
            await until_status(self.address, true, timeout)
        except TimeoutError:
            raise self._error(f"waited {timeout:g} s for the machine {what}") from None
        except (OSError, StreamTerminatedError) as error:
            raise self._error(f"the machine does not answer any more ({error})") from error

    def _error(self, problem: str) -> MachineError:
        last = "\n".join(self.log_text().splitlines()[-30:])
        return MachineError(f"{problem}; its log ends:\n{last}")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("localhost", 0))
        return probe.getsockname()[1]
