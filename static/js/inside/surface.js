/**
 * The surface of a body from its relief: triangles over a grid, cut at outlines, with the back layer behind the cuts.
 * Pure.
 *
 * A cell whose corners lie on both sides of an outline is drawn twice: at the depth of the near side without the
 * fragments that belong to the far side, and the other way round (`gate`, material.js). So outlines follow the picture
 * and not the grid, and what is seen between the two is the back layer. Where there is none nothing is cut: the surface
 * stretches. Behind a surface that is cut hangs a coarse, flat sheet, so that a chink shows a soft colour of the place.
 */

/*
 * A corner is four 16-bit numbers: across and down its picture, how near, and its gate: 0 for a cell that is not cut,
 * 65535 for the back layer, SHEET for the sheet, up to NEAR_TOP how near a fragment must at least be, above it how near
 * it may at most be.
 */

/** Least difference, in bytes of relief, that is an outline; as inference/studio/layered_depth.py has it. */
const JUMP = 10;
const BACK = 65535;
/** A byte of relief as a gate of the near side and, above NEAR_TOP, of the far side; material.js reads them. */
export const GATE = { near: 128, far: 127 };
export const NEAR_TOP = 32768;
export const SHEET = 65344;
/** Cells of the grid for one of the sheet. */
const COARSE = 4;
/** From a byte of relief to 16 bits, and from a byte of the back's, which begins at 1. */
const SCALE = 257;
const BACK_SCALE = 65535 / 254;

/**
 * @typedef {object} Surface
 * @property {Uint16Array} corners four numbers each
 * @property {Uint16Array | Uint32Array} index three corners a triangle
 * @property {number} cuts cells that were cut
 */

/**
 * @param {import("./relief.js").Relief} relief
 * @param {number} covered px of the mural that the surface covers, from the relief's left edge on
 * @param {number} whole px of the mural that its picture is wide
 * @param {number} cell px of the mural between corners
 * @returns {Surface}
 */
export function surfaceOf(relief, covered, whole, cell) {
  const tall = relief.height * relief.scale;
  const columns = Math.ceil(covered / cell) + 1;
  const rows = Math.ceil(tall / cell) + 1;
  const count = columns * rows;
  // Of every corner: its pixel of the relief, and its place on the picture.
  const across = Float64Array.from({ length: columns }, (_, c) => Math.min(c * cell, covered));
  const down = Float64Array.from({ length: rows }, (_, r) => Math.min(r * cell, tall));
  const raw = new Uint8Array(count);
  const near = new Uint16Array(count);
  const behind = new Uint8Array(count);
  for (let r = 0, k = 0; r < rows; r++) {
    const j = Math.min(relief.height - 1, Math.round(down[r] / relief.scale));
    for (let c = 0; c < columns; c++, k++) {
      const i = Math.min(relief.width - 1, Math.round(across[c] / relief.scale));
      raw[k] = relief.front[j * relief.width + i];
      near[k] = softened(relief, i, j) * SCALE;
      behind[k] = relief.back ? relief.back[j * relief.width + i] : 0;
    }
  }
  const grid = { columns, rows, u: across.map((x) => (x / whole) * 65535), v: down.map((y) => (y / tall) * 65535) };
  // The back layer reaches a cell further than it is known: a cut at the very edge of a cell shows what lies behind the
  // next.
  const known = Float32Array.from(behind, (_, k) => backOf(behind, grid, k));
  const backs = known.map((_, k) => Math.min(backOf(known, grid, k), raw[k] + 1));
  const gates = gatesOf(raw, backs, columns, rows);
  const build = new Builder(grid);
  let cuts = 0;
  for (let r = 0; r + 1 < rows; r++) {
    for (let c = 0; c + 1 < columns; c++) {
      const k = r * columns + c;
      const cell4 = [k, k + 1, k + columns, k + columns + 1];
      const gate = gates[k];
      if (cell4.every((one) => backs[one] > 0))
        build.quad(cell4, (one) => build.back(one, (backs[one] - 1) * BACK_SCALE));
      if (!gate) {
        build.quad(cell4, (one) => build.front(one, near[one]));
        continue;
      }
      cuts++;
      const [nears, fars] = [1, -1].map((side) => {
        const sign = side > 0 ? gate * GATE.near : NEAR_TOP + gate * GATE.far;
        return cell4.map((one) =>
          build.add(one, raw[one] > gate === side > 0 ? near[one] : beside(raw, near, grid, one, gate, side), sign),
        );
      });
      build.quad(cell4, (one) => nears[cell4.indexOf(one)]);
      build.quad(cell4, (one) => fars[cell4.indexOf(one)]);
      // Where the cut ends at a cell that goes on without one, the two leave a gap. At the edges the neighbouring body
      // goes on.
      const sides = /** @type {const} */ ([
        [0, 1, k - columns, r > 0],
        [2, 3, k + columns, r + 2 < rows],
        [0, 2, k - 1, c > 0],
        [1, 3, k + 1, c + 2 < columns],
      ]);
      for (const [a, b, beyond, goesOn] of sides) {
        const [one, other] = raw[cell4[a]] > raw[cell4[b]] ? [a, b] : [b, a];
        if (!goesOn || gates[beyond] || raw[cell4[one]] <= gate || raw[cell4[other]] > gate) continue;
        const ends = [one, other].map((i) => build.front(cell4[i], near[cell4[i]]));
        build.index.push(ends[0], ends[1], build.ungated(nears[other]), ends[0], ends[1], build.ungated(fars[one]));
      }
    }
  }
  if (cuts) build.sheet();
  return { ...build.done(), cuts };
}

