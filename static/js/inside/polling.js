/**
 * What the server says of a world in 3D, again and again while it is in the making: its bodies, and in a room its
 * strips.
 *
 * `followDepth` and `followStrips` call back with what is new until nothing more can come; neither asks while nobody
 * looks at the page. What does not come is asked for again later, and the view stays as it is meanwhile.
 */

/** How long after an answer it is asked again, ms, and how long after none, at most. */
const AGAIN = 3000;
const AGAIN_MAX = 30_000;

/**
 * @typedef {object} Depth
 * @property {string} base
 * @property {string} state of the making: none, making, made, failed or cancelled
 * @property {boolean} finished whether these are all the bodies there will be
 * @property {{position: number, left: number, width: number, back: boolean}[]} bodies
 */

/**
 * @typedef {object} Growing the world that a room is weaving
 * @property {string} world id
 * @property {string} page address of its 3D page once it is finished
 * @property {number} height
 * @property {number} width
 * @property {string[]} colours of its newest strip
 * @property {import("../mural/strips.js").Strip[]} strips
 */

/**
 * What is there of a world's depth now, and whether that is all there will be; null where nobody says.
 * @param {string} url
 * @returns {Promise<{made: import("./strip_meshes.js").Depth, whole: boolean} | null>}
 */
export async function fetchDepth(url) {
  const response = await fetch(url, { credentials: "same-origin" }).catch(() => null);
  if (!response?.ok) return null;
  /** @type {Depth} */
  const depth = await response.json();
  return { made: bodiesOf(depth), whole: depth.finished };
}

/**
 * @param {string} url
 * @param {boolean} growing whether the world is still being woven
 * @param {(depth: import("./strip_meshes.js").Depth) => void} tell
 */
export function followDepth(url, growing, tell) {
  return poll(url, (/** @type {Depth} */ depth) => {
    tell(bodiesOf(depth));
    return growing || (!depth.finished && depth.state !== "failed" && depth.state !== "cancelled");
  });
}

/**
 * @param {Depth} depth
 * @returns {import("./strip_meshes.js").Depth}
 */
function bodiesOf({ base, bodies }) {
  return { base, bodies: new Map(bodies.map((body) => [body.position, body])) };
}

/**
 * @param {string} url
 * @param {(growing: Growing) => void} tell
 */
export function followStrips(url, tell) {
  return poll(url, (/** @type {Growing} */ growing) => {
    tell(growing);
    return growing.page === "";
  });
}

/**
 * Ask for `url` again and again until `take` says that it is over; `take` is called with what is new.
 * @template T
 * @param {string} url
 * @param {(answer: T) => boolean} take
 */
async function poll(url, take) {
  let before = "";
  let wait = AGAIN;
  for (let goesOn = true; goesOn; await pauseUntilVisible(wait)) {
    try {
      const response = await fetch(url, { credentials: "same-origin" });
      if (response.status === 404) return;
      if (!response.ok) throw new Error(`It did not come: ${response.status}.`);
      const text = await response.text();
      wait = AGAIN;
      if (text === before) continue;
      before = text;
      goesOn = take(JSON.parse(text));
      if (!goesOn) return;
    } catch (error) {
      if (!(error instanceof Error)) throw error;
      wait = Math.min(AGAIN_MAX, wait * 2);
    }
  }
}

/**
 * After `wait` ms, and not before the page is looked at.
 * @param {number} wait
 */
async function pauseUntilVisible(wait) {
  await new Promise((resolve) => setTimeout(resolve, wait));
  if (!document.hidden) return;
  await new Promise((resolve) => document.addEventListener("visibilitychange", resolve, { once: true }));
}
