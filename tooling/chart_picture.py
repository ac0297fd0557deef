"""Draws docs/images/drift_chart.png: `python -m tooling.chart_picture`."""

from datetime import timezone
from pathlib import Path

from driftwatch.inference.answer import Size
from driftwatch.report.chart import draw_chart
from tests.report import trends

PICTURE = Path(__file__).resolve().parents[1] / "docs" / "images" / "drift_chart.png"

if __name__ == "__main__":
    PICTURE.write_bytes(draw_chart(trends.bad(), Size(640, 360), timezone.utc))
