/**
 * Reads how near things are: from a body's two reliefs, or from a strip's own where it has no body yet. No drawing
 * here.
 *
 * All say the same: a byte a pixel, 0 for the sky to 255 for what is nearest, top row first, with the sky pushed back.
 */

/**
 * Of the whole depth, how far the sky stands behind the farthest land; below `from` is sky, above `to` land:
 * inference/studio/depth.py.
 */
const SKY = { share: 0.2, from: 0.004, to: 0.03 };
/** Pixels by which near things grow over what is behind them, where the relief has not been sharpened. */
const OUTWARD = 1;

/**
 * @typedef {object} Relief
 * @property {number} width columns
 * @property {number} height rows
 * @property {number} scale px of the mural that a pixel is wide
 * @property {Uint8Array} front
 * @property {Uint8Array | null} back what is behind the outlines: 0 for nothing, else 1 to 255
 */

/**
 * The relief of a body. Throws where it cannot be loaded or `signal` says stop.
 * @param {string} url grey picture, the front above the back
 * @param {boolean} back whether there is anything behind
 * @param {AbortSignal} signal
 * @returns {Promise<Relief>}
 */
export async function readBodyRelief(url, back, signal) {
  const picture = await loadBitmap(url, signal);
  const { width } = picture;
  const height = picture.height / 2;
  const grey = pixelsOf(picture, []);
  return {
    width,
    height,
    scale: 2,
    front: grey.subarray(0, width * height),
    back: back ? grey.subarray(width * height) : null,
  };
}

/**
 * The relief of a strip that has no body, with those of the layers over it.
 * @param {string} url
 * @param {{url: string, left: number}[]} over layers, lowest first; `left` is px of a mural that is `tall` px high
 * @param {number} tall
 * @param {AbortSignal} signal
 * @returns {Promise<Relief>}
 */
export async function readStripRelief(url, over, tall, signal) {
  const [picture, ...layers] = await Promise.all(
    [url, ...over.map((layer) => layer.url)].map((one) => loadBitmap(one, signal)),
  );
  const { width, height } = picture;
  const scale = tall / height;
  const grey = pixelsOf(
    picture,
    layers.map((bitmap, index) => ({ bitmap, left: over[index].left / scale })),
  );
  return { width, height, scale, front: pushSky(grow(grey, width, height)), back: null };
}

/**
 * Push the sky back, in place.
 * @param {Uint8Array} near
 */
function pushSky(near) {
  const pushed = Uint8Array.from({ length: 256 }, (_, value) => {
    const t = Math.min(1, Math.max(0, (value / 255 - SKY.from) / (SKY.to - SKY.from)));
    return Math.round(255 * (SKY.share + (1 - SKY.share) * (value / 255)) * t * t * (3 - 2 * t));
  });
  for (let i = 0; i < near.length; i++) near[i] = pushed[near[i]];
  return near;
}

/**
 * Fetch a picture for its pixels.
 * @param {string} url
 * @param {AbortSignal} signal
 */
export async function loadBitmap(url, signal) {
  const response = await fetch(url, { signal });
  if (!response.ok) throw new Error(`A part of the world did not come: ${response.status}.`);
  return createImageBitmap(await response.blob());
}

/**
 * One byte a pixel of a grey picture with others laid over it; closes them all.
 * @param {ImageBitmap} picture
 * @param {{bitmap: ImageBitmap, left: number}[]} over
 */
function pixelsOf(picture, over) {
  const { width, height } = picture;
  const canvas = new OffscreenCanvas(width, height);
  const context = canvas.getContext("2d", { willReadFrequently: true });
  if (!context) throw new Error("This browser cannot read pictures.");
  context.drawImage(picture, 0, 0);
  for (const { bitmap, left } of over) context.drawImage(bitmap, left, 0);
  for (const bitmap of [picture, ...over.map((one) => one.bitmap)]) bitmap.close();
  const pixels = context.getImageData(0, 0, width, height).data;
  const grey = new Uint8Array(width * height);
  for (let i = 0; i < grey.length; i++) grey[i] = pixels[i * 4];
  return grey;
}

/**
 * The nearest within OUTWARD pixels, so that the drop from a thing to its background is painted with the background.
 * @param {Uint8Array} near
 * @param {number} width
 * @param {number} height
 */
function grow(near, width, height) {
  const grown = new Uint8Array(near.length);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      let most = 0;
      for (let j = Math.max(0, y - OUTWARD); j <= Math.min(height - 1, y + OUTWARD); j++) {
        for (let i = Math.max(0, x - OUTWARD); i <= Math.min(width - 1, x + OUTWARD); i++)
          most = Math.max(most, near[j * width + i]);
      }
      grown[y * width + x] = most;
    }
  }
  return grown;
}
