"""One camera seen by one model: recording, detectors and store put together, for the services and the command line."""
