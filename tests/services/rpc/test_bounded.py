from driftwatch.services.rpc.bounded import LONGEST_LIST, bounded


def test_what_is_short_stays() -> None:
    values = {"frames": 3, "drift": False, "labels": ["cat", "dog"], "how": {"size": [1, 2]}, "score": 0.5}
    assert bounded(values) == values


def test_texts_and_lists_are_cut_and_say_so() -> None:
    told = bounded({"doubt": "x" * 1_000_000, "labels": ["cat"] * 30_000, "how": {"note": "y" * 5000}})
    assert len(told["doubt"]) <= 2000
    assert len(told["labels"]) == LONGEST_LIST + 1
    assert told["labels"][-1] == "... and 29,000 more"
    assert told["how"]["note"].endswith("characters more)")
