from driftwatch.inference.answer import Box, Classification, Detection
from driftwatch.inference.filters import Filter, FilterSettings, top


def seen(label: str, confidence: float) -> Detection:
    return Detection(Box(0, 0, 1, 1), label, confidence)


def passing(settings: FilterSettings, *detections: Detection) -> list[str]:
    return [f"{one.label} {one.confidence}" for one in Filter(settings).apply(detections)]


def test_without_settings_everything_passes() -> None:
    assert passing(FilterSettings(), seen("a", 0.0), seen("b", 1.0)) == ["a 0.0", "b 1.0"]


def test_a_confidence_equal_to_the_minimum_passes() -> None:
    assert passing(FilterSettings(0.5), seen("a", 0.5), seen("a", 0.4999)) == ["a 0.5"]


def test_label_confidences_replace_the_minimum_and_drop_other_labels() -> None:
    settings = FilterSettings(0.9, {"Person": 0.3, "car": 0.0})
    found = passing(settings, seen("person", 0.3), seen("PERSON", 0.2), seen("Car", 0.0), seen("dog", 1.0))
    assert found == ["person 0.3", "Car 0.0"]


def test_the_most_confident_classifications_come_first_and_equal_ones_in_their_order() -> None:
    all_of_them = [Classification(label, c) for label, c in (("a", 0.1), ("b", 0.5), ("c", 0.5), ("d", 0.9))]
    assert [one.label for one in top(all_of_them, 3)] == ["d", "b", "c"]
    assert [one.label for one in top(all_of_them, 9)] == ["d", "b", "c", "a"]


def test_a_count_of_nothing_gives_all_unsorted() -> None:
    all_of_them = (Classification("a", 0.1), Classification("b", 0.5))
    assert top(all_of_them, 0) == top(all_of_them, -1) == all_of_them
