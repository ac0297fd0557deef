"""A Viam training script: a small object detector that learns in numpy and is written as an ONNX file."""
