"""Two published face detectors, given Viam's output tensors by a small graph of ours around each."""
