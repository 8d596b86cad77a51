/**
 * One panel of the curves: a uPlot in the page's colours, with marks and names at the lines' ends. This file alone imports
 * uPlot. It draws what it is given; which part of the axis is seen, and which epoch is pointed at, others decide.
 */

import uPlot from '../../vendor/uplot.js';
import { crossings, layRows } from '../core/curvelabels.js';
import { align, decimate } from '../core/series.js';
import { Words, headHeight, headWords, mostRows, paintBands, paintHead, paintMarks, size, widthOf } from './chart-marks.js';
import { ink, inks } from './theme.js';

/** @typedef {import('../core/series.js').Points} Points */
/** @typedef {import('../core/curvemarks.js').ChartMarks} ChartMarks */
/** @typedef {import('./chart-marks.js').Field} Field */

/**
 * @typedef {object} Line
 * @property {string} key
 * @property {Points} points
 * @property {string} tone  a custom property's name
 * @property {string} [label]  at its end
 * @property {number} [width]
 * @property {number} [alpha]
 * @property {number[]} [dash]
 * @property {boolean} [stepped]
 * @property {boolean} [dots]  a dot at every point while they are few
 *
 * @typedef {object} Panel  what a panel shows
 * @property {Line[]} lines
 * @property {[number, number]} range  of the x axis
 * @property {boolean} log
 * @property {{marks: ChartMarks, tone: (figure: string) => string, bands: boolean}[]} marks  of each run; tone: a custom
 *   property's name, of one of its figures; bands: whether all its marks are shown
 * @property {import('./chart-marks.js').MarkWords} words
 * @property {boolean} files  whether saved files stand below this panel
 * @property {number} [floor]  below which the y axis never goes; it begins there unless the lines are far above
 * @property {number} [ceiling]  above which it never goes
 * @property {boolean} [fromZero]  the y axis always begins at zero
 *
 * @typedef {object} ChartOptions  what a panel is, for good
 * @property {boolean} axis  the x axis stands below it
 * @property {boolean} values  the y axis stands beside it
 * @property {boolean} whole  the x axis counts: no tick between two whole numbers
 * @property {(values: number[]) => string[]} xTexts
 * @property {(values: readonly number[]) => string[]} yTexts
 * @property {() => number} side  pixels at the left that the y axes of all panels have in common
 * @property {number} end  pixels at the right, for the lines' names
 */

const FILES = 16; // pixels below a panel, for the marks of saved files
const SIDE = 4; // the y axis at least, in sizes of its type
const GAP = 4; // pixels between the y axis and its words

export class Chart {
  /**
   * @param {HTMLElement} host  the panel is as large as this
   * @param {ChartOptions} options
   * @param {string} axisKind  what the x axis counts
   */
  constructor(host, options, axisKind) {
    this.host = host;
    this.options = options;
    this.axisKind = axisKind;
    /** @type {Panel|null} */
    this.panel = null;
    /** @type {uPlot|null} */
    this.plot = null;
    this.shape = '';
    this.rows = 1; // of words above the plotting area
    this.needs = 0; // pixels that the y axis and its words take
    /** @type {number|null} */
    this.at = null;
    this.line = document.createElement('div');
    this.line.className = 'curves-cursor';
    this.line.hidden = true;
    this.box = document.createElement('div');
    this.box.className = 'curves-select';
    this.box.hidden = true;
  }

