"""Why a frame did not go, and what that means for the next attempt."""

from typing import Literal

from driftwatch.errors import DriftwatchError

Kind = Literal["later", "much_later", "again", "never"]


class UploadError(DriftwatchError):
    """One attempt has failed.

    kind: "later" may pass by itself. "much_later" likewise, but asking often makes it worse. "again" is gone with a new
    connection: try once more at once. "never" does not pass without somebody mending it.
    in_doubt: the frame may have arrived all the same.
    """

    def __init__(self, text: str, kind: Kind = "later", in_doubt: bool = True) -> None:
        super().__init__(text)
        self.kind: Kind = kind
        self.in_doubt = in_doubt
