"""Driftwatch runs a vision model on a Viam machine and notices when the model goes bad."""

import os

__version__ = "0.1.0"

# The matrix products of the statistics are small: handing one to several threads takes ten times as long as working it
# out, and takes the processor from the model. So do OpenCV's threads, which spin between two pictures. Both libraries
# read this when they are first imported; who sets it is heard.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
os.environ.setdefault("OPENCV_FOR_THREADS_NUM", "1")
