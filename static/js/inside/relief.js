/**
 * Reads reliefs and makes the surface of a strip from them, so that neighbours meet without a crack. No drawing here.
 *
 * A surface covers what is seen of its strip: from its left edge to where the next one lies over it. On that border both sides
 * are given the same depth, the mean of what each says, and the difference fades out within a few columns.
 */

/**
 * Pixels by which near things grow over what is behind them. The drop from a thing to its background is then painted with the
 * background, and stretches unseen when one looks past the thing.
 */
const OUTWARD = 2;
/** Columns over which a strip bends to meet its neighbour. */
const MEETING = 14;
/** Rows at the bottom that come forward to one straight edge, so that the world stands on something. */
const LIP = 14;

/**
 * @typedef {object} Relief
 * @property {number} width columns
 * @property {number} height rows, top row first
 * @property {Uint8ClampedArray} near 0 far to 255 near, a byte each
 */

/**
 * @typedef {object} Surface depth at the corners of a grid over the seen part of a strip
 * @property {number} columns of corners
 * @property {number} rows of corners, top first
 * @property {Float32Array} near 0 far to 1 near
 */

/**
 * Fetch a relief's picture and read it with those of the layers over it. Throws where one cannot be loaded or `signal` says stop.
 * @param {string} url
 * @param {{url: string, left: number}[]} over layers, lowest first; `left` is px of a mural that is `tall` px high
 * @param {number} tall
 * @param {AbortSignal} signal
 * @returns {Promise<Relief>}
 */
export async function readRelief(url, over, tall, signal) {
  const [picture, ...layers] = await Promise.all([url, ...over.map((layer) => layer.url)].map((one) => loadRelief(one, signal)));
  const { width, height } = picture;
  const canvas = document.createElement("canvas");
  canvas.width = width;
  canvas.height = height;
  const context = canvas.getContext("2d", { willReadFrequently: true });
  if (!context) throw new Error("This browser cannot read pictures.");
  context.drawImage(picture, 0, 0);
  layers.forEach((layer, index) => context.drawImage(layer, (over[index].left * height) / tall, 0));
  for (const bitmap of [picture, ...layers]) bitmap.close();
  const pixels = context.getImageData(0, 0, width, height).data;
  const near = new Uint8ClampedArray(width * height);
  for (let i = 0; i < near.length; i++) near[i] = pixels[i * 4];
  return { width, height, near: smooth(grow(near, width, height), width, height) };
}

/**
 * @param {string} url
 * @param {AbortSignal} signal
 */
async function loadRelief(url, signal) {
  const response = await fetch(url, { signal });
  if (!response.ok) throw new Error(`A relief did not come: ${response.status}.`);
  return createImageBitmap(await response.blob());
}

/**
 * The nearest within OUTWARD pixels, first along rows, then along columns.
 * @param {Uint8ClampedArray} near
 * @param {number} width
 * @param {number} height
 */
function grow(near, width, height) {
  const along = new Uint8ClampedArray(near.length);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      let most = 0;
      for (let i = Math.max(0, x - OUTWARD); i <= Math.min(width - 1, x + OUTWARD); i++) most = Math.max(most, near[y * width + i]);
      along[y * width + x] = most;
    }
  }
  const grown = new Uint8ClampedArray(near.length);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      let most = 0;
      for (let i = Math.max(0, y - OUTWARD); i <= Math.min(height - 1, y + OUTWARD); i++) most = Math.max(most, along[i * width + x]);
      grown[y * width + x] = most;
    }
  }
  return grown;
}

/**
 * The mean of each pixel and its eight neighbours, so that outlines do not fray.
 * @param {Uint8ClampedArray} near
 * @param {number} width
 * @param {number} height
 */
function smooth(near, width, height) {
  const smoothed = new Uint8ClampedArray(near.length);
  for (let y = 0; y < height; y++) {
    const rows = [Math.max(0, y - 1) * width, y * width, Math.min(height - 1, y + 1) * width];
    for (let x = 0; x < width; x++) {
      const left = Math.max(0, x - 1);
      const right = Math.min(width - 1, x + 1);
      let sum = 0;
      for (const row of rows) sum += near[row + left] + near[row + x] + near[row + right];
      smoothed[y * width + x] = sum / 9;
    }
  }
  return smoothed;
}

/**
 * The depth of a relief at a place, between its pixels where need be.
 * @param {Relief} relief
 * @param {number} column
 * @param {number} row
 */
function sample(relief, column, row) {
  const x = Math.min(Math.max(column, 0), relief.width - 1);
  const y = Math.min(Math.max(row, 0), relief.height - 1);
  const left = Math.floor(x);
  const top = Math.floor(y);
  const right = Math.min(left + 1, relief.width - 1);
  const bottom = Math.min(top + 1, relief.height - 1);
  const { near, width } = relief;
  const above = near[top * width + left] * (left + 1 - x) + near[top * width + right] * (x - left);
  const below = near[bottom * width + left] * (left + 1 - x) + near[bottom * width + right] * (x - left);
  return (above * (top + 1 - y) + below * (y - top)) / 255;
}

/**
 * The surface of a strip between its neighbours.
 *
 * @param {Relief} relief of the strip
 * @param {number} seen part of the strip's width that is seen, 0 to 1; 1 for the last strip
 * @param {{relief: Relief, seen: number} | null} before the left neighbour and how much of it is seen
 * @param {Relief | null} after the right neighbour
 * @param {number} step columns and rows of the relief between corners
 * @returns {Surface}
 */
export function surfaceOf(relief, seen, before, after, step) {
  const span = seen * (relief.width - 1);
  const columns = Math.max(2, Math.round(span / step) + 1);
  const rows = Math.max(2, Math.round((relief.height - 1) / step) + 1);
  const near = new Float32Array(columns * rows);
  const meeting = MEETING / (span / (columns - 1));
  for (let r = 0; r < rows; r++) {
    const row = (r * (relief.height - 1)) / (rows - 1);
    // Half of what the neighbours say differently at each border.
    const left = before ? (edge(before.relief, before.seen, row, relief) - sample(relief, 0, row)) / 2 : 0;
    const right = after ? (sample(after, 0, (row * (after.height - 1)) / (relief.height - 1)) - sample(relief, span, row)) / 2 : 0;
    const lip = Math.max(0, 1 - (relief.height - 1 - row) / LIP);
    for (let c = 0; c < columns; c++) {
      const fromLeft = ease(1 - c / meeting);
      const fromRight = ease(1 - (columns - 1 - c) / meeting);
      const depth = sample(relief, (c * span) / (columns - 1), row) + left * fromLeft + right * fromRight;
      near[r * columns + c] = depth + (1 - depth) * ease(lip);
    }
  }
  return { columns, rows, near };
}

/**
 * What the left neighbour says at the border, at the row of `relief` called `row`.
 * @param {Relief} before
 * @param {number} seen
 * @param {number} row
 * @param {Relief} relief
 */
function edge(before, seen, row, relief) {
  return sample(before, seen * (before.width - 1), (row * (before.height - 1)) / (relief.height - 1));
}

/** @param {number} t */
function ease(t) {
  const x = Math.min(1, Math.max(0, t));
  return x * x * (3 - 2 * x);
}
