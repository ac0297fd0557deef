"""What a camera's picture usually is: ranges by the hour, looks by the hour, and the worst of the good days."""

import base64
import zlib
from collections.abc import Mapping
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from driftwatch.monitoring.record import RecordError
from driftwatch.monitoring.scene.darkness import Darkness
from driftwatch.monitoring.scene.excursions import Excursions
from driftwatch.monitoring.scene.looks import Looks
from driftwatch.monitoring.scene.ranges import SCALES, FigureName, HourlyRange

_SCHEMA: Final = 1
_NORMAL_UNITS: Final = 50.0
_CONTRAST_UNITS: Final = 200.0


class SceneReference:
    """ranges: of each figure. looks: of the view. days: whole days learned.

    gain, flat, unlike: the worst of each good day, see Facts. darkness: when it is usually black.
    """

    def __init__(self) -> None:
        self.ranges: dict[FigureName, HourlyRange] = {name: HourlyRange(scale) for name, scale in SCALES.items()}
        self.looks = Looks()
        self.gain = Excursions()
        self.flat = Excursions()
        self.unlike = Excursions()
        self.darkness = Darkness()
        self.days = 0

    @property
    def excursions(self) -> tuple[Excursions, Excursions, Excursions]:
        return self.gain, self.flat, self.unlike

    def record(self) -> dict[str, Any]:
        """As plain JSON values, at most 30 kB. Patterns are rounded to a fiftieth, contrasts to a two-hundredth."""
        counts = np.stack([self.ranges[name].counts for name in SCALES])
        today = np.stack([self.ranges[name].today for name in SCALES])
        return {
            "schema": _SCHEMA,
            "days": self.days,
            "darkness": self.darkness.record(),
            "counts": _packed(np.rint(np.minimum(counts, 65535)).astype("<u2")),
            "today": _packed(np.rint(np.minimum(today, 255)).astype(np.uint8)),
            "normal": _packed(np.clip(np.rint(self.looks.normal * _NORMAL_UNITS), -127, 127).astype(np.int8)),
            "contrast": _packed(np.clip(np.rint(self.looks.contrast * _CONTRAST_UNITS), 0, 255).astype(np.uint8)),
            "minutes": [round(float(minutes)) for minutes in self.looks.minutes],
            "gain": self.gain.record(),
            "flat": self.flat.record(),
            "unlike": self.unlike.record(),
        }

    @classmethod
    def of(cls, record: Mapping[str, Any]) -> "SceneReference":
        """What `record` gave. Raises RecordError."""
        try:
            return cls._read(record)
        except (KeyError, TypeError, ValueError, IndexError, AttributeError, zlib.error) as error:
            raise RecordError(f"what was learned of the picture cannot be read: {error}") from error

    @classmethod
    def _read(cls, record: Mapping[str, Any]) -> "SceneReference":
        if record["schema"] != _SCHEMA:
            raise RecordError(f"a picture's reference of schema {record['schema']!r}, this program reads {_SCHEMA}")
        made = cls()
        shape = (len(SCALES), *made.ranges["brightness"].counts.shape)
        counts = _unpacked(record["counts"], np.dtype("<u2")).reshape(shape)
        today = _unpacked(record["today"], np.dtype(np.uint8)).reshape(shape)
        for index, name in enumerate(SCALES):
            made.ranges[name].counts[:] = counts[index]
            made.ranges[name].today[:] = today[index]
        looks = made.looks
        looks.normal[:] = _unpacked(record["normal"], np.dtype(np.int8)).reshape(looks.normal.shape) / _NORMAL_UNITS
        contrast = _unpacked(record["contrast"], np.dtype(np.uint8)).reshape(looks.contrast.shape)
        looks.contrast[:] = contrast / _CONTRAST_UNITS
        looks.minutes[:] = [float(minutes) for minutes in record["minutes"]]
        made.days, made.darkness = int(record["days"]), Darkness.of(record["darkness"])
        made.gain, made.flat = Excursions.of(record["gain"]), Excursions.of(record["flat"])
        made.unlike = Excursions.of(record["unlike"])
        return made


def _packed(values: NDArray[Any]) -> str:
    return base64.b64encode(zlib.compress(values.tobytes(), 6)).decode()


def _unpacked(text: str, kind: "np.dtype[Any]") -> NDArray[Any]:
    return np.frombuffer(zlib.decompress(base64.b64decode(text)), kind)
