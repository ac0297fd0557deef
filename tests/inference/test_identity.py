import hashlib
from pathlib import Path

import pytest

from driftwatch.inference.identity import file_sha256, package_version


@pytest.mark.parametrize(
    ("folder", "version"),
    [
        ("packages/data/ml_model/0123abcd-faces-1_2_3", "1.2.3"),
        ("packages/data/ml_model/0123abcd-my-faces-2024-05-01T10-20-30", "2024-05-01T10-20-30"),
        ("packages/data/ml_model/0123abcd-faces-latest", "latest"),
        ("packages-local/data/ml_model/org-faces-0_1_0", "0.1.0"),
        ("models/faces-1_2_3", ""),
        ("data/ml_model/org-faces-1_2_3", ""),
    ],
)
def test_reads_the_version_from_the_packages_folder(tmp_path: Path, folder: str, version: str) -> None:
    path = tmp_path / folder / "sub" / "model.onnx"
    path.parent.mkdir(parents=True)
    path.write_bytes(b"x")
    assert package_version(path) == version


def test_follows_the_link_that_viam_server_makes(tmp_path: Path) -> None:
    target = tmp_path / "packages" / "data" / "ml_model" / "org-faces-3_0_1"
    target.mkdir(parents=True)
    (target / "model.onnx").write_bytes(b"x")
    link = tmp_path / "packages" / "faces"
    link.symlink_to(target)
    assert package_version(link / "model.onnx") == "3.0.1"


@pytest.mark.parametrize("length", [0, 1, (1 << 20) - 1, 1 << 20, (1 << 21) + 7])
def test_hashes_a_file_of_any_length(tmp_path: Path, length: int) -> None:
    content = bytes(i % 251 for i in range(1000)) * (length // 1000 + 1)
    path = tmp_path / "model"
    path.write_bytes(content[:length])
    assert file_sha256(path) == hashlib.sha256(content[:length]).hexdigest()
