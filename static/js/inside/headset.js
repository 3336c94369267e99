/**
 * The world around somebody who wears a headset: the same bodies at the size of a room, seen with two eyes.
 *
 * A button offers it where the browser has WebXR and a headset that can. Whoever steps out of the place from which the
 * world holds up sees it sink into the dark, and comes back by stepping back; a stick travels along.
 */

import { EYE } from "./material.js";

/** Metres for a height of the mural. */
const SIZE = 2.1;
/** Metres from the place to stand at: where the world begins to sink, and where it is gone. */
const LEAVING = { from: 0.5, to: 1.1 };
/** Heights of the mural in a second for a stick that is pushed all the way. */
const PACE = 0.7;
const STILL = 0.15;

/**
 * @param {import("./relief_view.js").ReliefView} view
 * @param {HTMLButtonElement} button shown where there is a headset
 */
export async function offerHeadset(view, button) {
  const { xr } = navigator;
  if (!xr || !(await xr.isSessionSupported("immersive-vr").catch(() => false))) return;
  button.hidden = false;
  button.addEventListener("click", async () => {
    try {
      await enter(view, await xr.requestSession("immersive-vr", { optionalFeatures: ["local-floor"] }));
    } catch (error) {
      view.dispatchEvent(new CustomEvent("trouble", { detail: error }));
    }
  });
}

/**
 * @param {import("./relief_view.js").ReliefView} view
 * @param {XRSession} session
 */
async function enter(view, session) {
  const { renderer, world, shared } = view;
  let before = performance.now();
  renderer.xr.enabled = true;
  // Where the head is when it begins is where the world is seen as it was painted.
  renderer.xr.setReferenceSpaceType("local");
  session.addEventListener("end", () => {
    renderer.setAnimationLoop(null);
    renderer.xr.enabled = false;
    world.scale.setScalar(1);
    world.position.set(0, 0, 0);
    shared.veil.value = 1;
    view.draw();
  });
  await renderer.xr.setSession(session);
  world.scale.setScalar(SIZE);
  world.position.set(0, -EYE.height * SIZE, -EYE.distance * SIZE);
  renderer.setAnimationLoop((time) => {
    const head = renderer.xr.getCamera().position;
    const strayed = (Math.hypot(head.x, head.y, head.z) - LEAVING.from) / (LEAVING.to - LEAVING.from);
    shared.veil.value = 1 - Math.min(1, Math.max(0, strayed));
    const seconds = Math.min(0.1, (time - before) / 1000);
    before = time;
    for (const { gamepad } of session.inputSources) {
      const push = gamepad?.axes[2] || gamepad?.axes[0] || 0;
      if (Math.abs(push) > STILL) view.travel(push * PACE * seconds);
    }
    view.frameOfHeadset(time);
  });
}
