"""Images that reach us as they are, where the SDK would look into them first.

viam-sdk 0.85.1: ViamImage reads a JPEG's header when it is made, and a damaged header ends the call with an IndexError
before our decoder could say what is wrong. It sets two private fields, which this class sets without looking.
https://github.com/viamrobotics/viam-python-sdk/blob/v0.85.1/src/viam/media/video.py
"""

from viam.media.video import CameraMimeType, ViamImage


class UnparsedImage(ViamImage):
    """Bytes with a mime type, and no claim about what is in them."""

    def __init__(self, data: bytes, mime_type: str) -> None:
        self._data = data
        self._mime_type = CameraMimeType.from_string(mime_type)