/**
 * Between which depths each cell is cut, in bytes of relief; 0 for a cell that is not. By the place of its top left
 * corner.
 * @param {Uint8Array} raw
 * @param {Float32Array} backs
 * @param {number} columns
 * @param {number} rows
 */
function gatesOf(raw, backs, columns, rows) {
  const gates = new Float32Array(columns * rows);
  for (let r = 0; r + 1 < rows; r++) {
    for (let c = 0; c + 1 < columns; c++) {
      const k = r * columns + c;
      const d = k + columns;
      if (!(backs[k] && backs[k + 1] && backs[d] && backs[d + 1])) continue;
      // Of several outlines the highest: what lies between the two sides of it stretches least.
      const values = [raw[k], raw[k + 1], raw[d], raw[d + 1]].sort((a, b) => a - b);
      let jump = JUMP;
      for (let i = 0; i < 3; i++) {
        if (values[i + 1] - values[i] <= jump) continue;
        jump = values[i + 1] - values[i];
        gates[k] = (values[i] + values[i + 1]) / 2;
      }
    }
  }
  return gates;
}

/**
 * @typedef {object} Grid
 * @property {number} columns
 * @property {number} rows
 * @property {Float64Array} u
 * @property {Float64Array} v
 */

class Builder {
  /** @param {Grid} grid */
  constructor(grid) {
    this.grid = grid;
    /** @type {number[]} */
    this.corners = [];
    /** @type {number[]} */
    this.index = [];
    /** Corners that cells share, by their place on the grid. */
    this.fronts = new Int32Array(grid.columns * grid.rows).fill(-1);
    this.backs = new Int32Array(grid.columns * grid.rows).fill(-1);
  }

  /**
   * A new corner.
   * @param {number} k
   * @param {number} near
   * @param {number} gate
   */
  add(k, near, gate) {
    const { columns, u, v } = this.grid;
    this.corners.push(u[k % columns], v[Math.floor(k / columns)], near, gate);
    return this.corners.length / 4 - 1;
  }

  /**
   * @param {number} k
   * @param {number} near
   */
  front(k, near) {
    if (this.fronts[k] < 0) this.fronts[k] = this.add(k, near, 0);
    return this.fronts[k];
  }

  /**
   * @param {number} k
   * @param {number} near
   */
  back(k, near) {
    if (this.backs[k] < 0) this.backs[k] = this.add(k, near, BACK);
    return this.backs[k];
  }