  /** @param {Panel|null} panel  null: nothing */
  show(panel) {
    if (!panel) return this.destroy();
    const { clientWidth: width, clientHeight: height } = this.host;
    if (!width || !height) return;
    this.panel = panel;
    const [from, to] = panel.range;
    const lists = panel.lines.map(({ points }) => {
      const { x, y } = decimate(points, from, to, width);
      return { x, y: y.map((value) => (value === null || !Number.isFinite(value) || (panel.log && value <= 0) ? null : value)) };
    });
    const data = /** @type {uPlot.AlignedData} */ (/** @type {unknown} */ (align(lists)));
    this.rows = this.options.axis ? 0 : this._head(this._across(panel.range, width), mostRows(height)).rows;
    const shape = JSON.stringify([panel.log, panel.files, size(), this.rows, this._side(), panel.lines.map(({ key, tone, width: wide, alpha, dash, stepped, dots }) => [key, tone, wide, alpha, dash, stepped, dots])]);
    if (!this.plot || shape !== this.shape) {
      this.plot?.destroy();
      this.shape = shape;
      this.plot = new uPlot(this._settings(panel, width, height), data, this.host);
      this.plot.over.append(this.line, this.box);
    } else {
      const { plot } = this;
      plot.batch(() => {
        if (plot.width !== width || plot.height !== height) plot.setSize({ width, height });
        plot.setData(data, true);
      });
    }
    this.point(this.at);
  }

  destroy() {
    this.plot?.destroy();
    this.plot = null;
    this.panel = null;
  }

  /** The place on the x axis below a point of the screen. @param {number} clientX */
  valueAt(clientX) {
    if (!this.plot) return null;
    const { left, width } = this.plot.over.getBoundingClientRect();
    return this.plot.posToVal(Math.max(0, Math.min(width, clientX - left)), 'x');
  }

  /** How far from the host's left edge a place on the x axis is drawn. @param {number} value */
  placeOf(value) {
    if (!this.plot) return 0;
    return this.plot.over.offsetLeft + this.plot.valToPos(value, 'x');
  }

  /** Put the cursor on a place of the x axis. @param {number|null} value */
  point(value) {
    this.at = value;
    const x = value === null || !this.plot ? -1 : this.plot.valToPos(value, 'x');
    this.line.hidden = !(x >= 0 && this.plot && x <= this.plot.over.clientWidth + 1);
    this.line.style.transform = `translateX(${Math.round(x)}px)`;
  }

  /** Show the stretch that is being drawn up for a zoom. @param {[number, number]|null} stretch */
  mark(stretch) {
    this.box.hidden = stretch === null;
    if (!stretch || !this.plot) return;
    const [a, b] = stretch.map((value) => /** @type {uPlot} */ (this.plot).valToPos(value, 'x')).sort((one, other) => one - other);
    this.box.style.transform = `translateX(${a}px)`;
    this.box.style.width = `${b - a}px`;
  }

  /**
   * @param {Panel} panel @param {number} width @param {number} height
   * @returns {uPlot.Options}
   */
  _settings(panel, width, height) {
    const { axis, values, whole, xTexts, yTexts, end } = this.options;
    const small = size();
    const font = `${small}px ${inks().font}`;
    const soft = () => inks().soft;
    const filter = panel.log ? { filter: (/** @type {uPlot} */ plot, /** @type {number[]} */ splits) => powers(splits, plot.bbox.height / devicePixelRatio / (small * 1.6)) } : {};
    const grid = { stroke: () => inks().line, width: 1, ...filter };
    return {
      width, height, pxAlign: 0,
      // Above the lines, room for the marks' words; beside them, as much as the other panels' axes take.
      padding: [axis ? small * 0.5 : headHeight(this.rows), end, axis ? 0 : panel.files ? FILES : small * 0.6, values ? 0 : this._side()],
      legend: { show: false },
      cursor: { show: false },
      select: { show: false, left: 0, top: 0, width: 0, height: 0 },
      scales: {
        x: { time: false, range: () => (this.panel ?? panel).range },
        y: { distr: panel.log ? 3 : 1, range: (_, low, high) => this._rangeOf(low, high) },
      },
      axes: [
        {
          show: axis, stroke: soft, font, size: small * 1.9, gap: 3, space: small * 4.5, grid: { show: false }, ticks: { show: false },
          incrs: whole ? WHOLE : TIMES, values: (_, splits) => xTexts(splits), border: { show: true, stroke: () => inks().line, width: 1 },
        },
        {
          show: values, stroke: soft, font, size: () => this._side(), gap: GAP, space: small * 2.6, grid, ticks: { show: false }, ...filter,
          values: (_, splits) => this._beside(splits, yTexts),
        },
      ],
      series: [{}, ...panel.lines.map(({ tone, width: wide = 2, alpha = 1, dash, stepped, dots }) => ({
        stroke: () => ink(tone), width: wide, alpha, ...(dash && { dash }),
        ...(stepped && { paths: /** @type {any} */ (uPlot.paths.stepped)({ align: 1 }) }),
        points: { show: dots ? few : alone, size: dots ? 4.5 : 5, fill: () => ink(tone), stroke: () => ink(tone) },
      }))],
      hooks: {
        drawAxes: [(plot) => this._below(plot)],
        draw: [(plot) => this._above(plot)],
      },
    };
  }

