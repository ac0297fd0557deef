"""Opens whatever an owner recorded."""

from pathlib import Path
from typing import Protocol

from driftwatch.encoded_image import EncodedImage
from driftwatch.errors import FootageError
from driftwatch.footage.folder import SUFFIXES, Folder
from driftwatch.footage.video import Video
from driftwatch.regular_file import check_regular


class Footage(Protocol):
    """Frames in their order. To be used from one thread at a time."""

    @property
    def fps(self) -> float:
        """Frames a second at which it was recorded; an assumption where the recording does not say."""
        ...

    def __len__(self) -> int:
        """How many frames there are: as the recording claims, and exactly once `still` has given None."""
        ...

    def still(self, index: int) -> EncodedImage | None:
        """Gives the frame `index`, from 0; None past the end. Quick where the indices rise.

        Raises FootageError for a frame that cannot be read.
        """
        ...

    def close(self) -> None: ...


def open_footage(path: Path) -> Footage:
    """Opens a video, an image, or a folder of images. Raises FootageError in plain words."""
    if path.is_dir():
        return Folder.of(path)
    if not path.exists():
        raise FootageError(f"{path}: there is no such file or folder")
    try:
        check_regular(path)
    except OSError as error:
        raise FootageError(f"{path}: cannot be read: {error.strerror}") from error
    return Folder([path]) if path.suffix.lower() in SUFFIXES else Video(path)