  /**
   * A corner at the place of another that is not gated.
   * @param {number} corner
   */
  ungated(corner) {
    this.corners.push(...this.corners.slice(corner * 4, corner * 4 + 3), 0);
    return this.corners.length / 4 - 1;
  }

  /**
   * Two triangles over the four corners of a cell: top left, top right, bottom left, bottom right.
   * @param {number[]} cell4
   * @param {(k: number) => number} corner
   */
  quad(cell4, corner) {
    const [a, b, c, d] = cell4.map(corner);
    this.index.push(a, c, b, c, d, b);
  }

  /** The sheet behind everything. */
  sheet() {
    const { columns, rows } = this.grid;
    /** @param {number} length */
    const stops = (length) => [
      ...Array.from({ length: Math.ceil((length - 1) / COARSE) }, (_, i) => i * COARSE),
      length - 1,
    ];
    const across = stops(columns);
    const down = stops(rows);
    const corners = down.map((r) => across.map((c) => this.add(r * columns + c, 0, SHEET)));
    for (let r = 0; r + 1 < down.length; r++) {
      for (let c = 0; c + 1 < across.length; c++) {
        const [a, b, d, e] = [corners[r][c], corners[r][c + 1], corners[r + 1][c], corners[r + 1][c + 1]];
        this.index.push(a, d, b, d, e, b);
      }
    }
  }

  done() {
    const corners = Uint16Array.from(this.corners);
    const index = corners.length / 4 > 65535 ? Uint32Array.from(this.index) : Uint16Array.from(this.index);
    return { corners, index };
  }
}

/**
 * The mean of a pixel and those of its eight neighbours that lie on the same side of every outline: no steps of a byte
 * on slopes.
 * @param {import("./relief.js").Relief} relief
 * @param {number} i
 * @param {number} j
 */
function softened(relief, i, j) {
  const here = relief.front[j * relief.width + i];
  let sum = 0;
  let count = 0;
  for (let y = Math.max(0, j - 1); y <= Math.min(relief.height - 1, j + 1); y++) {
    for (let x = Math.max(0, i - 1); x <= Math.min(relief.width - 1, i + 1); x++) {
      const value = relief.front[y * relief.width + x];
      if (Math.abs(value - here) > JUMP / 2) continue;
      sum += value;
      count++;
    }
  }
  return sum / count;
}

/**
 * How near the other side of a gate is beside a corner; the corner's own depth where there is none.
 * @param {Uint8Array} raw
 * @param {Uint16Array} near
 * @param {Grid} grid
 * @param {number} k
 * @param {number} gate
 * @param {number} side 1 for the near side, -1 for the far side
 */
function beside(raw, near, grid, k, gate, side) {
  let sum = 0;
  let count = 0;
  eachAround(grid, k, (n) => {
    if (raw[n] > gate !== side > 0) return;
    sum += near[n];
    count++;
  });
  return count ? sum / count : near[k];
}

/**
 * The back's byte at a corner, or the mean of those beside it where it has none of its own; 0 where there is none at
 * all.
 * @param {Uint8Array | Float32Array} behind
 * @param {Grid} grid
 * @param {number} k
 */
function backOf(behind, grid, k) {
  if (behind[k]) return behind[k];
  let sum = 0;
  let count = 0;
  eachAround(grid, k, (n) => {
    if (!behind[n]) return;
    sum += behind[n];
    count++;
  });
  return count ? sum / count : 0;
}

/**
 * @param {Grid} grid
 * @param {number} k
 * @param {(n: number) => void} look
 */
function eachAround({ columns, rows }, k, look) {
  const c = k % columns;
  const r = Math.floor(k / columns);
  for (let y = Math.max(0, r - 1); y <= Math.min(rows - 1, r + 1); y++) {
    for (let x = Math.max(0, c - 1); x <= Math.min(columns - 1, c + 1); x++)
      if (x !== c || y !== r) look(y * columns + x);
  }
}
