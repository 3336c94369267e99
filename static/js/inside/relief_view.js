/**
 * A world in 3D: the mural as a diorama that one stands before, looks around in, and travels along.
 *
 * `new ReliefView(canvas, mural, strips, options)` shows it; `grow()` after `mural` or `strips` changed in place;
 * `dispose()` frees everything on the device. Draws only when something changes. Only the strips around the visitor
 * have a body, and the visitor can go only where what was painted holds up. Throws `NoWebGL` where the browser cannot
 * draw in 3D.
 *
 * Events: "travel" (detail: {index, start, share}) when another place is in view; "ready" when the first strip has been
 * drawn; "trouble" (detail: Error) when a strip cannot be shown or the device lets go of the picture.
 */

import { Color, Group, PerspectiveCamera, Scene, Vector3, WebGLRenderer } from "three";

import { middleOf, stripAt } from "../mural/strips.js";
import { DUSK, EYE, sharedUniforms } from "./material.js";
import { StripMeshes, COARSEST } from "./strip_meshes.js";

/**
 * @typedef {object} Options
 * @property {boolean} [reducedMotion] no motion that was not asked for: travels at once, no opening
 * @property {boolean} [mirror] the floor mirrors the world; on unless said otherwise
 * @property {number} [step] how many times coarser the surface is than it could be; 1 is finest
 * @property {string} [dark] CSS colour that everything sinks into
 * @property {number} [pixelRatioMax] most device pixels drawn for a CSS pixel
 * @property {boolean} [layers] false shows every surface without its back layer
 */

export class NoWebGL extends Error {}

/**
 * Height of the view at the front edge of the world, in heights of the mural, and how far below the eye its middle
 * lies.
 */
const WINDOW = { height: 1.3, lower: 0.12 };
/** How far one can look around, radians, and how near and far one can step, of EYE.distance. */
const LOOK = { side: 0.2, down: -0.04, up: 0.12 };
const STEP = { near: 0.62, far: 1.25 };
/** What one looks at: this far behind the front edge. */
const PIVOT = new Vector3(0, EYE.height, -0.3);
/** Of the gap to the goal, what is left after a second. */
const LAG = 0.0012;
const BLOOM_MS = 600;
const OPENING_MS = 1600;
/**
 * A frame later than this after the one before looks like a jerk; what is drawn for a CSS pixel then, until it stands
 * still.
 */
const LATE_MS = 60;
const HASTE = 0.55;
/** StripMeshes at a time, at most: what is in view and beside it is far less, but a window may be of any shape. */
const BODIES_MAX = 48;

