"""Sites whose objects come as they were counted in the world; what the camera and the model make of them is made up.

Limits may be tuned on RECORDED_TUNING. Figures are given for RECORDED_FIGURES.
"""

from typing import Final

from benchmarks.drift.sites.physics import Climate, Eye, Flow, Kind, Rhythm

_NO_RHYTHM: Final = Rhythm(())


def _pavement(place: str, series: str, zone_h: float, latitude: float, step_s: float = 2.0) -> Kind:
    """People who pass a camera above a pavement."""
    people = Flow(
        (("person", 1.0),), 0, _NO_RHYTHM, 9, 0.6, still=0.05, size=0.12, speed=0.4, logit=1.8, cluster=1.4,
        cluster_s=3, wobble_s=5, occluded=0.08, series=series,
    )  # fmt: skip
    return Kind(
        f"{place} {series}",
        (people,),
        Eye(fps=1, step_s=step_s, lamp=0.45, night_logit=0.4, glare_logit=0.2),
        Climate(latitude, 0.35, 0.22, 0.04, cold=0.1, strength=0.8),
        calendar=place,
        zone_h=zone_h,
    )


def _bicycles() -> Kind:
    """Bicycles at a hub: of subscribers and of others, which a model distinguishes by their colours."""
    flows = [
        Flow(
            ((name, 1.0),), 0, _NO_RHYTHM, 6, 0.5, size=0.15, speed=0.6, logit=logit, cluster=1.2, cluster_s=4,
            wobble_s=4, series=name,
        )
        for name, logit in (("registered", 1.9), ("casual", 1.6))
    ]  # fmt: skip
    return Kind(
        "washington bicycles",
        tuple(flows),
        Eye(fps=1, step_s=1, lamp=0.45, night_logit=0.4, glare_logit=0.2),
        Climate(38.9, 0.3, 0.2, 0.03, cold=0.5),
        calendar="washington",
        zone_h=-5,
    )


def _auckland(series: str) -> Kind:
    return _pavement("auckland", series, 12, -36.8)


def _melbourne(series: str) -> Kind:
    return _pavement("melbourne", series, 10, -37.8)


RECORDED_TUNING: Final = (
    *map(_auckland, ("1 Courthouse Lane", "183 K Road", "19 Shortland Street", "7 Custom Street East")),
    *map(_melbourne, ("Victoria Point", "Princes Bridge", "QV Market-Peel St", "Southern Cross Station")),
)
RECORDED_FIGURES: Final = (
    *map(_auckland, (
        "107 Quay Street", "150 K Road", "2 High Street", "210 Queen Street", "297 Queen Street", "61 Federal Street",
        "8 Darby Street EW", "Commerce Street West",
    )),
    *map(_melbourne, (
        "Collins Place (South)", "Collins Place (North)", "Waterfront City", "Webb Bridge", "Sandridge Bridge",
        "Flinders Street Station Underpass", "Melbourne Convention Exhibition Centre", "Lygon St (West)",
    )),
    _bicycles(),
)  # fmt: skip
