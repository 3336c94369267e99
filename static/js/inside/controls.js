/**
 * Controls of a ReliefView: drag to look (and further to travel), wheel and pinch to come nearer, keys for both.
 *
 * `attachControls` returns a function that detaches them again.
 */

import { letterOf } from "../keys.js";

/** Radians for a px of drag. */
const LOOK_PER_PX = 0.0032;
/** Heights of the mural for a press of an arrow key. */
const STRIDE = 0.24;
/** Radians for a press of a key that looks around. */
const TURN = 0.05;

/**
 * @param {import("./relief_view.js").ReliefView} view
 * @returns {() => void}
 */
export function attachControls(view) {
  const { canvas } = view;
  const stop = new AbortController();
  const { signal } = stop;
  /** @type {Map<number, {x: number, y: number}>} */
  const fingers = new Map();

  canvas.addEventListener(
    "pointerdown",
    (event) => {
      if (event.pointerType === "mouse" && event.button > 2) return;
      canvas.setPointerCapture(event.pointerId);
      fingers.set(event.pointerId, { x: event.clientX, y: event.clientY });
      canvas.classList.add("is-held");
    },
    { signal },
  );
  canvas.addEventListener(
    "pointermove",
    (event) => {
      const before = fingers.get(event.pointerId);
      if (!before) return;
      const now = { x: event.clientX, y: event.clientY };
      const dx = now.x - before.x;
      const dy = now.y - before.y;
      const other = [...fingers].find(([id]) => id !== event.pointerId)?.[1];
      fingers.set(event.pointerId, now);
      if (other) {
        // Two fingers: their distance steps nearer, their way travels.
        const was = Math.hypot(before.x - other.x, before.y - other.y);
        const is = Math.hypot(now.x - other.x, now.y - other.y);
        if (was > 0 && is > 0) view.approach(was / is);
        view.travel(-dx / canvas.clientHeight);
      } else if (event.buttons > 1 || event.shiftKey) {
        view.travel((-dx / canvas.clientHeight) * 1.4);
      } else {
        view.look(-dx * LOOK_PER_PX, dy * LOOK_PER_PX);
      }
    },
    { signal },
  );
  for (const kind of /** @type {const} */ (["pointerup", "pointercancel"])) {
    canvas.addEventListener(
      kind,
      (event) => {
        fingers.delete(event.pointerId);
        if (fingers.size === 0) canvas.classList.remove("is-held");
      },
      { signal },
    );
  }
  canvas.addEventListener("contextmenu", (event) => event.preventDefault(), { signal });
  canvas.addEventListener(
    "wheel",
    (event) => {
      event.preventDefault();
      const unit = event.deltaMode === WheelEvent.DOM_DELTA_LINE ? 40 : 1;
      if (event.shiftKey || Math.abs(event.deltaX) > Math.abs(event.deltaY)) {
        view.travel(((event.deltaX || event.deltaY) * unit) / canvas.clientHeight);
      } else {
        view.approach(Math.exp(event.deltaY * unit * (event.ctrlKey ? 0.008 : 0.0012)));
      }
    },
    { signal, passive: false },
  );
  document.addEventListener(
    "keydown",
    (event) => {
      if (event.altKey || event.ctrlKey || event.metaKey || isField(event.target)) return;
      const deed = KEYS[letterOf(event) || event.key];
      if (!deed) return;
      event.preventDefault();
      deed(view);
    },
    { signal },
  );
  return () => stop.abort();
}

/** @type {Record<string, (view: import("./relief_view.js").ReliefView) => void>} */
const KEYS = {
  ArrowRight: (view) => view.travel(STRIDE),
  d: (view) => view.travel(STRIDE),
  ArrowLeft: (view) => view.travel(-STRIDE),
  a: (view) => view.travel(-STRIDE),
  ArrowUp: (view) => view.approach(0.9),
  w: (view) => view.approach(0.9),
  "+": (view) => view.approach(0.9),
  ArrowDown: (view) => view.approach(1.11),
  s: (view) => view.approach(1.11),
  "-": (view) => view.approach(1.11),
  q: (view) => view.look(-TURN, 0),
  e: (view) => view.look(TURN, 0),
  r: (view) => view.look(0, TURN),
  f: (view) => view.look(0, -TURN),
  PageDown: (view) => view.travelTo(view.index + 1),
  PageUp: (view) => view.travelTo(view.index - 1),
  0: (view) => view.straighten(),
  Home: (view) => view.travel(-view.length),
  End: (view) => view.travel(view.length),
};

/** @param {EventTarget | null} target */
function isField(target) {
  return (
    target instanceof HTMLInputElement || target instanceof HTMLTextAreaElement || target instanceof HTMLSelectElement
  );
}