export class ReliefView extends EventTarget {
  /**
   * @param {HTMLCanvasElement} canvas
   * @param {import("../mural/strips.js").MuralData} mural
   * @param {readonly import("../mural/strips.js").Strip[]} strips at least one
   * @param {Options} [options]
   */
  constructor(canvas, mural, strips, options = {}) {
    super();
    const context = canvas.getContext("webgl2", { antialias: true, alpha: false });
    if (!context) throw new NoWebGL("This browser cannot draw in 3D.");
    this.canvas = canvas;
    this.mural = mural;
    this.strips = strips;
    this.reducedMotion = options.reducedMotion ?? false;
    const byCpu = drawsByCpu(context);
    this.pixelRatioMax = byCpu ? 1 : (options.pixelRatioMax ?? 2);
    /**
     * Where the visitor wants to be: place along the mural, look to the side and up (radians), distance (of
     * EYE.distance).
     */
    this.goal = { at: 0, side: 0, up: 0.03, step: 1 };
    this.now = { ...this.goal };
    /** What is added to the look by how a device is held, radians. */
    this.lean = { side: 0, up: 0 };
    this.index = -1;
    /** What the server has made of the strips. */
    this.depth = { base: "", bodies: /** @type {import("./strip_meshes.js").Depth["bodies"]} */ (new Map()) };

    const dark = new Color(options.dark ?? "#0d0a08");
    const haze = new Color(mural.colours[0] ?? "#8090a0");
    this.renderer = new WebGLRenderer({ canvas, context, antialias: true });
    this.renderer.setClearColor(dark);
    this.scene = new Scene();
    /** Everything that was painted; a headset gives it another size and place. */
    this.world = new Group();
    this.scene.add(this.world);
    this.camera = new PerspectiveCamera(40, 1, 0.05, 20);
    this.shared = sharedUniforms(this.length, dark, haze);
    this.shared.opening.value = this.reducedMotion ? 1 : 0.12;
    this.bodies = new StripMeshes(this.world, mural.height, this.shared, {
      step: byCpu ? Math.max(2, options.step ?? 1) : (options.step ?? 1),
      mirror: options.mirror ?? true,
      anisotropy: Math.min(8, this.renderer.capabilities.getMaxAnisotropy()),
    });
    this.bodies.layers = options.layers ?? true;
    this.bodies.onchange = () => this.draw();
    this.bodies.ontrouble = (error) => this.dispatchEvent(new CustomEvent("trouble", { detail: error }));
    this.bodies.show(strips, this.depth);
    this.readyAt = 0;
    this.frame = 0;
    this.drawnAt = 0;
    /** How many frames of a movement came late, lately. */
    this.late = 0;
    this.moved = false;
    this.resizes = new ResizeObserver(() => this.#resize());
    this.resizes.observe(canvas);
    this.stop = new AbortController();
    canvas.addEventListener("webglcontextlost", (event) => this.#lost(event), { signal: this.stop.signal });
    canvas.addEventListener("webglcontextrestored", () => this.draw(), { signal: this.stop.signal });
    this.#resize();
  }

  /** Length of the mural, in its heights, as all lengths here. */
  get length() {
    return this.mural.width / this.mural.height;
  }

  /**
   * What the last picture cost: draw calls, triangles, bodies, those still to come, and bytes that bodies take on the
   * device.
   */
  get cost() {
    const { calls, triangles } = this.renderer.info.render;
    const { bodies, coming, bytes } = this.bodies;
    return { calls, triangles, bodies: bodies.size, coming: coming.size, bytes };
  }

  /**
   * The mural or its strips have changed, or more was made of them. Who stood at the end of the world goes on with it.
   * @param {import("./strip_meshes.js").Depth} [depth]
   */
  grow(depth = this.depth) {
    const before = this.shared.end.value;
    this.depth = depth;
    this.shared.end.value = this.length;
    if (this.length !== before) {
      const atEnd = this.goal.at > before - 0.75;
      this.goal.at = Math.max(0, Math.min(this.length, atEnd ? this.length : this.goal.at));
    }
    this.bodies.show(this.strips, depth);
    this.index = -1;
    this.draw();
  }

  /**
   * Go to a strip.
   * @param {number} index
   */
  travelTo(index) {
    this.goal.at =
      middleOf(this.mural, Math.max(0, Math.min(index, this.mural.threads.length - 1))) / this.mural.height;
    this.draw();
  }

  /**
   * Travel along.
   * @param {number} by heights of the mural
   */
  travel(by) {
    this.goal.at = Math.max(0, Math.min(this.length, this.goal.at + by));
    this.draw();
  }

  /**
   * Look around. Beyond the furthest look to a side one travels on that way.
   * @param {number} side radians
   * @param {number} up radians
   */
  look(side, up) {
    const wanted = this.goal.side + side;
    this.goal.side = Math.max(-LOOK.side, Math.min(LOOK.side, wanted));
    this.goal.up = Math.max(LOOK.down, Math.min(LOOK.up, this.goal.up + up));
    this.travel((wanted - this.goal.side) * 1.8);
  }

  /**
   * Step nearer or back.
   * @param {number} factor below 1 is nearer
   */
  approach(factor) {
    this.goal.step = Math.max(STEP.near, Math.min(STEP.far, this.goal.step * factor));
    this.draw();
  }

  /** Stand again where the world looks as it was painted. */
  straighten() {
    Object.assign(this.goal, { side: 0, up: 0.03, step: 1 });
    this.draw();
  }

  dispose() {
    this.stop.abort();
    cancelAnimationFrame(this.frame);
    this.frame = -1;
    this.resizes.disconnect();
    this.bodies.dispose();
    this.renderer.dispose();
    this.renderer.forceContextLoss();
  }

  /** Draw with the next frame. */
  draw() {
    if (this.frame === 0) this.frame = requestAnimationFrame((time) => this.#frame(time));
  }

  /** Heights of the mural that are seen to each side of the middle, at the front edge. */
  get #reach() {
    return (WINDOW.height / 2) * this.camera.aspect;
  }

  #resize() {
    const { clientWidth: width, clientHeight: height } = this.canvas;
    if (!width || !height || this.renderer.xr.isPresenting) return;
    this.renderer.setPixelRatio(this.#sharpness(false));
    this.renderer.setSize(width, height, false);
    this.camera.aspect = width / height;
    this.camera.fov = (Math.atan(WINDOW.height / 2 / EYE.distance) * 360) / Math.PI;
    // The eye looks straight ahead; the window is moved down over it to show some of the floor, as a shift lens does.
    this.camera.setViewOffset(width, height, 0, (height * WINDOW.lower) / WINDOW.height, width, height);
    this.draw();
  }

  /** @param {number} time ms */
  #frame(time) {
    this.frame = 0;
    if (this.renderer.xr.isPresenting) return;
    const passed = time - this.drawnAt;
    const moving = this.#move(time);
    if (this.moved && moving) this.late = Math.max(0, Math.min(6, this.late + (passed > LATE_MS ? 1 : -1)));
    this.moved = moving;
    const sharpness = this.#sharpness(moving);
    if (this.renderer.getPixelRatio() !== sharpness) this.renderer.setPixelRatio(sharpness);
    this.render();
    if (moving) this.draw();
  }

  /**
   * Bring everything on to `time`; tells whether something still moves.
   * @param {number} time ms
   */
  #move(time) {
    const seconds = Math.min(0.25, (time - this.drawnAt) / 1000);
    this.drawnAt = time;
    const moving = this.#follow(this.reducedMotion ? 1 : 1 - LAG ** seconds);
    this.#stand();
    return this.#arrive(time) || moving;
  }

