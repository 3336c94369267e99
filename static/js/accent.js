/**
 * The accent a page takes from its mural: the most colourful of the strip's colours, at a lightness that can be read.
 *
 * Colours go through OKLab (Björn Ottosson, 2020), where equal lightness looks equal, so every accent keeps the same
 * contrast on the dark page and under dark ink, whatever was painted.
 */

const LIGHTNESS = 0.81;
const CHROMA_MIN = 0.07;
const CHROMA_MAX = 0.13;
/** Below this chroma a colour is a grey whose hue means nothing. */
const GREY = 0.02;

/**
 * @param {string} hex such as "#a1b2c3"
 * @returns {{chroma: number, hue: number}} OKLCH chroma, and hue in degrees
 */
function chromaAndHue(hex) {
  const value = Number.parseInt(hex.slice(1), 16);
  const [r, g, b] = [value >> 16, (value >> 8) & 255, value & 255].map((channel) => {
    const c = channel / 255;
    return c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4;
  });
  const l = Math.cbrt(0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b);
  const m = Math.cbrt(0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b);
  const s = Math.cbrt(0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b);
  const a = 1.9779984951 * l - 2.428592205 * m + 0.4505937099 * s;
  const bb = 0.0259040371 * l + 0.7827717662 * m - 0.808675766 * s;
  return { chroma: Math.hypot(a, bb), hue: ((Math.atan2(bb, a) * 180) / Math.PI + 360) % 360 };
}

/**
 * The accent for a palette, as a CSS colour; null where everything is grey.
 * @param {string[]} colours CSS hex, dominant first
 * @returns {string | null}
 */
function accentOf(colours) {
  let best = { chroma: GREY, hue: 0 };
  for (const colour of colours) {
    const candidate = chromaAndHue(colour);
    if (candidate.chroma > best.chroma) best = candidate;
  }
  if (best.chroma <= GREY) return null;
  const chroma = Math.min(CHROMA_MAX, Math.max(CHROMA_MIN, best.chroma));
  return `oklch(${LIGHTNESS} ${chroma.toFixed(3)} ${best.hue.toFixed(1)})`;
}

/**
 * Light `element` and everything in it with the accent of `colours`; with lamplight where everything is grey.
 * @param {HTMLElement} element
 * @param {string[]} colours
 */
export function setAccent(element, colours) {
  const accent = accentOf(colours);
  if (accent) element.style.setProperty("--accent", accent);
  else element.style.removeProperty("--accent");
}
