"""Kinds of site that figures are given for: nothing may be tuned on them."""

from typing import Final

from benchmarks.drift.sites.kinds.names import tailed
from benchmarks.drift.sites.physics import Climate, Eye, Flow, Kind, Line, Rhythm, Span

_ROAD = Rhythm(
    (Span(5.8, 9, 1.0, 0.6), Span(8.5, 15.5, 0.7, 1), Span(15, 19, 0.95, 0.8), Span(19, 23.5, 0.35, 1.2)),
    (Span(7.5, 21, 0.7, 1.6),),
    (Span(9, 21, 0.5, 1.8),),
    (Span(9, 20, 0.4, 1.8),),
    stray=0.05,
    school=0.8,
    rain=0.92,
)
_TRADE = Rhythm((Span(9, 18.8, 0.7, 0.5), Span(16.2, 18.5)), (Span(9, 17.8, 1.4, 0.6),), advent=1.7, rain=0.85)
_TWO_SHIFTS = Rhythm((Span(5, 8.9), Span(9.2, 12.8), Span(13.4, 17, 0.9), Span(17.3, 21.6, 0.9)), (Span(5, 12.8, 0.7),))

STREET: Final = Kind(
    "street",
    (
        Flow(
            (("car", 0.66), ("person", 0.24), ("bus", 0.03), ("bicycle", 0.07)), 7200, _ROAD, 7, 0.6, size=0.13,
            speed=0.7, logit=1.8, cluster=1.9, cluster_s=5, wobble_s=4, hour_scatter=0.25,
        ),
        Flow((("car", 0.95), ("bicycle", 0.05)), 45, _ROAD, 9000, 1.0, still=1, logit=1.4, hard=0.15, wobble_s=1200),
    ),
    Eye(fps=1, step_s=2, lamp=0.3, night_logit=0.6, glare_logit=0.3),
    Climate(59.5, 0.42, 0.28, 0.08, cold=0.9, regime_h=16),
    zone_h=2,
)  # fmt: skip

GATE: Final = Kind(
    "hunting gate",
    (
        Flow(
            (("car", 0.6), ("truck", 0.2), ("person", 0.2)), 620, Rhythm(
                (Span(6, 9, 1.0, 0.5), Span(9, 15, 0.4, 1), Span(15, 18, 0.9, 0.5)), (Span(8, 13, 0.3),), stray=0.01),
            18, 0.6, still=0.3, size=0.28, speed=0.3, logit=2.0, wobble_s=8,
        ),
    ),
    Eye(fps=10, step_s=1, lamp=0.5, night_logit=0.4, gain_logit=0.25, gain_min=35),
    Climate(-36.9, 0.35, 0.22, 0.04, cold=0.0, strength=0.7),
    calendar="tasman",
    zone_h=12,
)  # fmt: skip

SHOP: Final = Kind(
    "shop",
    (
        Flow((("person", 0.96), ("stroller", 0.04)), 1300, _TRADE, 75, 0.9, still=0.45, size=0.22, speed=0.25,
             logit=2.0, cluster=1.5, wobble_s=15, day_scatter=0.15),
        Flow((("handbag", 0.6), ("backpack", 0.4)), 380, _TRADE, 60, 0.9, size=0.1, speed=0.5, logit=0.9),
    ),
    Eye(fps=1, step_s=1, exposure=0.25, lamp=0.6, night_logit=0.2),
    Climate(53.5),
)  # fmt: skip

WAREHOUSE: Final = Kind(
    "warehouse",
    (
        Flow((("person", 0.5), ("forklift", 0.5)), 800, _TWO_SHIFTS, 26, 0.8, still=0.2, size=0.15, speed=0.35,
             logit=1.8, wobble_s=8, day_scatter=0.08),
        Flow((("pallet", 1.0),), 160, _TWO_SHIFTS, 5400, 0.8, still=1, size=0.1, logit=1.5, hard=0.1, wobble_s=600),
    ),
    Eye(fps=1, step_s=5, exposure=0.2, lamp=0.55, night_logit=0.15),
    Climate(41.5, cold=0.7),
    calendar="ohio",
    zone_h=-6,
)  # fmt: skip

FARM_GATE: Final = Kind(
    "farm gate",
    (
        Flow((("person", 0.35), ("tractor", 0.4), ("car", 0.25)), 20, Rhythm(
                (Span(6, 19, 1.0, 1.5),), (Span(7, 18, 0.8, 1.5),), (Span(8, 18, 0.5, 1.5),), (Span(8, 18, 0.5, 1.5),),
                stray=0.02, rain=0.8),
             30, 0.9, still=0.3, size=0.25, speed=0.2, logit=1.8, wobble_s=25, occluded=0.1, day_scatter=0.25),
    ),
    Eye(fps=1, step_s=1, lamp=0.1, night_logit=0.6),
    Climate(-41.0, 0.35, 0.28, 0.06, cold=0.2, strength=0.8),
    calendar="tasman",
    zone_h=12,
    flickers=0.00008,
    noise=0.05,
)  # fmt: skip

STATION: Final = Kind(
    "platform",
    (
        Flow(
            (("person", 0.9), ("suitcase", 0.08), ("bicycle", 0.02)), 5200, Rhythm(
                (Span(5.2, 24.5, 0.35, 0.5), Span(6.5, 9, 1.0, 0.5), Span(16, 19, 0.9, 0.6)),
                (Span(6, 25, 0.4, 0.6),), (Span(7, 24.5, 0.3, 0.6),), (Span(7, 24.5, 0.3, 0.6),), school=0.7),
            120, 0.8, still=0.6, size=0.09, speed=0.25, logit=1.6, cluster=2.5, cluster_s=40, headway_min=10,
            timetable=0.8, wobble_s=12, occluded=0.12,
        ),
    ),
    Eye(fps=1, step_s=2, exposure=0.5, lamp=0.6, night_logit=0.2, glare_logit=0.15),
    Climate(35.5, 0.3, 0.25, 0.02, cold=0.1),
    calendar="nippon",
    zone_h=9,
)  # fmt: skip

