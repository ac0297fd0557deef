"""Bytes in, detections or classifications out: no clock, no disk beyond the model file, no Viam."""