  /**
   * A frame of a headset, whose eyes are where they are.
   * @param {number} time ms
   */
  frameOfHeadset(time) {
    this.#move(time);
    this.render();
  }

  render() {
    this.renderer.render(this.scene, this.camera);
    const { calls, triangles, bodies, coming, bytes } = this.cost;
    const { dataset } = this.canvas;
    dataset.cost = JSON.stringify({ calls, triangles, bodies, coming, megabytes: Math.round(bytes / 1e5) / 10 });
    if (this.readyAt === 0 && this.bodies.bodies.has(this.index)) {
      this.readyAt = this.drawnAt;
      dataset.firstMs = performance.now().toFixed(0);
      this.dispatchEvent(new CustomEvent("ready"));
      this.draw();
    }
  }

  /**
   * Device pixels drawn for a CSS pixel: fewer while a slow device moves, all of them as soon as it stands still.
   * @param {boolean} moving
   */
  #sharpness(moving) {
    const full = Math.min(devicePixelRatio, this.pixelRatioMax);
    return moving && this.late >= 3 ? Math.min(full, HASTE) : full;
  }

  /**
   * Bring `now` nearer to `goal`; tells whether there is still some way to go.
   * @param {number} part of the way
   */
  #follow(part) {
    let moving = false;
    for (const key of /** @type {const} */ (["at", "side", "up", "step"])) {
      const gap = this.goal[key] - this.now[key];
      const done = Math.abs(gap) < 0.0005;
      this.now[key] = done ? this.goal[key] : this.now[key] + gap * part;
      moving ||= !done && !this.reducedMotion;
    }
    return moving;
  }

  /** Put the camera where the visitor is, and give bodies to the strips there. */
  #stand() {
    const { at, step } = this.now;
    const side = Math.max(-LOOK.side, Math.min(LOOK.side, this.now.side + this.lean.side));
    const up = Math.max(LOOK.down, Math.min(LOOK.up, this.now.up + this.lean.up));
    // At its ends the world fills the window: the middle of the view stays inside by this much.
    const margin = Math.min(this.length / 2, this.#reach * 1.04);
    const focus = margin + (at / this.length) * (this.length - 2 * margin);
    this.shared.focus.value = focus;
    const away = (EYE.distance - PIVOT.z) * step;
    this.camera.position.set(
      PIVOT.x + away * Math.sin(side) * Math.cos(up),
      PIVOT.y + away * Math.sin(up),
      PIVOT.z + away * Math.cos(side) * Math.cos(up),
    );
    this.camera.lookAt(PIVOT);

    const { height, width, threads } = this.mural;
    this.bodies.around(this.#wanted(focus));
    const index = stripAt(threads, Math.min(width - 1, at * height));
    const share = Math.min(1, (2 * this.#reach) / this.length);
    this.index = index;
    this.dispatchEvent(
      new CustomEvent("travel", { detail: { index, start: (focus - this.#reach) / this.length, share } }),
    );
  }

  /**
   * The strips in sight and their level of detail, the nearest to `focus` first.
   * @param {number} focus in heights
   * @returns {Map<number, number>}
   */
  #wanted(focus) {
    const { height, width, threads } = this.mural;
    const around = Math.min(DUSK.to, this.#reach * 1.3 + 0.6);
    const first = stripAt(threads, Math.max(0, (focus - around) * height));
    const last = stripAt(threads, Math.min(width - 1, (focus + around) * height));
    const found = [];
    for (let index = first; index <= last; index++) {
      const left = threads[index][0] / height;
      const right = (threads[index + 1]?.[0] ?? width) / height;
      const distance = Math.max(0, left - focus, focus - right);
      const level = distance < DUSK.from ? 0 : distance < (DUSK.from + DUSK.to) / 2 ? 1 : COARSEST;
      found.push({ index, level, distance: Math.abs((left + right) / 2 - focus) });
    }
    found.sort((a, b) => a.distance - b.distance);
    return new Map(found.slice(0, BODIES_MAX).map(({ index, level }) => [index, level]));
  }

  /**
   * Let strips that have come bloom in, and the relief rise once the first one stands; tells whether any of it still
   * goes on.
   * @param {number} time ms
   */
  #arrive(time) {
    let moving = false;
    for (const body of this.bodies.bodies.values()) {
      if (body.bloom.value === 1) continue;
      body.bloom.value = this.reducedMotion ? 1 : Math.min(1, Math.max(0, (time - body.since) / BLOOM_MS));
      moving ||= body.bloom.value < 1;
    }
    if (this.readyAt && this.shared.opening.value < 1) {
      const t = Math.min(1, (time - this.readyAt) / OPENING_MS);
      this.shared.opening.value = Math.max(this.shared.opening.value, 1 - (1 - t) ** 3);
      moving = true;
    }
    return moving;
  }

  /** @param {Event} event */
  #lost(event) {
    event.preventDefault();
    // Their pictures were on the device alone: they come again with the next picture, once it can be drawn.
    this.bodies.dispose();
    this.dispatchEvent(
      new CustomEvent("trouble", { detail: new Error("The device let go of the picture for a moment.") }),
    );
  }
}

/**
 * Whether this browser draws 3D on the CPU.
 * @param {WebGL2RenderingContext} context
 */
function drawsByCpu(context) {
  const asked = context.getExtension("WEBGL_debug_renderer_info");
  const name = String(context.getParameter(asked ? asked.UNMASKED_RENDERER_WEBGL : context.RENDERER));
  return /swiftshader|llvmpipe|software|basic render/i.test(name);
}
