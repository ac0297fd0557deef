from tooling.coverage_floors import FLOORS, rooms, shares, too_low

REPORT = {
    "files": {
        "src/driftwatch/config/reader.py": {"summary": {"num_statements": 30, "covered_lines": 30}},
        "src/driftwatch/config/inline.py": {"summary": {"num_statements": 10, "covered_lines": 0}},
        "src/driftwatch/watch/reviews/desk.py": {"summary": {"num_statements": 4, "covered_lines": 3}},
        "src/driftwatch/names.py": {"summary": {"num_statements": 4, "covered_lines": 0}},
    }
}


def test_a_rooms_files_are_added_up() -> None:
    assert shares(REPORT) == {"config": 75.0, "watch": 75.0}


def test_a_room_below_its_floor_or_without_one_is_named() -> None:
    assert too_low({"config": 75.0, "watch": 75.0}, {"config": 75, "watch": 75}) == []
    assert too_low({"config": 74.9}, {"config": 75}) == ["config: 74.9% of its lines are run, the floor is 75%"]
    assert too_low({}, {"config": 75}) == ["config: 0.0% of its lines are run, the floor is 75%"]
    assert "has no floor" in too_low({"cloud": 99.0}, {})[0]


def test_floors_are_those_of_rooms() -> None:
    assert FLOORS.keys() <= set(rooms())
    assert min(FLOORS.values()) > 50
