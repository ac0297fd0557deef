from driftwatch.monitoring.partners import PartCounts, find_partners
from tests.monitoring.recordings import detection, recorded


def test_partners_are_boxes_of_one_label_at_one_place_in_one_frame() -> None:
    before = [[detection(0.5, 0.8)]] * 8
    others = [[detection(0.7, 0.8)], [], [detection(0.5, 0.8, "mask")], [*before[0], *before[0]]]
    after = [[detection(0.51, 0.4)]] * 4 + others
    found = find_partners(before, after, recorded(before), is_placed=True)
    assert found.parts == (PartCounts(1, 1, 1),) * 4 + (
        PartCounts(0, 1, 1),
        PartCounts(0, 1, 0),
        PartCounts(0, 1, 1),
        PartCounts(1, 1, 2),
    )


def test_stretches_are_those_of_the_recording() -> None:
    before = [[detection(0.5, 0.8)]] * 130
    found = find_partners(before, before, recorded(before), is_placed=True)
    assert sum(part.partners for part in found.parts) == 130
    assert {part.reference for part in found.parts} == {2}