  /** Pixels of the y axis. */
  _side() {
    return Math.max(SIDE * size(), this.options.side());
  }

  /**
   * The words beside the y axis, and how much room they take.
   * @param {(number|null)[]} splits @param {ChartOptions['yTexts']} yTexts
   */
  _beside(splits, yTexts) {
    const texts = yTexts(splits.filter((split) => split !== null));
    this.needs = Math.max(SIDE * size(), Math.ceil(Math.max(0, ...texts.map(widthOf))) + GAP + 2);
    return splits.map((split) => (split === null ? '' : String(texts.shift())));
  }

  /**
   * The plotting area from left to right, before there is one.
   * @param {[number, number]} range @param {number} width  of the panel
   */
  _across([from, to], width) {
    const left = this._side();
    const right = width - this.options.end;
    return { left, right, x: (/** @type {number} */ value) => left + ((value - from) / (to - from || 1)) * (right - left) };
  }

  /**
   * The words above the plotting area.
   * @param {{left: number, right: number, x: (value: number) => number}} field @param {number} most  rows
   */
  _head(field, most) {
    const { marks, words } = /** @type {Panel} */ (this.panel);
    const all = marks.filter(({ bands }) => bands).flatMap((run) => headWords(run.marks, words, field, run.tone(run.marks.back?.figure ?? '')));
    return layRows(all, field.left, field.right + this.options.end, most);
  }

  /** @param {number} low @param {number} high @returns {[number, number]} */
  _rangeOf(low, high) {
    const { log, floor, ceiling, fromZero } = /** @type {Panel} */ (this.panel);
    if (low === null || high === null || !(high >= low)) return log ? [0.1, 1] : [0, 1];
    if (log) return [low / 1.15, high * 1.15];
    if (fromZero) return [0, high * 1.12 || 1];
    const room = (high - low || Math.abs(high) || 1) * 0.06;
    const bottom = low - room;
    const top = high + room;
    return [floor !== undefined && (bottom < floor || low < 0.25 * high) ? floor : bottom, ceiling !== undefined ? Math.min(top, ceiling) : top];
  }

  /** @param {uPlot} plot @returns {Field} */
  _field(plot) {
    const ratio = devicePixelRatio;
    const { left, top, width, height } = plot.bbox;
    const { ctx: context } = plot;
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    return {
      context, left: left / ratio, top: top / ratio, right: (left + width) / ratio, bottom: (top + height) / ratio,
      x: (value) => plot.valToPos(value, 'x', true) / ratio,
      y: (value) => plot.valToPos(value, 'y', true) / ratio,
    };
  }

  /** @param {uPlot} plot */
  _below(plot) {
    const { panel } = this;
    if (!panel) return;
    plot.ctx.save();
    const field = this._field(plot);
    this._words = new Words(field);
    for (const { marks, bands } of panel.marks) if (bands) paintBands(field, marks, this.rows);
    plot.ctx.restore();
  }

