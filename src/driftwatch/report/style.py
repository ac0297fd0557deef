"""How a report looks: light and dark, on a phone and on paper."""

from typing import Final

STYLE: Final = """
:root {
  --ground: #fff; --ink: #1a1a1a; --faint: #5c5c5c; --line: #dcdcdc; --band: #cfd3d6; --card: #f6f7f8;
  --curve: #0072b2; --rate: #8a5200; --count: #4b5563; --alert: #b84300; --doubt: #8a5a00; --calm: #006b4c;
}
@media (prefers-color-scheme: dark) {
  :root {
    --ground: #15181b; --ink: #eceff1; --faint: #a4abb1; --line: #363c41; --band: #3f474d; --card: #1d2125;
    --curve: #56b4e9; --rate: #e0a34a; --count: #aeb6bd; --alert: #ff8a50; --doubt: #e8b54a; --calm: #4ccf9e;
  }
}
* { box-sizing: border-box; }
body { margin: 0; background: var(--ground); color: var(--ink); font: 16px/1.5 system-ui, sans-serif; }
main { max-width: 880px; margin: 0 auto; padding: 24px 16px 48px; font-variant-numeric: tabular-nums; }
h1, h2, h3, p, dl, figure { margin: 0; overflow-wrap: anywhere; }
h1 { font-size: 20px; font-weight: 600; }
h2 { font-size: 16px; font-weight: 600; margin: 32px 0 8px; }
h3 { font-size: 16px; font-weight: 600; }
.about, figcaption, dt { color: var(--faint); font-size: 14px; }
.headline { margin-top: 20px; }
.tone { display: flex; gap: 12px; font-size: 20px; line-height: 1.4; }
.tone { padding: 8px 0 8px 12px; border-left: 4px solid var(--faint); }
.tone + .tone { font-size: 16px; margin-top: 8px; }
.tone .sign { font-weight: 700; min-width: 1em; text-align: center; color: var(--faint); }
.tone.calm { border-color: var(--calm); } .tone.calm .sign { color: var(--calm); }
.tone.doubtful { border-color: var(--doubt); } .tone.doubtful .sign { color: var(--doubt); }
.tone.bad { border-color: var(--alert); } .tone.bad .sign { color: var(--alert); }
.step { font-weight: 600; }
figure { margin-bottom: 12px; }
figcaption { color: var(--ink); }
svg.chart { display: block; width: 100%; height: auto; }
svg text { font: 12px system-ui, sans-serif; fill: var(--faint); }
@media (max-width: 600px) { svg.chart text { font-size: 20px; } }
svg .time { text-anchor: middle; } svg .level { text-anchor: end; }
svg .grid, svg .tick { stroke: var(--line); stroke-width: 1; }
svg .band { fill: var(--band); }
svg .curve { fill: none; stroke-width: 1.8; stroke-linejoin: round; }
.confidence .curve { stroke: var(--curve); } .confidence .dot { fill: var(--curve); }
.rate .curve { stroke: var(--rate); } .rate .dot { fill: var(--rate); }
.count .curve { stroke: var(--count); } .count .dot { fill: var(--count); }
svg .rule { stroke-width: 1.2; } svg .rule.model { stroke: var(--ink); stroke-dasharray: 4 3; }
svg .rule.alert { stroke: var(--alert); } svg .lasted { stroke: var(--alert); stroke-width: 4; }
svg .word.model { fill: var(--ink); } svg .word.alert { fill: var(--alert); }
.alert { border-left: 4px solid var(--line); padding: 4px 0 4px 12px; margin-bottom: 12px; }
.alert.drift { border-color: var(--alert); } .alert.warning { border-color: var(--doubt); }
.alert.over h3 { font-weight: 400; }
.tiles { display: grid; grid-template-columns: repeat(auto-fill, minmax(250px, 1fr)); gap: 12px; margin-top: 8px; }
.tile { background: var(--card); border: 1px solid var(--line); border-radius: 4px; padding: 12px; }
.tile.bad { border-color: var(--alert); }
.figure { margin-top: 4px; } .figure span { display: block; }
svg.interval { display: block; width: 200px; max-width: 100%; height: 18px; }
svg .target { stroke: var(--ink); stroke-width: 2; }
svg .reference { stroke: var(--faint); stroke-width: 2; stroke-dasharray: 2 2; }
svg .range { stroke: var(--ink); stroke-width: 2; } svg.interval .dot { fill: var(--ink); }
dl { display: grid; grid-template-columns: repeat(auto-fill, minmax(250px, 1fr)); gap: 8px 16px; }
dd { margin: 0; overflow-wrap: anywhere; }
@media print {
  :root {
    --ground: #fff; --ink: #000; --faint: #444; --line: #bbb; --band: #ddd; --card: #fff;
    --curve: #000; --rate: #000; --count: #000; --alert: #000; --doubt: #000; --calm: #000;
  }
  main { max-width: none; padding: 0; font-size: 11pt; }
  figure, .tile, .alert { break-inside: avoid; }
}
"""
