"""What pins the model on a machine: the package's version in its own config, or the revision of a fragment."""

from typing import Any

from driftwatch.cloud.changes import LoopContext, same_version
from driftwatch.cloud.fragment_config import (
    differs_by_version,
    pinned_revision,
    with_candidate_mods,
    with_revision,
    without_candidate_mods,
)
from driftwatch.cloud.part_config import pinned, with_candidate, with_version, without_candidate
from driftwatch.cloud.ports import AppError, Config, FragmentConfig
from driftwatch.cloud.settings import LoopSettings
from driftwatch.errors import ConfigError


def pin_of(settings: LoopSettings, config: Config) -> str | None:
    """A version, or of a fragment the revision; "" where the machine takes the newest; None where it has neither."""
    return pinned_revision(config, settings.fragment) if settings.fragment else pinned(config, settings.name)


def with_pin(settings: LoopSettings, config: Config, pin: str) -> dict[str, Any]:
    """Raises ConfigError where there is nothing to pin."""
    if settings.fragment:
        return with_revision(config, settings.fragment, pin)
    return with_version(config, settings.name, pin)


async def given_candidate(context: LoopContext, config: Config) -> dict[str, Any]:
    """The config of a canary machine with the candidate next to the live model. Raises ConfigError, AppError."""
    settings, vision = context.settings, context.settings.canary.vision_service
    if not settings.fragment:
        return with_candidate(config, settings.name, settings.package, settings.candidate, vision)
    revision = pinned_revision(config, settings.fragment)
    if not revision:
        raise ConfigError([_unpinned(settings)])
    below = await context.app.fragment(settings.fragment, revision)
    package = settings.name, settings.package, settings.candidate
    return with_candidate_mods(config, (settings.fragment, below.config), package, vision)


def taken_candidate(settings: LoopSettings, config: Config) -> dict[str, Any]:
    """The same without it."""
    vision = settings.canary.vision_service
    if settings.fragment:
        return without_candidate_mods(config, settings.fragment, settings.name, vision)
    return without_candidate(config, settings.name, vision)


async def target_pin(context: LoopContext, before: dict[str, str]) -> str:
    """What every machine is to pin: the candidate, or the fragment's revision that has it, made where there is none.

    before: what each machine pins now. Raises AppError, and ConfigError where a machine would get more than the
    candidate, or one that is not in the roll-out would get it too.
    """
    settings = context.settings
    if not settings.fragment:
        return settings.candidate
    app, fragment = context.app, settings.fragment
    newest = await app.fragment(fragment, "")
    if newest.unpinned:
        problem = f"{newest.unpinned} machines take its newest revision by themselves, tested or not; pin one on each"
        raise ConfigError([f"{newest.name}: {problem} first"])
    version = pinned(newest.config, settings.name)
    if version is None:
        raise ConfigError([f'{newest.name}: its config has no package "{settings.name}"'])
    is_made = same_version(version, settings.candidate)
    wanted = newest.config if is_made else with_version(newest.config, settings.name, settings.candidate)
    for revision in sorted(set(before.values()) - {newest.revision if is_made else ""}):
        old = await app.fragment(fragment, revision)
        if not differs_by_version(old.config, wanted, settings.name, settings.candidate):
            problem = f"revision {revision} differs from the newest, {newest.revision}, by more than the model"
            raise ConfigError([f"{newest.name}: {problem}; bring the machines to the newest first"])
    if is_made:
        return newest.revision
    return await _new_revision(context, newest, wanted)


async def _new_revision(context: LoopContext, newest: FragmentConfig, config: Config) -> str:
    """Written down before and after; where its outcome is unknown, the next run finds the revision, or makes it."""
    journal, version = context.journal, str(pinned(newest.config, context.settings.name))
    content = {"purpose": "revision", "part": newest.fragment, "from": version, "to": context.settings.candidate}
    journal.write("before", context.now(), content)
    try:
        revision = await context.app.update_fragment(newest, config)
    except AppError as error:
        outcome = "unknown" if error.in_doubt else "refused"
        journal.write("after", context.now(), {**content, "outcome": outcome, "why": str(error)})
        raise
    journal.write("after", context.now(), {**content, "outcome": "done", "revision": revision})
    context.say(f"{newest.name}: revision {revision} has {context.settings.candidate}; no machine has it yet")
    return revision


def _unpinned(settings: LoopSettings) -> str:
    return f'fragments: "{settings.fragment}" must be there with the revision that the machine is to have, "version"'
