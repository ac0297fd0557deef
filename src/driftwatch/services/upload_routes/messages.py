"""Frames as the messages of Viam's app: what the data manager would have sent, and the data set with it.

Field names as in viam.app.datasync.v1 and viam.app.data.v1.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta, timezone
from typing import Final

from google.protobuf.any_pb2 import Any as AnyMessage
from google.protobuf.timestamp_pb2 import Timestamp
from google.protobuf.wrappers_pb2 import StringValue
from viam.proto.app.data import (
    Annotations,
    BinaryDataByFilterRequest,
    BoundingBox,
    CaptureInterval,
    Classification,
    DataRequest,
    Filter,
)
from viam.proto.app.datasync import (
    DataCaptureUploadMetadata,
    DataCaptureUploadRequest,
    DataType,
    SensorData,
    SensorMetadata,
    StreamingDataCaptureUploadRequest,
    UploadMetadata,
)

from driftwatch.inference.answer import Detection
from driftwatch.upload.item import UploadItem

LARGEST: Final = 1_000_000  # bytes of one message; viam-server sends larger images in pieces, too
_PIECE: Final = 64 * 1024
_ROUNDING: Final = timedelta(milliseconds=2)  # the app need not keep microseconds


def whole(item: UploadItem, service: str, part_id: str) -> DataCaptureUploadRequest:
    """image, boxes, tags and data set in one message."""
    contents = SensorData(metadata=_about_the_frame(item), binary=item.data)
    return DataCaptureUploadRequest(metadata=_about_the_file(item, service, part_id), sensor_contents=[contents])


def pieces(item: UploadItem, service: str, part_id: str) -> Iterator[StreamingDataCaptureUploadRequest]:
    """The same for an image that is too large for one message."""
    metadata = DataCaptureUploadMetadata(
        upload_metadata=_about_the_file(item, service, part_id), sensor_metadata=_about_the_frame(item)
    )
    yield StreamingDataCaptureUploadRequest(metadata=metadata)
    for start in range(0, len(item.data), _PIECE):
        yield StreamingDataCaptureUploadRequest(data=item.data[start : start + _PIECE])


def question(item: UploadItem, part_id: str, last: str) -> BinaryDataByFilterRequest:
    """Which files of this machine were captured when the frame was. last: where the page before ended, "" at first."""
    captured = _captured(item)
    interval = CaptureInterval(start=_timestamp(captured - _ROUNDING), end=_timestamp(captured + _ROUNDING))
    request = DataRequest(filter=Filter(part_id=part_id, interval=interval), limit=50, last=last)
    return BinaryDataByFilterRequest(data_request=request, include_binary=False)


def _about_the_file(item: UploadItem, service: str, part_id: str) -> UploadMetadata:
    camera = AnyMessage()
    camera.Pack(StringValue(value=item.record.camera))
    return UploadMetadata(
        part_id=part_id,
        component_type="rdk:service:vision",
        component_name=service,
        method_name="CaptureAllFromCamera",
        type=DataType.DATA_TYPE_BINARY_SENSOR,
        method_parameters={"camera_name": camera},
        file_name=f"{item.id}{item.suffix}",
        file_extension=item.suffix,
        mime_type={".jpg": "image/jpeg", ".png": "image/png"}.get(item.suffix, ""),
        tags=item.tags,
        dataset_ids=item.dataset_ids,
    )


def _about_the_frame(item: UploadItem) -> SensorMetadata:
    captured = _timestamp(_captured(item))
    return SensorMetadata(time_requested=captured, time_received=captured, annotations=_annotations(item))


def _annotations(item: UploadItem) -> Annotations:
    """Every box; of a classifier's classes the best one, which is what a person would correct."""
    answer = item.record.answer
    best = max(answer.classifications or (), key=lambda one: one.confidence, default=None)
    return Annotations(
        bboxes=[_box(one) for one in answer.detections or ()],
        classifications=[Classification(label=best.label, confidence=best.confidence)] if best else [],
    )


def _box(found: Detection) -> BoundingBox:
    xmin, ymin, xmax, ymax = (
        min(max(edge, 0.0), 1.0) for edge in (found.box.xmin, found.box.ymin, found.box.xmax, found.box.ymax)
    )
    return BoundingBox(
        label=found.label,
        confidence=found.confidence,
        x_min_normalized=xmin,
        y_min_normalized=ymin,
        x_max_normalized=xmax,
        y_max_normalized=ymax,
    )


def _captured(item: UploadItem) -> datetime:
    return datetime.fromtimestamp(item.record.captured, timezone.utc)


def _timestamp(moment: datetime) -> Timestamp:
    stamp = Timestamp()
    stamp.FromDatetime(moment)
    return stamp
