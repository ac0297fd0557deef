"""Viam's MLModel API over gRPC, both ends, with the tensors read and written by our codec."""

from dataclasses import dataclass
from typing import Any, Final

from google.protobuf.struct_pb2 import Struct
from grpclib.client import Channel, UnaryUnaryMethod
from grpclib.const import Handler
from grpclib.server import Stream
from viam.services.mlmodel import MLModel
from viam.services.mlmodel.service import MLModelRPCService
from viam.utils import struct_to_dict

from driftwatch.errors import TensorError
from driftwatch.inference.tensors import Array, Tensors
from driftwatch.services.rpc.codec import (
    read_byte_fields,
    read_tensors,
    read_text,
    write_message,
    write_tensors_message,
)
from driftwatch.services.rpc.connection import seconds_left
from driftwatch.services.rpc.grpc_errors import translated

INFER_PATH: Final = "/viam.service.mlmodel.v1.MLModelService/Infer"
_NAME, _TENSORS, _EXTRA = 1, 3, 99


@dataclass(frozen=True, slots=True)
class InferCall:
    """InferRequest, field for field: name, input_tensors, extra."""

    name: str
    tensors: Tensors
    extra: Struct
    problem: TensorError | None = None
    """Why the tensors cannot be read, where they cannot: decoding happens where no answer can be given yet."""

    def SerializeToString(self) -> bytes:  # noqa: N802 - the name that gRPC's codec calls
        extra = write_message(_EXTRA, self.extra.SerializeToString()) if self.extra.fields else b""
        return write_message(_NAME, self.name.encode()) + write_tensors_message(_TENSORS, self.tensors) + extra

    @classmethod
    def FromString(cls, data: bytes) -> "InferCall":  # noqa: N802
        name, tensors, extra = "", dict[str, Array](), Struct()
        problem: TensorError | None = None
        for number, value in read_byte_fields(memoryview(data)):
            if number == _NAME:
                name = read_text(value)
            elif number == _TENSORS:
                try:
                    tensors.update(read_tensors(value))
                except TensorError as error:
                    problem = error
            elif number == _EXTRA:
                extra.MergeFromString(bytes(value))
        return cls(name, tensors, extra, problem)


@dataclass(frozen=True, slots=True)
class InferAnswer:
    """InferResponse: output_tensors."""

    tensors: Tensors

    def SerializeToString(self) -> bytes:  # noqa: N802
        return write_tensors_message(_TENSORS, self.tensors)

    @classmethod
    def FromString(cls, data: bytes) -> "InferAnswer":  # noqa: N802
        tensors: dict[str, Array] = {}
        for number, value in read_byte_fields(memoryview(data)):
            if number == _TENSORS:
                tensors.update(read_tensors(value))
        return cls(tensors)


class FastMLModelRPCService(MLModelRPCService):
    """The SDK's service with Infer replaced: the same bytes on the wire, at a tenth of the cost and less."""

    @translated
    async def infer_from_stream(self, stream: Stream[Any, Any]) -> None:
        call = await stream.recv_message()
        if call is None:
            return
        if call.problem is not None:
            raise call.problem
        model: MLModel = self.get_resource(call.name)
        outputs = await model.infer(dict(call.tensors), extra=struct_to_dict(call.extra), timeout=seconds_left(stream))
        await stream.send_message(InferAnswer(outputs))

    def __mapping__(self) -> dict[str, Handler]:
        handlers = super().__mapping__()
        stock = handlers[INFER_PATH]
        return {**handlers, INFER_PATH: Handler(self.infer_from_stream, stock.cardinality, InferCall, InferAnswer)}


async def infer_remotely(channel: Channel, name: str, tensors: Tensors, timeout: float | None) -> dict[str, Array]:
    """Calls Infer of the ML model service `name` over `channel`; any implementation of the API answers."""
    method: UnaryUnaryMethod[InferCall, InferAnswer] = UnaryUnaryMethod(channel, INFER_PATH, InferCall, InferAnswer)
    answer = await method(InferCall(name, tensors, Struct()), timeout=timeout)
    return dict(answer.tensors)
