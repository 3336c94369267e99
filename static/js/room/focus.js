/**
 * Keeps the focus on the page when the element that has it disappears: a button that is no longer offered, the row of a
 * phrase that was taken down, a field when the host finished the world, the opener of a dialog that closes.
 *
 * The focus moves to what took that element's place, so that a screen reader says it and Tab goes on from there; never
 * into a field, which may be read out or bring up a keyboard unasked. A focus that a person gave up stays given up.
 */

/** The place of the turn, in whatever state the world is: the first of them that is there. */
const TURN = ["#finishing", "#finished-link", "#weave-another", "#turn"];
/** What took the place of what left, by where that was: the first of them that is there. */
const PLACES = [
  { of: ".phrase", to: ["#story-phrases > :last-child .phrase__words", "#story-scroll"] },
  { of: "#people", to: ["#people"] },
  { of: "#finish-button, #weaving, #finishing, #finished", to: TURN },
];

export class Focus {
  /** What had the focus last. @type {Element | null} */
  #held = null;
  /** What had it last outside of dialogs. @type {Element | null} */
  #behind = null;
  #begun = false;

  constructor() {
    document.addEventListener("focusin", ({ target }) => {
      if (!(target instanceof Element)) return;
      this.#held = target;
      if (!target.closest("dialog")) this.#behind = target;
    });
    document.addEventListener("focusout", ({ target, relatedTarget }) => {
      // Also said of what is just being taken off the page, while it is still on it: a moment later it shows which it
      // was.
      if (!relatedTarget && document.hasFocus()) setTimeout(() => this.#letGo(target));
    });
    document.addEventListener("close", () => this.keep(), true);
  }

  /**
   * Once the room is drawn for the first time: whoever comes begins at the turn, or, where they may speak, in `field`;
   * but where they have gone already they stay.
   * @param {HTMLElement | null} field
   */
  begin(field) {
    if (this.#begun) return;
    this.#begun = true;
    if (document.activeElement !== document.body) return;
    const place = [field, ...TURN.map((at) => document.querySelector(at))].find((one) => one && isThere(one));
    if (place instanceof HTMLElement) place.focus({ preventScroll: true, focusVisible: false });
  }

  /** @param {EventTarget | null} target what lost the focus to nothing */
  #letGo(target) {
    if (target !== this.#held || !(target instanceof Element) || !isThere(target)) return;
    this.#held = null;
    if (!document.querySelector("dialog[open]")) this.#behind = null;
  }

  /** Call it after anything on the page may have gone. */
  keep() {
    const now = document.activeElement;
    if (now && now !== document.body && isThere(now)) return;
    const left = this.#held?.closest("dialog:not([open])") ? this.#behind : this.#held;
    if (!left || isThere(left)) return;
    const words = left.closest(".phrase")?.querySelector(".phrase__words");
    const places = PLACES.filter(({ of }) => left.closest(of)).flatMap(({ to }) =>
      to.map((place) => document.querySelector(place)),
    );
    const next = [words, ...places].find((place) => place && isThere(place));
    if (next instanceof HTMLElement) next.focus();
  }
}

/** Whether somebody can see it. @param {Element} element */
function isThere(element) {
  return element.getClientRects().length > 0;
}
