"""The vision service of a running machine, asked from a person's computer by its DoCommands."""

import asyncio
import threading
from collections.abc import Coroutine, Mapping
from concurrent.futures import TimeoutError as FutureTimeoutError
from dataclasses import dataclass, field
from typing import Any, Final, TypeVar

from driftwatch.errors import ConfigError, DriftwatchError

T = TypeVar("T")

KEY: Final = "DRIFTWATCH_API_KEY"
KEY_ID: Final = "DRIFTWATCH_API_KEY_ID"
_MISSING: Final = "--address: needs Viam's SDK on this computer; install driftwatch with it, or viam-sdk"
_CONNECT_SECONDS: Final = 20.0
_ANSWER_SECONDS: Final = 60.0


class MachineError(DriftwatchError):
    """A machine cannot be reached, or refuses a command."""


@dataclass(frozen=True, slots=True)
class MachineAddress:
    """address: HOST:PORT in the same network, or the machine's address in Viam's app. key, key_id: "" without one.

    A machine is asked without a key only where its viam-server asks for none, and then without encryption.
    """

    address: str
    key: str = field(default="", repr=False)
    key_id: str = ""

    @classmethod
    def of(cls, address: str, environment: Mapping[str, str]) -> "MachineAddress":
        """Raises ConfigError where one half of a key is missing."""
        key, key_id = environment.get(KEY, ""), environment.get(KEY_ID, "")
        if bool(key) != bool(key_id):
            raise ConfigError([f"{KEY} and {KEY_ID}: are needed together, or neither of them"])
        return cls(address, key, key_id)


class MachineSource:
    """Answers the review commands as a state folder does (cli/review_source.py). `close` it.

    The connection is kept alive by a thread of its own while the person thinks.
    """

    def __init__(self, where: MachineAddress, service: str) -> None:
        """Raises MachineError where the machine cannot be reached, ConfigError where it has no such vision service."""
        self._where = where
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="machine", daemon=True)
        self._thread.start()
        self._robot: Any = None
        try:
            self._service = self._run(self._opened(service), _CONNECT_SECONDS)
        except BaseException:
            self.close()
            raise

    def ask(self, command: str, arguments: Mapping[str, Any]) -> Mapping[str, Any]:
        """As the vision service answers it. Raises MachineError in its words."""
        return self._run(self._service.do_command({"command": command, **arguments}), _ANSWER_SECONDS)

    def close(self) -> None:
        """Gives up after a second what does not end."""
        if self._robot is not None:
            closing = asyncio.run_coroutine_threadsafe(self._robot.close(), self._loop)
            try:
                closing.result(1.0)
            except Exception:  # it is over, however it ends
                closing.cancel()
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(1.0)

    async def _opened(self, service: str) -> Any:
        from viam.robot.client import RobotClient
        from viam.rpc.dial import DialOptions
        from viam.services.vision import VisionClient

        where = self._where
        if where.key:
            options = RobotClient.Options.with_api_key(where.key, where.key_id)
        else:
            options = RobotClient.Options(dial_options=DialOptions(insecure=True, disable_webrtc=True))
        self._robot = await RobotClient.at_address(where.address, options)
        names = sorted({one.name for one in self._robot.resource_names if one.subtype == "vision"})
        return VisionClient.from_robot(self._robot, _chosen(service, names))

    def _run(self, work: Coroutine[Any, Any, T], seconds: float) -> T:
        running = asyncio.run_coroutine_threadsafe(work, self._loop)
        try:
            return running.result(seconds)
        except DriftwatchError:
            raise
        except ImportError as error:
            raise ConfigError([_MISSING]) from error
        except FutureTimeoutError as error:
            running.cancel()
            raise MachineError(f"{self._where.address}: gave no answer within {seconds:g} s") from error
        except Exception as error:  # gRPC, WebRTC and sockets have many errors
            raise MachineError(self._words(error)) from error

    def _words(self, error: Exception) -> str:
        """Without the key, which an error of the connection may hold."""
        said = str(getattr(error, "message", "") or error) or type(error).__name__
        key = self._where.key
        return f"{self._where.address}: {said.replace(key, '***') if key else said}"


def _chosen(service: str, names: list[str]) -> str:
    if service in names:
        return service
    there = ", ".join(names)
    if service:
        raise ConfigError([f'--service: the machine has no vision service "{service}"; it has {there or "none"}'])
    if len(names) != 1:
        raise ConfigError([f"--service: name one of {there}" if names else "--service: the machine has none"])
    return names[0]
