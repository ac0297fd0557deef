"""The local server of the page, and how the command finds what it serves."""

import http.client
import json
import threading
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from driftwatch.cli.dashboard import ANSWERS
from driftwatch.cli.fleet_answers import FleetAnswers
from driftwatch.cli.fleet_source import FleetSource
from driftwatch.cli.page_files import PageError, PageSubject, find_page, machine_origin, read_page_file, security_policy
from driftwatch.cli.page_server import PageServer
from tests.watch.fleet.test_summary import row

INDEX = '<meta name="driftwatch-machine" content="" /><meta name="driftwatch-reports" content="" />'


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    page = tmp_path / "page"
    (page / "assets").mkdir(parents=True)
    (page / "index.html").write_text(INDEX)
    (page / "assets" / "a.js").write_text("1")
    (tmp_path / "secret").write_text("no")
    return page


@pytest.fixture
def server(folder: Path) -> Iterator[PageServer]:
    with PageServer(folder, ["gate-3.local"]) as made:
        threading.Thread(target=made.serve_forever, daemon=True).start()
        yield made
        made.shutdown()


def get(server: PageServer, path: str, host: str = "") -> tuple[int, str, Mapping[str, str]]:
    connection = http.client.HTTPConnection("127.0.0.1", server.server_port, timeout=5)
    connection.request("GET", path, headers={"Host": host or f"localhost:{server.server_port}"})
    answer = connection.getresponse()
    read = answer.status, answer.read().decode(), dict(answer.getheaders())
    connection.close()
    return read


def test_the_page_is_told_its_machine_and_may_ask_no_other(server: PageServer) -> None:
    status, text, headers = get(server, "/")
    policy = headers["Content-Security-Policy"]
    assert (status, text) == (200, INDEX.replace('""', '"gate-3.local"', 1))
    assert "connect-src http://gate-3.local:8080;" in policy
    assert "script-src 'self';" in policy
    assert "unsafe" not in policy


def test_an_address_that_was_typed_in_takes_the_place_of_the_first(server: PageServer) -> None:
    _, text, headers = get(server, "/?machine=localhost:9000")
    assert 'content="localhost:9000"' in text
    assert "connect-src http://localhost:9000;" in headers["Content-Security-Policy"]


def test_a_page_about_a_fleet_may_ask_each_of_its_machines(server: PageServer) -> None:
    _, text, headers = get(server, "/?machine=gate-1.local&machine=gate-2.local:9000")
    assert 'content="gate-1.local gate-2.local:9000"' in text
    assert "connect-src http://gate-1.local:8080 http://gate-2.local:9000;" in headers["Content-Security-Policy"]
    many = "&".join(f"machine=m{index}" for index in range(51))
    assert get(server, f"/?{many}")[:2] == (400, "machine: at most 50 of them fit one page, got 51\n")


def test_reported_readings_are_added_up_for_the_page_and_read_again(folder: Path, tmp_path: Path) -> None:
    exported = tmp_path / "all.jsonl"
    exported.write_text(json.dumps(row("gate-1", 1, detections=10)) + "\n")
    now = [0.0]
    reports = FleetAnswers(FleetSource((exported,)), lambda: now[0])
    with PageServer(folder, [], 0, reports) as made:
        threading.Thread(target=made.serve_forever, daemon=True).start()
        _, text, headers = get(made, "/")
        assert "connect-src 'self';" in headers["Content-Security-Policy"]
        assert text.endswith('content="yes" />')
        status, first, headers = get(made, "/fleet.json")
        assert (status, headers["Content-Type"]) == (200, "application/json")
        assert json.loads(first)["machines"][0]["detections"] == 10
        assert get(made, "/fleet.json", host="evil.example")[0] == 421
        exported.write_text("no JSON")
        assert get(made, "/fleet.json")[1] == first  # for a moment
        now[0] = 30.0
        assert json.loads(get(made, "/fleet.json")[1]) == {"problem": f"{exported}, line 1: is no JSON"}
        made.shutdown()


def test_without_readings_there_is_no_fleet_file(server: PageServer) -> None:
    assert get(server, "/fleet.json")[0] == 404


@pytest.mark.parametrize("machine", ["a%20b", "x;script-src%20*", "%22%3E%3Cscript%3E", "http://x/y"])
def test_what_is_no_address_gets_into_neither_page_nor_policy(server: PageServer, machine: str) -> None:
    status, text, headers = get(server, f"/?machine={machine}")
    assert (status, "host and a port" in text) == (400, True)
    assert "connect-src 'none';" in headers["Content-Security-Policy"]


def test_another_name_for_this_computer_gets_nothing(server: PageServer) -> None:
    assert get(server, "/", host="evil.example:80")[0] == 421
    assert get(server, "/", host="127.0.0.1")[0] == 200


@pytest.mark.parametrize("path", ["/../secret", "/assets/../../secret", "/%2e%2e/secret", "/nothing.js", "/assets"])
def test_only_files_of_the_page_are_handed_out(server: PageServer, path: str) -> None:
    assert get(server, path)[0] == 404


def test_a_link_out_of_the_folder_is_not_followed(folder: Path) -> None:
    (folder / "out").symlink_to(folder.parent / "secret")
    assert read_page_file(folder, "/out", PageSubject()) is None
    found = read_page_file(folder, "/assets/a.js", PageSubject())
    assert found is not None
    assert (found.content, found.kind) == (b"1", "text/javascript")


def test_it_listens_on_this_computer_alone_and_says_when_the_port_is_taken(server: PageServer, folder: Path) -> None:
    assert server.server_address[0] == "127.0.0.1"
    with pytest.raises(PageError, match=r"port: .* cannot be used on localhost"):
        PageServer(folder, [], server.server_port)


@pytest.mark.parametrize(
    ("address", "origin"),
    [("gate-3.local", "http://gate-3.local:8080"), ("HTTPS://X:443/", "https://x:443"), ("[::1]:9", "http://[::1]:9")],
)
def test_an_address_is_an_origin(address: str, origin: str) -> None:
    assert machine_origin(address) == origin
    assert f"connect-src {origin};" in security_policy(PageSubject((address,)))


def test_the_archive_has_the_page_next_to_the_program(tmp_path: Path) -> None:
    (tmp_path / "web").mkdir()
    (tmp_path / "web" / "index.html").write_text(INDEX)
    assert find_page(tmp_path / "dist" / "main" / "main") == tmp_path / "web"


def test_what_the_demo_says_of_its_machine_is_understood() -> None:
    found = ANSWERS.search("the machine answers at localhost:57759; ask it: .venv/bin/python x")
    assert found is not None
    assert found[1] == "localhost:57759"
