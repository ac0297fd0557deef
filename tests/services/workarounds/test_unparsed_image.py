import pytest
from viam.media.video import CameraMimeType, ViamImage

from driftwatch.services.workarounds.unparsed_image import UnparsedImage

DAMAGED = b"\xff\xd8\xff\xff"


def test_the_sdk_still_looks_into_the_bytes() -> None:
    """Where this fails, ViamImage takes any bytes: the workaround can go."""
    with pytest.raises(IndexError):
        ViamImage(DAMAGED, CameraMimeType.JPEG)


def test_ours_takes_any_bytes_and_any_name() -> None:
    image = UnparsedImage(DAMAGED, "image/x-unheard-of")
    assert (image.data, image.mime_type) == (DAMAGED, "image/x-unheard-of")
    assert (image.width, image.height) == (None, None)
