"""Kinds of site that limits may be tuned on."""

from typing import Final

from benchmarks.drift.sites.kinds.names import tailed
from benchmarks.drift.sites.physics import Climate, Eye, Flow, Kind, Line, Rhythm, Span

_OFFICE = Rhythm((Span(8, 12.2), Span(12.2, 13.2, 0.45), Span(13.2, 17.8, 0.9)), stray=0.004, school=0.75)
_TOWN = Rhythm(
    (Span(6.5, 9.2, 1.0, 0.8), Span(9, 16, 0.6, 0.8), Span(15.5, 18.8, 1.0, 0.9), Span(18.5, 23, 0.3, 1.0)),
    (Span(8.5, 19, 0.65, 1.2), Span(19, 24, 0.3, 1.0)),
    (Span(9.5, 20, 0.45, 1.5),),
    (Span(9.5, 20, 0.4, 1.5),),
    stray=0.03,
    school=0.85,
    rain=0.75,
)
_SHIFTS = Rhythm(
    (Span(6, 9), Span(9.25, 11.5), Span(12, 14, 0.95), Span(14.2, 18, 0.9), Span(18.5, 22, 0.85)),
    (Span(6, 11.8, 0.5),),
    stray=0.002,
)

OFFICE: Final = Kind(
    "office",
    (
        Flow((("person", 1.0),), 420, _OFFICE, 70, 1.0, still=0.5, size=0.3, speed=0.25, logit=2.2, wobble_s=15),
        Flow((("person", 1.0),), 3, Rhythm((Span(18.5, 20.5),)), 900, 0.5, size=0.3, logit=2.0),
        Flow((("laptop", 0.8), ("chair", 0.2)), 26, _OFFICE, 9000, 0.9, still=1, size=0.15, logit=1.3, wobble_s=600),
    ),
    Eye(fps=1, step_s=2, exposure=0.15, lamp=0.5, night_logit=0.2, brightness=125),
    Climate(48.5),
)

CROSSING: Final = Kind(
    "crossing",
    (
        Flow(
            (("car", 0.74), ("person", 0.14), ("bicycle", 0.07), ("truck", 0.05)), 9000, _TOWN, 9, 0.7, still=0.1,
            size=0.12, speed=0.6, logit=1.9, cluster=2.4, cluster_s=6, headway_min=1.5, timetable=0.5, wobble_s=4,
        ),
        Flow((("person", 0.3), ("car", 0.7)), 25, _TOWN, 200, 1.0, ghost=True, still=1, logit=-0.3, wobble_s=30),
    ),
    Eye(fps=1, step_s=1, lamp=0.35, night_logit=0.55, glare_logit=0.25),
    Climate(51.5, 0.4, 0.26, 0.05, regime_h=14, strength=0.9),
    calendar="rhine",
)  # fmt: skip

CAR_PARK: Final = Kind(
    "car park",
    (
        Flow(
            (("car", 0.93), ("truck", 0.07)), 150, Rhythm(
                (Span(7, 9.5, 1.0, 0.7), Span(9.5, 18, 0.35, 1)), (Span(9, 17, 0.5, 1),), (Span(11, 17, 0.12, 1),),
                (Span(11, 17, 0.12, 1),), stray=0.01, school=0.8),
            13000, 0.7, still=1, size=0.09, logit=1.8, difficulty=0.9, hard=0.12, wobble=0.35, wobble_s=1500,
            flicker=0.15, occluded=0.08,
        ),
        Flow((("person", 1.0),), 420, _TOWN, 22, size=0.05, speed=0.5, logit=1.3, cluster=1.6),
    ),
    Eye(fps=0.2, step_s=5, lamp=0.5, night_logit=0.5, glare_logit=0.3),
    Climate(40.0, 0.3, 0.2, 0.05, regime_h=24, strength=0.6),
    calendar="ohio",
    zone_h=-5,
)  # fmt: skip

YARD: Final = Kind(
    "dirty yard",
    (
        Flow(
            (("truck", 0.45), ("forklift", 0.35), ("person", 0.2)), 520, Rhythm(
                (Span(5.5, 11.8), Span(12.5, 16, 0.9)), (Span(6, 12, 0.4),), stray=0.003, rain=0.9),
            55, 0.9, still=0.35, size=0.2, speed=0.2, logit=2.1, wobble_s=20,
        ),
    ),
    Eye(fps=1, step_s=1, lamp=0.55, night_logit=0.3, dirt_logit=0.35, cleaning=0),
    Climate(52.0, strength=0.6),
)  # fmt: skip

PLAZA: Final = Kind(
    "plaza",
    (
        Flow(
            (("person", 0.93), ("dog", 0.04), ("bicycle", 0.03)), 6500, Rhythm(
                (Span(8, 22, 0.7, 2), Span(12, 14, 1.0, 0.5)), (Span(9, 24, 1.1, 2),), (Span(10, 21, 0.9, 2),),
                (Span(10, 22, 1.0, 2),), stray=0.02, rain=0.45, school=1.2),
            40, 0.9, still=0.15, size=0.06, speed=0.35, logit=1.4, cluster=2.2, cluster_s=10, heavy=0.08,
            day_scatter=0.28, hour_scatter=0.4, wobble_s=10,
        ),
    ),
    Eye(fps=1, step_s=2, lamp=0.45, night_logit=0.45, glare_logit=0.2),
    Climate(41.0, 0.25, 0.14, 0.02, regime_h=30, strength=0.8),
    calendar="gulf",
    zone_h=4,
)  # fmt: skip

