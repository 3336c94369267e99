/**
 * Pictures on the mural: where they lie, and how a new one blooms in from its left edge once its pixels are there. One
 * that does not come leaves its place dark and is asked for again, less often the longer it is in the page.
 */

const AGAIN_MS = 3000;

/**
 * @param {HTMLElement} element
 * @param {number} x px on the mural
 * @param {number} width px on the mural
 */
export function place(element, x, width) {
  element.style.setProperty("--x", String(x));
  element.style.setProperty("--width", String(width));
}

/**
 * @param {HTMLImageElement} picture
 * @param {string} url
 */
export function loadPicture(picture, url) {
  let wait = AGAIN_MS;
  picture.addEventListener("load", () => picture.classList.remove("is-missing"));
  picture.addEventListener("error", () => {
    picture.classList.add("is-missing");
    setTimeout(() => picture.isConnected && (picture.src = url), wait);
    wait *= 2;
  });
  picture.src = url;
}

/** @param {HTMLImageElement} picture that is not loaded yet */
export function bloom(picture) {
  picture.style.visibility = "hidden";
  const begin = () => {
    picture.style.visibility = "";
    picture.classList.add("is-blooming");
  };
  picture.addEventListener("load", () => void picture.decode().then(begin, begin), { once: true });
  picture.addEventListener("error", begin, { once: true });
  picture.addEventListener("animationend", () => picture.classList.remove("is-blooming"), { once: true });
}
