"""Viam's messages: tensors, answers, errors and calls as they cross gRPC."""
