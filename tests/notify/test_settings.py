import pytest

from driftwatch.config.reader import read
from driftwatch.errors import ConfigError
from driftwatch.watch.settings import DriftSensorSettings

HOOK = {"url": "https://hooks.example.com/T0/B0/secret"}


def problems(notify: object) -> tuple[str, ...]:
    try:
        read(DriftSensorSettings, {"vision_name": "v", "notify": notify})
    except ConfigError as error:
        return error.problems
    return ()


@pytest.mark.parametrize(
    "notify",
    [
        {"resource": "mail", "command": {"command": "send", "body": "{text}", "to": ["a@example.com"], "n": 1}},
        {"webhook": HOOK},
        {"webhook": {"url": "http://localhost:8123/api/webhook/drift"}, "warnings": True},
        {"webhook": {**HOOK, "header": "X-Api-Key", "secret_variable": "HOOK_KEY"}},
        {
            "webhook": {
                **HOOK,
                "secret_file": "/etc/key",
                "body": {"content": "{text}", "a": {"b": "{not a field}"}},
            }
        },
        {"resource": "mail", "command": {"a": 1}, "webhook": HOOK},
    ],
)
def test_what_is_accepted(notify: object) -> None:
    assert problems(notify) == ()


@pytest.mark.parametrize(
    ("notify", "problem"),
    [
        ({}, "notify.resource: is required where there is no webhook; messages must have somewhere to go"),
        (
            {"resource": "mail"},
            'notify.command: is required with resource, such as {"command": "send", "body": "{text}"}',
        ),
        ({"command": {"a": 1}, "webhook": HOOK}, "notify.resource: is required with command"),
        (
            {"resource": "m", "command": {"b": ["{texd}"]}},
            "notify.command: {texd} is no field of a message; its",
        ),
        ({"webhook": {**HOOK, "body": {"a": {"b": "{x}"}}}}, "notify.webhook.body: {x} is no field of a message"),
        ({"webhook": {}}, "notify.webhook.url: is required"),
        ({"webhook": {**HOOK, "header": "Two words"}}, "notify.webhook.header: must be the name of an HTTP header"),
        ({"webhook": {**HOOK, "secret_file": "key"}}, "notify.webhook.secret_file: must be an absolute path, got key"),
        ({"webhook": {**HOOK, "secret_variable": "Bearer 12"}}, "notify.webhook.secret_variable: must be the name of"),
        (
            {"webhook": {**HOOK, "secret_variable": "A", "secret_file": "/k"}},
            "notify.webhook.secret_file: cannot be set next to secret_variable",
        ),
        ({"webhook": {**HOOK, "urll": "x"}}, 'notify.webhook.urll: unknown attribute, did you mean "url"?'),
    ],
)
def test_what_is_refused_and_why(notify: object, problem: str) -> None:
    assert [one[: len(problem)] for one in problems(notify)] == [problem]


@pytest.mark.parametrize(
    "url",
    [
        "http://hooks.example.com/SECRET",
        "ftp://hooks.example.com/SECRET",
        "hooks.example.com/SECRET",
        "https:///SECRET",
        "https://me:SECRET@hooks.example.com/",
        "https://hooks.example.com:SECRET/",
        "https://hooks.example.com/SECRET\n",
        "https://hooks.example.com/SECRET path",
        "https://hooks.example.com/SECRÉT",
    ],
)
def test_an_address_that_is_refused_is_not_shown(url: str) -> None:
    (problem,) = problems({"webhook": {"url": url}})
    assert problem.startswith("notify.webhook.url: must ")
    assert "SECR" not in problem
