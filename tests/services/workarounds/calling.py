"""A call of one message and one answer, over a channel."""

from typing import Any

from google.protobuf.message import Message
from grpclib.client import Channel, UnaryUnaryMethod
from viam.proto.common import DoCommandResponse
from viam.proto.service.vision import GetDetectionsResponse

_ANSWERS: dict[str, type[Message]] = {"/s/Look": GetDetectionsResponse, "/s/Do": DoCommandResponse}


async def call(channel: Channel, path: str, request: Message) -> Any:
    """Raises GRPCError."""
    return await UnaryUnaryMethod[Any, Any](channel, path, type(request), _ANSWERS[path])(request)
