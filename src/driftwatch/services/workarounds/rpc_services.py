"""Our gRPC services in place of the SDK's for the APIs that we serve.

viam-sdk 0.85.1: the registry says which class serves an API, and has no call that changes it. Ours carry tensors
without a Python object for each element (`rpc/mlmodel_rpc.py`) and images unparsed (`rpc/vision_rpc.py`).
https://github.com/viamrobotics/viam-python-sdk/blob/v0.85.1/src/viam/resource/registry.py
"""

from viam.resource.registry import Registry
from viam.services.mlmodel import MLModel
from viam.services.vision import Vision

from driftwatch.services.rpc.mlmodel_rpc import FastMLModelRPCService
from driftwatch.services.rpc.vision_rpc import PlainVisionRPCService


def serve_with_our_rpc() -> None:
    """To be called before the module is made."""
    Registry.lookup_api(MLModel.API).rpc_service = FastMLModelRPCService
    Registry.lookup_api(Vision.API).rpc_service = PlainVisionRPCService