FACTORY: Final = Kind(
    "shift factory",
    (
        Flow(
            (("person", 0.7), ("forklift", 0.3)), 1500, _SHIFTS, 30, 0.8, still=0.2, size=0.2, speed=0.4,
            logit=2.0, cluster=1.5, day_scatter=0.06,
        ),
        Flow((("pallet", 1.0),), 90, _SHIFTS, 2400, 0.6, still=1, size=0.14, logit=1.7, wobble_s=300),
    ),
    Eye(fps=10, step_s=1, exposure=0.1, lamp=0.75, night_logit=0.1),
    Climate(50.0),
)  # fmt: skip

LINE: Final = Kind(
    "conveyor",
    (
        Flow(
            (("box", 0.86), ("bag", 0.1), ("damaged", 0.04)), 16000, _SHIFTS, 3.6, 0.1, size=0.22, speed=0.4,
            logit=2.4, difficulty=0.5, wobble=0.3, flicker=0.2, cluster=1.2, cluster_s=2, batch_h=2.5,
            batch_logit=0.35, day_scatter=0.05, hour_scatter=0.1, occluded=0.01,
        ),
    ),
    Eye(fps=1, step_s=1, exposure=0.0, lamp=0.9, night_logit=0.0),
    flickers=0.002,
    noise=0.1,
)  # fmt: skip

BOTTLES: Final = Kind(
    "bottle classifier",
    eye=Eye(fps=1, step_s=1, exposure=0.05, lamp=0.9, night_logit=0.0, gain_logit=0.05),
    line=Line((("ok", 0.965), ("defect", 0.035)), _SHIFTS, piece_s=3, separation=2.9, batch_defects=0.5, stops=5),
)

CORRIDOR: Final = Kind(
    "empty corridor",
    (
        Flow((("person", 1.0),), 3, Rhythm((Span(7, 19, 1.0, 1),), stray=0.02), 25, 0.9, still=0.1, size=0.3,
             logit=1.9, wobble_s=40, occluded=0.12, day_scatter=0.3, cluster=1.15),
    ),
    Eye(fps=1, step_s=1, exposure=0.05, lamp=0.3, night_logit=0.1),
    flickers=0.00002,
    noise=0.02,
)  # fmt: skip

CLEARING: Final = Kind(
    "night clearing",
    (
        Flow(
            (("deer", 0.6), ("boar", 0.25), ("fox", 0.15)), 45, Rhythm(
                *(((Span(4, 7, 0.8, 1.5), Span(18, 24, 1.0, 2), Span(0, 4, 0.5, 1.5)),) * 4), stray=0.05),
            120, 1.1, still=0.5, size=0.14, speed=0.1, logit=1.2, difficulty=0.9, hard=0.12, cluster=2.0,
            cluster_s=30, heavy=0.05, day_scatter=0.35, hour_scatter=0.5, wobble_s=30, occluded=0.2,
        ),
    ),
    Eye(fps=0.2, step_s=5, lamp=0.2, night_logit=0.5, brightness=85),
    Climate(47.5, 0.35, 0.25, 0.1, regime_h=26, strength=0.7),
    flickers=0.0004,
    noise=0.15,
)  # fmt: skip

SHELF: Final = Kind(
    "shelf",
    (
        Flow(
            (("bottle", 0.5), ("can", 0.35), ("jar", 0.15)), 60, Rhythm(
                (Span(7, 9), Span(9, 19, 0.3)), (Span(7, 9), Span(9, 19, 0.4)), stray=0.0, advent=1.5),
            26000, 0.9, still=1, size=0.07, logit=1.5, difficulty=0.9, hard=0.15, wobble=0.25, wobble_s=3000,
            flicker=0.1, cluster=3, cluster_s=120,
        ),
        Flow((("person", 1.0),), 500, Rhythm(
                (Span(8.5, 20, 0.8, 1), Span(16, 19)), (Span(8.5, 20, 1.1, 1),), advent=1.5),
             25, 0.9, still=0.5, size=0.4, speed=0.2, logit=2.1),
    ),
    Eye(fps=0.2, step_s=5, off=(21.5, 6.5), exposure=0.1, lamp=0.8, night_logit=0.1),
    Climate(46.0),
    longest_days=4,
)  # fmt: skip

BAZAAR: Final = Kind(
    "bazaar of 80",
    (
        Flow(
            tailed(80, 1.5, turn=3), 14000, _TOWN, 28, 0.9, still=0.3, size=0.07, speed=0.3, logit=1.2,
            difficulty=0.9, cluster=1.7, hour_scatter=0.3, wobble_s=10,
        ),
        Flow(tailed(80, 1.2, turn=3), 90, _TOWN, 7000, 0.9, still=1, size=0.09, logit=1.0, hard=0.2, wobble_s=900),
    ),
    Eye(fps=1, step_s=5, lamp=0.5, night_logit=0.35),
    Climate(35.0, 0.3, 0.2, 0.03, strength=0.7),
    calendar="nippon",
    zone_h=9,
    confusion=0.06,
)  # fmt: skip

TUNING: Final = (
    OFFICE, CROSSING, CAR_PARK, YARD, PLAZA, FACTORY, LINE, BOTTLES, CORRIDOR, CLEARING, SHELF, BAZAAR
)  # fmt: skip
