from tooling.house import Sources, figures

SETTINGS = """[tool.pyright]
reportUnknownMemberType = false
reportPrivateUsage = true
strict = ["src/driftwatch/config", "src/driftwatch/*.py"]

[tool.other]
reportX = false
"""


def of(**files: str) -> dict[str, str]:
    return figures(Sources({f"{name.replace('__', '/')}.py": text for name, text in files.items()}, SETTINGS))


def test_imports_of_viam_count_outside_of_services_and_cloud_only() -> None:
    text = "import viam.utils\nfrom grpclib import Status\nimport numpy\nimport viamish\n"
    found = of(services__vision=text, cloud__app=text, engine__loop=f"def f():\n    import os\n{text}")
    assert found["imports of viam or grpclib outside of services and cloud"] == "2"


def test_names_that_are_defined_twice_are_named_but_for_private_and_inner_ones() -> None:
    found = of(
        a="class Frame: ...\nclass _Own: ...",
        b="class Frame:\n    class Inner: ...\nclass _Own: ...",
        c="class Inner: ...",
    )
    assert found["public class names that are defined more than once"] == "1 (Frame)"


def test_lengths_are_those_of_files_and_functions() -> None:
    found = of(services__a="x = 1\n" * 44, services__b="x = 1\n" * 45, c="def f():\n" + "    x = 1\n" * 40)
    assert found["files under 45 lines in services"] == "1"
    assert found["longest file"] == "45 lines (services/b.py)"
    assert found["longest function"] == "41 lines (c.py, f)"
    assert found["functions over 40 lines"] == "1"


def test_type_checking_rules_that_are_off_are_counted_with_where_they_are_on() -> None:
    assert of(a="def f(): ...")["rules of strict type-checking that are off"] == "1 (on in config, *.py)"


def test_words_with_many_meanings_are_counted_wherever_they_are_defined() -> None:
    found = of(a="class Seen:\n    def look(self): ...", b="async def look(): ...")
    assert [found[f"definitions of `{word}`"] for word in ("look", "judge", "Seen")] == ["2", "0", "1"]
