/**
 * Looking around by how a phone is held: offered where the device can tell, and only after a tap, as browsers want it.
 *
 * How it is held at the tap is straight ahead, and slowly becomes so again wherever it is held, so that nobody has to
 * keep a pose.
 */

/** Radians of look for a degree of tilt. */
const LOOK_PER_DEGREE = 0.011;
/** Of the tilt, how much is taken for straight ahead with each reading; there are about sixty a second. */
const SETTLE = 0.004;

/**
 * @param {import("./relief_view.js").ReliefView} view
 * @param {HTMLButtonElement} button hidden unless this device has a gyroscope; pressed while it is listened to
 * @returns {() => void} lets go of it
 */
export function followGyroscope(view, button) {
  const stop = new AbortController();
  const { signal } = stop;
  const kind = window.DeviceOrientationEvent;
  const ask = /** @type {{requestPermission?: () => Promise<string>} | undefined} */ (/** @type {unknown} */ (kind))
    ?.requestPermission;
  /** @type {{side: number, up: number} | null} */
  let ahead = null;
  let on = false;

  /** @param {DeviceOrientationEvent} event */
  const tilted = (event) => {
    const held = tiltOf(event);
    if (!held) return;
    button.hidden = false;
    if (!on) return;
    ahead ??= held;
    ahead = { side: ahead.side + (held.side - ahead.side) * SETTLE, up: ahead.up + (held.up - ahead.up) * SETTLE };
    view.lean = { side: (held.side - ahead.side) * LOOK_PER_DEGREE, up: (held.up - ahead.up) * LOOK_PER_DEGREE };
    view.draw();
  };

  /** @param {boolean} wanted */
  const turn = (wanted) => {
    on = wanted;
    ahead = null;
    view.lean = { side: 0, up: 0 };
    button.setAttribute("aria-pressed", String(on));
    view.draw();
  };

  if (!kind || !matchMedia("(pointer: coarse)").matches) return () => stop.abort();
  // Where permission is needed nothing is heard before; elsewhere the first reading shows that there is a gyroscope.
  if (ask) button.hidden = false;
  addEventListener("deviceorientation", tilted, { signal });
  button.addEventListener(
    "click",
    async () => {
      if (on) return turn(false);
      const allowed = ask ? await ask.call(kind).catch(() => "denied") : "granted";
      if (allowed === "granted") turn(true);
      else button.hidden = true;
    },
    { signal },
  );
  return () => stop.abort();
}

/**
 * Degrees to the side and up, whichever way the screen is turned; null where the device does not say.
 * @param {DeviceOrientationEvent} event
 */
function tiltOf({ beta, gamma }) {
  if (beta === null || gamma === null) return null;
  switch (screen.orientation?.angle ?? 0) {
    case 90:
      return { side: beta, up: -gamma };
    case 180:
      return { side: -gamma, up: -beta };
    case 270:
      return { side: -beta, up: gamma };
    default:
      return { side: gamma, up: beta };
  }
}
