from pathlib import Path

from tooling.frozen_packages import locked_names, outsiders


def test_a_module_is_an_outsider_where_no_locked_distribution_provides_it() -> None:
    provided = {
        "cv2": ["opencv-python-headless"],
        "google": ["protobuf", "googleapis-of-the-tests"],
        "PIL": ["pillow"],
        "driftwatch": ["driftwatch-edge"],
        "a-file": ["pillow"],
    }
    assert outsiders({"opencv-python-headless", "protobuf"}, provided) == ("PIL",)


def test_names_are_compared_as_package_indexes_do(tmp_path: Path) -> None:
    lock = tmp_path / "lock.txt"
    lock.write_text("# a==1\nAi_Edge.LiteRT==2.1 ; python_version < '3' \\\n    --hash=sha256:0\n    # via b==1\n")
    assert locked_names(lock) == {"ai-edge-litert"}


def test_what_only_the_tests_need_is_outside_and_what_the_module_needs_is_not() -> None:
    found = outsiders()
    assert {"hypothesis", "pytest", "sklearn", "scipy", "PyInstaller"} <= set(found)
    assert {"numpy", "cv2", "onnxruntime", "ai_edge_litert", "viam", "google", "typer", "simplejpeg"}.isdisjoint(found)
