/**
 * A soft sound for the turn that becomes yours, where somebody chose it in this browser: two quiet notes.
 */

const KEY = "lightloom.chime";
/** Hz, and when each begins, seconds. */
const NOTES = [
  { hertz: 523.25, at: 0 },
  { hertz: 783.99, at: 0.16 },
];
const LOUDNESS = 0.06;
const NOTE_S = 0.9;

export function hasChime() {
  return localStorage.getItem(KEY) === "on";
}

/** @param {boolean} on */
export function setChime(on) {
  localStorage.setItem(KEY, on ? "on" : "off");
  if (on) playChime();
}

export function playChime() {
  // Before anything was pressed here the browser would keep the sound back, and play it at a wrong moment.
  if (!navigator.userActivation?.hasBeenActive) return;
  const context = new AudioContext();
  const last = NOTES.map(({ hertz, at }) => note(context, hertz, context.currentTime + at)).at(-1);
  last?.addEventListener("ended", () => void context.close());
}

/**
 * @param {AudioContext} context
 * @param {number} hertz
 * @param {number} at seconds on the context's clock
 */
function note(context, hertz, at) {
  const tone = new OscillatorNode(context, { frequency: hertz });
  const volume = new GainNode(context, { gain: 0 });
  volume.gain.setValueAtTime(0, at);
  volume.gain.linearRampToValueAtTime(LOUDNESS, at + 0.04);
  volume.gain.exponentialRampToValueAtTime(LOUDNESS / 1000, at + NOTE_S);
  tone.connect(volume).connect(context.destination);
  tone.start(at);
  tone.stop(at + NOTE_S);
  return tone;
}
