"""The recipe for Home Assistant, as far as it can be tested without one: names and fields fit what is sent."""

import json
import re
from pathlib import Path

import yaml

from driftwatch.notify.message import FIELDS

PAGE = (Path(__file__).resolve().parents[2] / "docs" / "recipes.md").read_text()


def test_the_sensor_of_home_assistant_reads_fields_that_the_webhook_sends() -> None:
    (text,) = re.findall(r"<!-- home assistant -->\n```yaml\n(.*?)```", PAGE, re.DOTALL)
    (template,) = yaml.safe_load(text)["template"]
    (trigger,) = template["triggers"]
    first = re.search(r"```json\n(.*?)```", PAGE, re.DOTALL)
    assert first is not None
    webhook = json.loads(first[1])["attributes"]["notify"]["webhook"]
    assert "body" not in webhook  # so every field is sent under its own name
    assert webhook["url"].rpartition("/")[2] == trigger["webhook_id"]
    used = set(re.findall(r"trigger\.json\.(\w+)", PAGE))
    assert {"state", "cause", "next_step"} <= used <= set(FIELDS)
