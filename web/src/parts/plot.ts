/** The two charts of the trend, drawn by uPlot: a grey band behind, one line in front, gaps left open. */

import uPlot from 'uplot';
import type { Trend } from '../model/trend';

export interface Colours {
  readonly ink: string;
  readonly soft: string;
  readonly rule: string;
  readonly band: string;
  readonly line: string;
  readonly act: string;
}

export interface PlotEvents {
  point(index: number | null): void;
  /** Seconds since 1970. */
  zoom(from: number, until: number): void;
}

interface Part {
  readonly title: string;
  readonly values: readonly (number | null)[];
  readonly usual: readonly [readonly (number | null)[], readonly (number | null)[]];
  readonly limit: number | null;
  readonly dash: number[];
  readonly height: number;
  readonly hasTimes: boolean;
}

const SHORTEST_DRAG = 8; // pixels; less is a click

export function partsOf(trend: Trend): readonly Part[] {
  return [
    { title: 'confidence', values: trend.confidence, usual: trend.usualConfidence, limit: null, dash: [], height: 150, hasTimes: false },
    { title: 'unsure', values: trend.lowRate, usual: trend.usualRate, limit: trend.lowLimit, dash: [], height: 146, hasTimes: true },
  ];
}

export function dataOf(trend: Trend, part: Part): uPlot.AlignedData {
  const seconds = trend.times.map((one) => one / 1000);
  return [seconds, [...part.usual[1]], [...part.usual[0]], [...part.values]] as uPlot.AlignedData;
}

/** trend: gives the one that is shown now. index: of the part. */
export function optionsOf(trend: () => Trend, index: number, width: number, colours: Colours, events: PlotEvents): uPlot.Options {
  const now = (): Part => partsOf(trend())[index] as Part;
  const part = now();
  const font = '12px system-ui, sans-serif';
  const hidden: uPlot.Series = { stroke: 'transparent', width: 0, points: { show: false }, spanGaps: false };
  const axis = { stroke: colours.soft, font, grid: { stroke: colours.rule, width: 1 }, ticks: { show: false } };
  return {
    width,
    height: part.height,
    padding: [10, 8, 0, 0],
    legend: { show: false },
    cursor: {
      y: false,
      points: { size: 8, fill: colours.line },
      drag: { x: true, y: false, setScale: false, dist: SHORTEST_DRAG },
      sync: { key: 'trend', scales: ['x', null] },
    },
    scales: { x: { time: true, range: () => [trend().start / 1000, trend().end / 1000] }, y: { range: [0, 1] } },
    axes: [
      { ...axis, size: part.hasTimes ? 46 : 4, values: part.hasTimes ? TIMES : () => [], space: 60 },
      { ...axis, size: 42, space: 28, values: (_, splits) => splits.map((one) => (one % 0.5 === 0 ? one.toFixed(1) : '')) },
    ],
    series: [
      {},
      hidden,
      hidden,
      { stroke: colours.line, width: 2, spanGaps: false, points: { show: isolated, size: 5, fill: colours.line } },
    ],
    bands: [{ series: [1, 2], fill: colours.band }],
    hooks: {
      draw: [(plot) => drawRules(plot, trend(), now(), colours)],
      setCursor: [(plot) => events.point(plot.cursor.idx ?? null)],
      setSelect: [(plot) => select(plot, events)],
    },
  };
}

const TIMES: uPlot.Axis.Values = [
  [3600 * 24, '{D} {MMM}', null, null, null, null, null, null, 1],
  [60, '{HH}:{mm}', '\n{D} {MMM}', null, '\n{D} {MMM}', null, null, null, 1],
  [1, '{HH}:{mm}:{ss}', '\n{D} {MMM}', null, '\n{D} {MMM}', null, null, null, 1],
];

/** A bucket between two gaps has no line and is drawn as a dot. */
function isolated(plot: uPlot, series: number): boolean {
  const values = plot.data[series] ?? [];
  return values.some((one, index) => one !== null && values[index - 1] == null && values[index + 1] == null);
}

function select(plot: uPlot, events: PlotEvents): void {
  if (plot.select.width < SHORTEST_DRAG) return;
  const [from, until] = [plot.select.left, plot.select.left + plot.select.width].map((at) => plot.posToVal(at, 'x'));
  plot.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false);
  if (from !== undefined && until !== undefined) events.zoom(from, until);
}

/** Alerts and model versions as rules with words; the limit as a tick line; the chart's own name in its corner. */
function drawRules(plot: uPlot, trend: Trend, part: Part, colours: Colours): void {
  const { ctx, bbox } = plot;
  const scale = devicePixelRatio;
  const rule = (at: number, colour: string, dash: number[], words: string, top: boolean): void => {
    const x = Math.max(bbox.left, plot.valToPos(at / 1000, 'x', true));
    if (x > bbox.left + bbox.width) return;
    ctx.strokeStyle = ctx.fillStyle = colour;
    ctx.setLineDash(dash.map((one) => one * scale));
    ctx.lineWidth = 1.5 * scale;
    line(ctx, x, bbox.top, x, bbox.top + bbox.height);
    const isRight = x > bbox.left + bbox.width * 0.85;
    ctx.textAlign = isRight ? 'right' : 'left';
    ctx.fillText(words, x + (isRight ? -4 : 4) * scale, top ? bbox.top + 12 * scale : bbox.top + bbox.height - 5 * scale);
  };
  ctx.save();
  ctx.font = `600 ${12 * scale}px system-ui, sans-serif`;
  for (const model of trend.models) {
    if (model.isChange) rule(model.since, colours.ink, [2, 3], model.version || model.name, true);
  }
  trend.alerts.forEach((alert, index) => {
    rule(alert.since, colours.act, alert.isAlarm ? [] : [6, 4], `${alert.isAlarm ? '▲' : '△'}${index + 1}`, false);
  });
  ctx.setLineDash([1, 3].map((one) => one * scale));
  ctx.strokeStyle = colours.soft;
  if (part.limit !== null) {
    const y = plot.valToPos(part.limit, 'y', true);
    line(ctx, bbox.left, y, bbox.left + bbox.width, y);
  }
  ctx.fillStyle = colours.soft;
  ctx.textAlign = 'left';
  ctx.fillText(part.title, bbox.left + 6 * scale, bbox.top + 12 * scale);
  ctx.restore();
}

function line(ctx: CanvasRenderingContext2D, x0: number, y0: number, x1: number, y1: number): void {
  ctx.beginPath();
  ctx.moveTo(x0, y0);
  ctx.lineTo(x1, y1);
  ctx.stroke();
}
