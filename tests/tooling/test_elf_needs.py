import re
import shutil
import struct
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tooling.elf_needs import ElfError, is_elf, needed_versions

BASE = 0x40_0000  # where the made file is loaded


def made(*versions: str) -> bytes:
    """A file with nothing but what is looked at: one library, of which these versions are needed."""
    header, segments = 64, 2 * 56
    names = b"\0libc.so.6\0" + b"".join(version.encode() + b"\0" for version in versions)
    strings, needs = header + segments, header + segments + len(names)
    offsets = [names.index(version.encode() + b"\0") for version in versions]
    need = struct.pack("<HHIII", 1, len(versions), 1, 16, 0)
    for index, offset in enumerate(offsets):
        need += struct.pack("<IHHII", 0, 0, index + 2, offset, 16 if index + 1 < len(offsets) else 0)
    dynamic = needs + len(need)
    entries = struct.pack("<6Q", 5, BASE + strings, 0x6FFFFFFE, BASE + needs, 0x6FFFFFFF, 1) + bytes(16)
    size = dynamic + len(entries)
    head = b"\x7fELF\x02\x01\x01" + bytes(9) + struct.pack("<HHIQQQIHHHHHH", 3, 62, 1, 0, 64, 0, 0, 64, 56, 2, 0, 0, 0)
    table = struct.pack("<IIQQQQQQ", 1, 5, 0, BASE, 0, size, size, 4096)
    table += struct.pack("<IIQQQQQQ", 2, 6, dynamic, BASE + dynamic, 0, len(entries), len(entries), 8)
    return head + table + names + need + entries


def test_versions_are_read_out_of_the_dynamic_section() -> None:
    assert needed_versions(made("GLIBC_2.34", "GLIBC_PRIVATE")) == {"GLIBC_2.34", "GLIBC_PRIVATE"}


def test_what_is_no_elf_file_of_ours_is_refused(tmp_path: Path) -> None:
    (tmp_path / "text").write_text("#!/bin/sh")
    assert not is_elf(tmp_path / "text")
    with pytest.raises(ElfError, match="no ELF"):
        needed_versions(b"#!/bin/sh")
    with pytest.raises(ElfError, match="not for a platform of ours"):
        needed_versions(b"\x7fELF\x01\x01" + bytes(100))


@given(cut=st.integers(6, 300), at=st.integers(6, 300), byte=st.integers(0, 255))
def test_a_damaged_file_is_read_or_refused(cut: int, at: int, byte: int) -> None:
    content = bytearray(made("GLIBC_2.34", "GLIBC_2.2.5"))
    content[at % len(content)] = byte
    for damaged in (bytes(content), bytes(content[:cut])):
        try:
            needed_versions(damaged)
        except ElfError:
            continue


@pytest.mark.skipif(not shutil.which("readelf") or sys.platform != "linux", reason="there is no readelf")
def test_it_reads_what_readelf_reads() -> None:
    for path in [Path(sys.executable).resolve(), *Path(np.__file__).parent.glob("_core/*.so")]:
        assert is_elf(path)
        read = subprocess.run(["readelf", "--wide", "--version-info", path], capture_output=True, text=True, check=True)
        needs = read.stdout.partition("Version needs section")[2]
        assert needed_versions(path.read_bytes()) == set(re.findall(r"Name: (\S+) +Flags", needs))
