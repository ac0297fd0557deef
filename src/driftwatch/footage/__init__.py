"""Recorded frames: videos, images and folders of images, for rehearsals and for the command line."""

from driftwatch.footage.folder import Folder
from driftwatch.footage.source import Footage, open_footage
from driftwatch.footage.video import Video

__all__ = ["Folder", "Footage", "Video", "open_footage"]