  /** @param {uPlot} plot */
  _above(plot) {
    const { panel, _words: words } = this;
    if (!panel || !words) return;
    plot.ctx.save();
    const field = this._field(plot);
    words.field = field;
    const curves = this._pixels(plot, field);
    for (const { marks, tone, bands } of panel.marks) {
      // Of a run that is only compared, the best value is enough.
      const shown = bands ? marks : { ...marks, lines: [], saved: [], bands: [], back: null };
      const options = { tone: (/** @type {string} */ figure) => ink(tone(figure)), rows: this.rows, files: panel.files && bands, named: bands, curves };
      paintMarks(field, shown, panel.words, words, options);
    }
    if (!this.options.axis) paintHead(field, this._head(field, Math.max(1, this.rows)).words);
    this._names(field, words, curves);
    plot.ctx.restore();
  }

  /**
   * The lines as they are drawn.
   * @param {uPlot} plot @param {Field} field
   * @returns {[number, number][][]}
   */
  _pixels({ data: [xs, ...columns] }, field) {
    return columns.map((column) => Array.from(xs).flatMap((x, i) => {
      const y = column[i];
      return y === null || y === undefined ? [] : [/** @type {[number, number]} */ ([field.x(x), field.y(y)])];
    }));
  }

  /**
   * The lines' names at their ends, where they are least in the way of the others.
   * @param {Field} field @param {Words} words @param {[number, number][][]} curves
   */
  _names(field, words, curves) {
    const wide = { ...field, right: field.right + this.options.end };
    words.field = wide;
    for (const { label, points, tone } of /** @type {Panel} */ (this.panel).lines) {
      if (!label) continue;
      const last = points.y.findLastIndex((value) => value !== null && Number.isFinite(value));
      if (last < 0) continue;
      const x = field.x(points.x[last]);
      if (x > field.right + 1 || x < field.left) continue;
      const y = field.y(Number(points.y[last]));
      const colour = ink(`${tone}-ink`) || ink(tone);
      const half = size() / 2;
      const top = field.top + half; // above it stand the marks' words
      const places = [0, -0.9, 0.9, -1.6, 1.6].map((shift) => {
        const row = Math.max(top, Math.min(field.bottom, y) + shift * size());
        const box = { left: x + 5, right: x + 5 + words.width(label), top: row - half, bottom: row + half };
        return { row, hits: curves.reduce((sum, curve) => sum + crossings(curve, box), 0) };
      });
      for (const { row } of places.toSorted((a, b) => a.hits - b.hits)) {
        if (words.put(label, x + 5, row, colour, { align: 'left', halo: true })) break;
      }
    }
  }
}

const WHOLE = [1, 2, 5].flatMap((step) => [0, 1, 2, 3, 4, 5, 6].map((power) => step * 10 ** power)).sort((a, b) => a - b);
const TIMES = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14_400, 28_800, 86_400]; // seconds

/**
 * The ticks of a logarithmic axis: 1, 2 and 5 of every power of ten; over many powers only the 1, and no more of them than
 * there is room for.
 * @param {number[]} splits
 * @param {number} room  ticks that fit
 */
function powers(splits, room) {
  const decades = Math.log10(splits[splits.length - 1] / splits[0]);
  const every = Math.max(1, Math.ceil(decades / Math.max(1, room)));
  return splits.map((split) => {
    const power = Math.floor(Math.log10(split) + 1e-9);
    const mantissa = Math.round(split / 10 ** power);
    if (mantissa === 1) return power % every === 0 ? split : null;
    return decades <= 3 && 3 * decades <= room && (mantissa === 2 || mantissa === 5) ? split : null;
  });
}

/** Whether the points of a line are few enough for a dot each. @param {uPlot} plot @param {number} index */
function few(plot, index) {
  const points = pointsOf(plot, index);
  return points <= 40 && points < plot.width / 14;
}

/** A single point is no line, and would not be seen. @param {uPlot} plot @param {number} index */
const alone = (plot, index) => pointsOf(plot, index) === 1;

/** @param {uPlot} plot @param {number} index */
const pointsOf = (plot, index) => Array.from(plot.data[index]).filter((value) => value !== null && value !== undefined).length;
