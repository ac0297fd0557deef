"""What lives have acknowledged, and what must be there of it once they are over."""

import sqlite3
from collections import Counter
from collections.abc import Iterable
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from driftwatch.capture.queue.queue import Queue
from driftwatch.capture.queue.sought import Sought
from driftwatch.capture.settings import QueueSettings
from driftwatch.storage.database import FILE_NAME
from driftwatch.storage.feed_table import read_feeds
from driftwatch.storage.fresh_log import add_up
from driftwatch.storage.records import StreamKey
from driftwatch.storage.rollups import prepare
from driftwatch.storage.state_dir import QUEUE, hard_frames_folder
from driftwatch.upload.journal import Journal
from driftwatch.watch.pending_timestamps import UNDATED
from driftwatch.watch.window_record import unpack_windows
from tests.faults.campaign.faults import ALARMS, FULL_DISK, READ_ONLY, Faults
from tests.faults.campaign.life import MINUTE
from tests.faults.campaign.world import arrived

_IN_MEMORY: Final = "statistics are kept in memory only"
_WRITTEN: Final = "statistics are written to"
_SET_ASIDE: Final = "was set aside"
_UNREADABLE: Final = "cannot be read from the disk any more"
_A_MINUTE: Final = MINUTE + 1  # and the frame that has just been answered
_UNSAID: Final = 4  # hard frames that may be dropped between two times that a life says how many were


@dataclass
class Account:
    """frames: acknowledged. maybe: that were asked for, without anybody saying what became of them.

    forgiven: frames whose loss was said. doubled: of windows that a torn store may give again.
    """

    frames: int = 0
    maybe: int = 0
    windows: int = 0
    kills: int = 0
    ends: int = 0
    rebuilt: int = 0
    forgiven: int = 0
    doubled: int = 0
    dropped: int = 0
    stored: set[str] = field(default_factory=set[str])
    given: Counter[str] = field(default_factory=Counter[str])
    settled: set[str] = field(default_factory=set[str])
    reviewed: set[str] = field(default_factory=set[str])
    announced: Counter[str] = field(default_factory=Counter[str])
    moods: int = 0
    """How often the scene has changed."""
    complaints: list[str] = field(default_factory=list[str])
    told: list[str] = field(default_factory=list[str])
    """In this life."""
    unsafe_since: int | None = None
    """Frames that there were when this life said that it writes nothing any more."""
    has_ended: bool = False
    torn: str = ""
    """What of the store was damaged before this life."""
    _dropped: int = 0

    def begin(self, torn: str) -> None:
        """A life."""
        self.told, self.unsafe_since, self.has_ended, self.torn, self._dropped = [], None, False, torn, 0

    def read(self, line: str) -> None:
        word, _, rest = line.rstrip("\n").partition(" ")
        if word == "frame":
            self.frames += 1
        elif word == "maybe":
            self.maybe += 1
        elif word == "window":
            self.windows += int(rest)
        elif word == "stored":
            self.stored.add(rest)
        elif word == "dropped":
            now = int(rest)
            self.dropped += now - self._dropped if now >= self._dropped else now
            self._dropped = now
        elif word == "given":
            self.given[rest] += 1
        elif word == "settled":
            self.settled.add(rest)
        elif word == "reviewed":
            self.reviewed.add(rest)
        elif word == "announced":
            self.announced[rest] += 1
        elif word == "mood":
            self.moods += 1
        elif word in ("slow", "leak"):
            self.complaints.append(line.strip())
        elif word == "rebuilt":
            self.rebuilt += 1
        elif word == "ended":
            self.has_ended = True
        elif word == "told":
            self._read_told(rest)

    def end(self) -> None:
        """The life is over."""
        if self.has_ended:
            self.ends += 1
        else:
            self.kills += 1
        if self.unsafe_since is not None:
            self.forgiven += self.frames - self.unsafe_since

    @property
    def lost(self) -> int:
        """Frames that may be missing."""
        return _A_MINUTE * self.kills + self.forgiven

    def _read_told(self, text: str) -> None:
        self.told.append(text)
        if _IN_MEMORY in text and self.unsafe_since is None:
            self.unsafe_since = max(0, self.frames - _A_MINUTE)
        elif _WRITTEN in text:
            self.unsafe_since = None


def judge(folder: Path, memory: Path, account: Account, faults: Faults) -> None:
    """Raises AssertionError where something is lost, counted twice, or half there, without a word about it."""
    assert not account.complaints, account.complaints
    _judge_statistics(folder / FILE_NAME, account)
    _judge_hard_frames(hard_frames_folder(folder, "v") / QUEUE, arrived(memory), account, faults)
    often = [one for one, times in account.announced.items() if times > 1 + account.kills]
    assert not often, f"announced again and again: {often}"
    if faults == frozenset({ALARMS}):  # with others, cameras fall silent as well
        most = account.moods + 2 * (account.kills + account.ends)
        assert len(account.announced) <= most, (
            f"{len(account.announced)} alerts of {account.moods} changes of the scene"
        )


