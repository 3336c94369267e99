/**
 * Pictures on the mural: where they lie, and how a new one blooms in from its left edge once its pixels are there.
 */

/**
 * @param {HTMLElement} element
 * @param {number} x px on the mural
 * @param {number} width px on the mural
 */
export function place(element, x, width) {
  element.style.setProperty("--x", String(x));
  element.style.setProperty("--width", String(width));
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
