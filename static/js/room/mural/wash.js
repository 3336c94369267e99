/**
 * The first wash: soft colours of a direction where its strip will be, from the moment they are known until the paint
 * covers them.
 *
 * A large blot for each colour on the dominant one, laid by the phrase's own id, so that the same phrase has the same
 * wash everywhere. It stands under the strips; the strip emerges from it. What is never painted takes its wash with it.
 */

/** How long a wash stays under its strip, which blooms meanwhile, ms. */
const COVERED_MS = 1500;

export class Wash {
  #phrase = "";

  /** @param {HTMLElement} element laid out by the mural */
  constructor(element) {
    this.element = element;
  }

  get phrase() {
    return this.#phrase;
  }

  /**
   * @param {string} phrase its id
   * @param {string[]} colours CSS hex, dominant first
   */
  lay(phrase, colours) {
    this.#phrase = phrase;
    this.element.style.setProperty("background", background(phrase, colours));
    this.element.hidden = false;
  }

  /** The strip of its phrase hangs: leave when that is all there. */
  cover() {
    const phrase = this.#phrase;
    setTimeout(() => this.#phrase === phrase && this.lift(), COVERED_MS);
  }

  lift() {
    this.#phrase = "";
    this.element.hidden = true;
  }
}

/**
 * @param {string} phrase
 * @param {string[]} colours
 */
function background(phrase, colours) {
  const [ground, ...others] = colours;
  const blots = others.map((colour, at) => {
    const chance = parseInt(phrase.slice(at * 4, at * 4 + 4), 16) || 0;
    const x = 10 + (chance % 80);
    // the later in the palette, the lower and the smaller
    const y = 18 + (at * 70) / Math.max(1, others.length) + ((chance >> 7) % 16);
    const size = 62 - at * 7;
    return `radial-gradient(ellipse ${size}% ${size * 0.62}% at ${x}% ${y}%, ${colour}, transparent)`;
  });
  return [...blots, ground].join(", ");
}