def _judge_statistics(file: Path, account: Account) -> None:
    if not file.exists():
        assert account.frames <= account.lost, f"no file, and {account.frames} frames"
        return
    try:
        found = _found_in(file)
    except sqlite3.DatabaseError as error:
        # Damaged before the life, which was killed before it had brought the file in order.
        problem = f"the statistics file cannot be used: {error}"
        assert account.torn or account.frames <= account.lost, problem
        return
    counted, to_come, reviews = found
    _forgive_what_was_torn(account, counted, to_come, reviews)
    most = account.frames + account.maybe
    assert counted <= most, f"counted twice: {counted} of at most {most} frames"
    assert counted >= account.frames - account.lost, (
        f"lost: {counted} of {account.frames} frames, {account.lost} may be"
    )
    given = account.windows + to_come
    assert given <= most + account.doubled, f"twice in windows: {given} of at most {most} frames"
    fewest = account.frames - account.lost - 2 * MINUTE * account.kills  # windows that were being given away
    assert given >= fewest, f"lost in windows: {given} of {account.frames} frames, at least {fewest}"
    assert account.reviewed <= reviews, f"reviews are lost: {account.reviewed - reviews}"


def _found_in(file: Path) -> tuple[int, int, set[str]]:
    """Frames that were counted, frames in windows that were not given away, and reviews."""
    with closing(sqlite3.connect(file)) as connection:
        (sound,) = connection.execute("PRAGMA integrity_check").fetchone()
        if sound != "ok":
            raise sqlite3.DatabaseError(sound)
        prepare(connection)
        connection.execute("BEGIN")  # taken back: the next life must find what this one has left
        add_up(connection)
        (counted,) = connection.execute("SELECT coalesce(sum(frames), 0) FROM frame_stats").fetchone()
        streams = [StreamKey(*one) for one in connection.execute("SELECT service, camera FROM stream")]
        feeds = [one for stream in streams for one in read_feeds(connection, stream).items()]
        reviews = {review for (review,) in connection.execute("SELECT id FROM frame_review")}
    undated = _frames_in(body for sensor, body in feeds if sensor.startswith(UNDATED))
    return counted + undated, _frames_in(body for sensor, body in feeds if ":" not in sensor), reviews


def _frames_in(bodies: Iterable[bytes]) -> int:
    return sum(window.totals.frames.frames for body in bodies for window in unpack_windows(body))


def _forgive_what_was_torn(account: Account, counted: int, to_come: int, reviews: set[str]) -> None:
    """What a disk has lost of the store is gone; that it is, must have been said where it can be known."""
    if not account.torn:
        return
    missing = account.frames - account.lost - counted
    if account.torn == "file" and missing > 0:
        assert any(_SET_ASIDE in text or _UNREADABLE in text for text in account.told), (
            f"the store is damaged, and nobody says so: {account.told}"
        )
    in_windows = account.frames - account.lost - 2 * MINUTE * account.kills - account.windows - to_come
    account.forgiven += max(0, missing, in_windows)
    account.doubled += max(0, account.windows + to_come - account.doubled - account.frames - account.maybe)
    account.reviewed &= reviews


def _judge_hard_frames(folder: Path, in_the_app: list[str], account: Account, faults: Faults) -> None:
    queue = Queue(QueueSettings(max_frames=100_000), folder)
    waiting = {one.record.id for one in queue.listing(0.0, Sought(), 0, 10**6).frames}
    assert not list(folder.glob("*.part")), "half a file is left after a start"
    missing = account.stored - waiting - set(account.given) - set(in_the_app)
    may_be = account.dropped + _UNSAID * account.kills if account.dropped else 0
    assert len(missing) <= may_be, f"hard frames are lost, {account.dropped} were dropped: {missing}"
    known = {Journal(folder.parent).read().sending}  # to have been on its way: the next life asks the app about it
    _judge_repetitions(waiting - known, in_the_app, account, faults)


def _judge_repetitions(waiting: set[str], in_the_app: list[str], account: Account, faults: Faults) -> None:
    """The collector and the upload each have one frame on its way, which a kill may fall in with.

    So may a service that is rebuilt while its folder keeps what has arrived. An upload knows by its journal what it had
    on its way, where a full disk has taken that.
    """
    ends = account.kills + (account.rebuilt if READ_ONLY in faults else 0)
    without_journal = account.kills if FULL_DISK in faults else 0
    for way, arrived_by in (("collected", account.settled), ("uploaded", set(in_the_app))):
        back = waiting & arrived_by
        assert len(back) <= ends, f"{len(back)} frames that were {way} came back, in {ends} ends"
    uploaded_twice = len(in_the_app) - len(set(in_the_app))
    assert uploaded_twice <= without_journal, f"{uploaded_twice} frames are in the app twice"
    twice = sum(account.given.values()) - len(account.given) + len(set(account.given) & set(in_the_app))
    assert twice <= ends + without_journal, f"{twice} frames went to a collector and again, in {ends} ends"
