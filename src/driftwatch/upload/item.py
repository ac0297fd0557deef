"""A kept frame made ready to go."""

from dataclasses import dataclass, field

from driftwatch.capture.kept import Kept, Record
from driftwatch.capture.queue.folder import suffix_of
from driftwatch.capture.spool.files import image_file
from driftwatch.errors import ImageError
from driftwatch.upload.request import UploadRequest


@dataclass(frozen=True, slots=True, eq=False)
class UploadItem:
    """One frame that is to be uploaded."""

    record: Record
    data: bytes = field(repr=False)
    """The image file's content."""
    suffix: str
    """Of its name, with the dot."""
    tags: tuple[str, ...]
    dataset_id: str
    """"" for none."""

    @property
    def id(self) -> str:
        """The frame's own; the same at each attempt, over restarts too."""
        return self.record.id

    @property
    def dataset_ids(self) -> tuple[str, ...]:
        return (self.dataset_id,) if self.dataset_id else ()


def pack(kept: Kept, request: UploadRequest) -> UploadItem:
    """Images go without their metadata (where a picture was taken is nobody's business); may encode a raw one."""
    try:
        data, suffix = image_file(kept, keep_metadata=False)
    except ImageError:  # whatever it is, it was kept, and somebody may want to see it
        data, suffix = kept.data, suffix_of(kept.record.mime_type)
    tags = tuple(dict.fromkeys((*kept.record.tags, *request.tags)))
    return UploadItem(kept.record, data, suffix, tags, request.dataset_id)
