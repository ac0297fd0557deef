"""What `driftwatch loop init` writes."""

from typing import Final

TEMPLATE: Final = """\
# One loop: one model of one fleet. The key does not belong here:
# DRIFTWATCH_API_KEY_FILE names a file of it, DRIFTWATCH_API_KEY_ID its id.
organization = "ORGANIZATION-ID"
package = "ORGANIZATION/MODEL"  # the registry item
name = "MODEL"                  # how `packages` of the machines' configs calls it
candidate = "VERSION"           # the version to try
readings = "viam"               # or mongodb://HOST/DATABASE, with a collection a machine, called by its part id
# evaluation = "evaluated/evaluation.json"  # of: driftwatch evaluate --model LIVE --model CANDIDATE ... --out evaluated

[canary]
parts = ["PART-ID"]
vision_service = "VISION-SERVICE"
least_frames = 1000

[rollout]
parts = ["PART-ID", "ANOTHER-PART-ID"]
stages = ["1", "10%", "50%", "all"]
bake_minutes = 60
patience_minutes = 60
may_be_offline = 0.34

[gates]
most_failed = 0.02   # share of frames on which the model may fail
least_speed = 0.5    # frames a second, as a share of those before
least_frames = 100
"""
