from collections.abc import Iterator

import pytest
from viam.resource.registry import Registry
from viam.services.mlmodel import MLModel
from viam.services.mlmodel.service import MLModelRPCService
from viam.services.vision import Vision
from viam.services.vision.service import VisionRPCService

from driftwatch.services.rpc.mlmodel_rpc import INFER_PATH, FastMLModelRPCService
from driftwatch.services.rpc.vision_rpc import PlainVisionRPCService
from driftwatch.services.workarounds.rpc_services import serve_with_our_rpc


@pytest.fixture(autouse=True)
def _as_it_was() -> Iterator[None]:
    entries = [Registry.lookup_api(api) for api in (MLModel.API, Vision.API)]
    before = [entry.rpc_service for entry in entries]
    yield
    for entry, service in zip(entries, before, strict=True):
        entry.rpc_service = service


def test_ours_stand_in_the_place_of_the_sdks() -> None:
    serve_with_our_rpc()
    assert Registry.lookup_api(MLModel.API).rpc_service is FastMLModelRPCService
    assert Registry.lookup_api(Vision.API).rpc_service is PlainVisionRPCService


def test_the_sdk_still_serves_the_calls_that_ours_replace() -> None:
    """Where this fails, a call was renamed, and ours would no longer be asked."""
    assert INFER_PATH in MLModelRPCService(manager=None).__mapping__()  # pyright: ignore[reportArgumentType]
    ours = [name for name in vars(PlainVisionRPCService) if name[:1].isupper()]
    assert sorted(ours) == ["CaptureAllFromCamera", "GetClassifications", "GetDetections", "GetStatus"]
    assert all(name in vars(VisionRPCService) for name in ours)