HIGHWAY: Final = Kind(
    "ring road",
    (
        Flow((("car", 0.8), ("truck", 0.17), ("motorcycle", 0.03)), 42000, _ROAD, 40, 0.5, size=0.05, speed=0.6,
             logit=1.5, cluster=1.8, cluster_s=10, wobble_s=6, night=0.8),
    ),
    Eye(fps=10, step_s=5, lamp=0.35, night_logit=0.5, glare_logit=0.25, dirt_logit=0.15, cleaning=2),
    Climate(43.5, 0.3, 0.22, 0.06, cold=0.8, regime_h=20, strength=0.8),
    calendar="ohio",
    zone_h=-5,
)  # fmt: skip

BOARDS: Final = Kind(
    "board classifier",
    eye=Eye(fps=1, step_s=1, exposure=0.0, lamp=0.95, night_logit=0.0),
    line=Line(
        (("good", 0.93), ("bridge", 0.04), ("lifted", 0.02), ("missing", 0.01)), _TWO_SHIFTS, piece_s=8,
        separation=2.5, difficulty=1.0, batch_h=4, batch_defects=0.6, stops=6, stop_min=8, idle="empty",
    ),
    calendar="nippon",
    zone_h=8,
)  # fmt: skip

SORTER: Final = Kind(
    "parcel sorter",
    (
        Flow(
            (("parcel", 0.78), ("envelope", 0.19), ("tube", 0.03)), 24000, Rhythm(
                (Span(18, 23.8), Span(24.3, 28.5, 0.9)), (Span(18, 24, 0.5),), (Span(20, 24, 0.6),), advent=1.6),
            2.8, 0.15, size=0.25, speed=0.45, logit=2.2, difficulty=0.6, wobble=0.3, flicker=0.25, cluster=1.6,
            cluster_s=3, batch_h=1.5, batch_logit=0.25, occluded=0.03,
        ),
    ),
    Eye(fps=1, step_s=1, exposure=0.0, lamp=0.85, night_logit=0.0),
    calendar="ohio",
    zone_h=-7,
)  # fmt: skip

CELLAR: Final = Kind(
    "store room",
    (
        Flow((("person", 1.0),), 4, Rhythm((Span(8, 17, 1.0, 0.8),), (Span(9, 13, 0.4),)), 60, 1.0, still=0.4,
             size=0.35, logit=1.7, wobble_s=60, occluded=0.15, day_scatter=0.3, cluster=1.2),
    ),
    Eye(fps=0.2, step_s=5, exposure=0.0, lamp=0.4, night_logit=0.0),
    calendar="tasman",
    zone_h=10,
    flickers=0.0001,
    noise=0.05,
)  # fmt: skip

MOOR: Final = Kind(
    "moor at night",
    (
        Flow(
            (("hare", 0.5), ("badger", 0.3), ("deer", 0.2)), 70, Rhythm(
                *(((Span(20, 24, 1.0, 1.5), Span(0, 5, 0.8, 1.5)),) * 4), stray=0.03),
            60, 1.0, still=0.4, size=0.08, speed=0.15, logit=1.0, difficulty=0.8, hard=0.1, cluster=1.5,
            cluster_s=40, day_scatter=0.3, hour_scatter=0.4, wobble_s=20, occluded=0.15,
        ),
    ),
    Eye(fps=1, step_s=2, off=(8, 17), lamp=0.2, night_logit=0.4, brightness=70),
    Climate(55.5, 0.4, 0.3, 0.1, cold=0.6, strength=0.8),
    zone_h=0,
    flickers=0.0003,
)  # fmt: skip

HARBOUR: Final = Kind(
    "harbour of 80",
    (
        Flow(tailed(80, 1.7, turn=9), 9000, _ROAD, 45, 1.0, still=0.4, size=0.06, speed=0.2, logit=1.3,
             difficulty=0.8, cluster=2.0, heavy=0.03, wobble_s=15),
        Flow(tailed(80, 1.4, turn=9), 40, _ROAD, 14000, 0.9, still=1, logit=0.9, hard=0.2, wobble_s=1500),
    ),
    Eye(fps=0.2, step_s=5, lamp=0.4, night_logit=0.4, glare_logit=0.2),
    Climate(25.0, 0.2, 0.1, 0.08, cold=0.0, strength=0.9),
    calendar="gulf",
    zone_h=3,
    confusion=0.05,
)  # fmt: skip

PHARMACY: Final = Kind(
    "pharmacy shelf",
    (
        Flow((("pack", 0.7), ("flask", 0.3)), 90, Rhythm((Span(8, 10), Span(10, 18, 0.4)), (Span(8, 12, 0.6),)),
             15000, 0.8, still=1, size=0.05, logit=1.4, difficulty=0.8, hard=0.12, wobble=0.2, wobble_s=3600,
             flicker=0.1, cluster=4, cluster_s=200),
        Flow((("person", 1.0),), 240, _TRADE, 40, 0.8, still=0.6, size=0.35, speed=0.2, logit=2.0),
    ),
    Eye(fps=0.2, step_s=5, exposure=0.1, lamp=0.7, night_logit=0.2),
    Climate(48.0),
    longest_days=3,
)  # fmt: skip

FIGURES: Final = (
    STREET, GATE, SHOP, WAREHOUSE, FARM_GATE, STATION, HIGHWAY, BOARDS, SORTER, CELLAR, MOOR, HARBOUR, PHARMACY
)  # fmt: skip
