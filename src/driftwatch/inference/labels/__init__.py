"""The names of a model's classes: one reader a file format, and where the labels of a model come from."""

from driftwatch.inference.labels.file import label_doubts, read_label_file, read_labels
from driftwatch.inference.labels.text import labels_in_lines, labels_in_text
from driftwatch.inference.labels.use import check_count, choose_labels, other_order, without_background
from driftwatch.inference.labels.values import labels_in_names

__all__ = [
    "check_count",
    "choose_labels",
    "label_doubts",
    "labels_in_lines",
    "labels_in_names",
    "labels_in_text",
    "other_order",
    "read_label_file",
    "read_labels",
    "without_background",
]
