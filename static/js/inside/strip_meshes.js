/**
 * The strips that have a body just now: loads what they are made of around the visitor, makes their meshes, frees the
 * others.
 *
 * Near the visitor a body is as fine as it gets, further away its picture and its grid are coarser; coming nearer
 * brings the finer one in its place. `around` may be called at any time; what it no longer wants is given up or freed.
 * A strip that the server has made no body of is made one here from what screens load of it, without a back layer. One
 * whose files cannot be loaded leaves a dark gap, is reported through `ontrouble` and asked for again after a while;
 * the others stay.
 */

import {
  DataTexture,
  LinearFilter,
  LinearMipmapLinearFilter,
  Mesh,
  Object3D,
  RedFormat,
  SRGBColorSpace,
  Texture,
} from "three";

import { layersOver } from "../mural/strips.js";
import { dioramaGeometry, dioramaMaterial } from "./material.js";
import { loadBitmap, readBodyRelief, readStripRelief } from "./relief.js";
import { surfaceOf } from "./surface.js";

/** Largest side of a texture; every WebGL 2 device takes it. */
const TEXTURE_MAX = 4096;
/** Levels of detail: 2 to their power is what the sides of a picture are divided by. */
export const COARSEST = 2;
/** px of the mural between corners of the grid, by level. A coarser one would lose the outlines of what is small. */
const CELLS = [4, 8, 8];
/** px of the mural by which a strip without a body is seen under its right neighbour, so that no crack shows. */
const UNDER = 12;
/** How long what could not be loaded is not asked for again. */
const AGAIN_MS = 8000;

/**
 * @typedef {object} Body
 * @property {Mesh} mesh
 * @property {Texture[]} textures
 * @property {{value: number}} bloom
 * @property {number} since ms, when the strip arrived
 * @property {number} level of detail
 * @property {string} made of what: another value is another body
 * @property {number} bytes on the device
 */

/**
 * @typedef {object} Depth what the server has made, by the strips' positions
 * @property {string} base URL that the files lie below
 * @property {Map<number, {left: number, width: number, back: boolean}>} bodies
 */

/** Memory of a picture on the device with its mipmaps, and of another without. */
const MIPPED = 4 / 3;

export class StripMeshes {
  /** @type {() => void} called when something came or went */
  onchange = () => {};
  /** @type {(error: Error) => void} */
  ontrouble = () => {};

  /**
   * @param {Object3D} scene that bodies stand in
   * @param {number} tall px of the mural's height
   * @param {ReturnType<typeof import("./material.js").sharedUniforms>} shared
   * @param {{step: number, mirror: boolean, anisotropy: number}} quality step: how many times coarser every grid is
   */
  constructor(scene, tall, shared, quality) {
    this.scene = scene;
    this.tall = tall;
    this.shared = shared;
    this.quality = quality;
    /** @type {readonly import("../mural/strips.js").Strip[]} */
    this.strips = [];
    /** @type {Depth} */
    this.depth = { base: "", bodies: new Map() };
    /** Whether back layers are shown; off, every surface stretches: for comparing the two. */
    this.layers = true;
    /** @type {Map<number, Body>} by index of the strip */
    this.bodies = new Map();
    /** @type {Map<number, {stop: AbortController, made: string, level: number}>} */
    this.coming = new Map();
    /** @type {Map<number, number>} level of detail that is wanted, by index of the strip */
    this.wanted = new Map();
    /** @type {Map<string, number>} when (ms) something could not be loaded */
    this.failed = new Map();
  }

  /** Bytes that the bodies take on the device, reckoned from their pictures and corners. */
  get bytes() {
    let sum = 0;
    for (const body of this.bodies.values()) sum += body.bytes;
    return sum;
  }

  /**
   * The strips that there are, and what was made of them. StripMeshes of what changed are made anew.
   * @param {readonly import("../mural/strips.js").Strip[]} strips
   * @param {Depth} depth
   */
  show(strips, depth) {
    this.strips = strips;
    this.depth = depth;
    for (const [at, body] of this.bodies) if (at >= strips.length) this.#free(at, body);
    this.#bringAll();
  }

  /**
   * Give a body to the strips that are `wanted`, in that order, and free all others.
   * @param {Map<number, number>} wanted level of detail, 0 to COARSEST, by index of the strip; the most important first
   */
  around(wanted) {
    this.wanted = wanted;
    for (const [at, body] of this.bodies) if (!wanted.has(at)) this.#free(at, body);
    this.#bringAll();
  }

  /** Free all bodies; what is wanted after that is brought anew. */
  dispose() {
    for (const { stop } of this.coming.values()) stop.abort();
    for (const [at, body] of this.bodies) this.#free(at, body);
    this.coming.clear();
  }

  #bringAll() {
    for (const [at, { stop, made, level }] of this.coming) {
      if (this.wanted.get(at) === level && made === this.#made(at)) continue;
      stop.abort();
      this.coming.delete(at);
    }
    for (const [at, level] of this.wanted) {
      if (at >= this.strips.length || this.coming.has(at)) continue;
      const made = this.#made(at);
      const body = this.bodies.get(at);
      // A finer one than is needed stays for as long as it is near.
      if (body && body.made === made && body.level <= level) continue;
      if (performance.now() - (this.failed.get(made) ?? -Infinity) > AGAIN_MS) void this.#bring(at, level, made);
    }
  }

  /**
   * What the body of a strip is made of, as one word.
   * @param {number} at
   */
  #made(at) {
    const strip = this.strips[at];
    if (!strip) return "";
    if (this.depth.bodies.has(strip.position)) return `${this.depth.base}/${strip.position} ${this.layers}`;
    const end = this.strips[at + 1]?.x ?? 0;
    return [strip.view, end, ...layersOver(this.strips, at).map(({ layer }) => layer.view)].join(" ");
  }

  /**
   * @param {number} at index of a strip
   * @param {number} level
   * @param {string} made
   */
  async #bring(at, level, made) {
    const stop = new AbortController();
    this.coming.set(at, { stop, made, level });
    try {
      const strip = this.strips[at];
      const body = this.depth.bodies.get(strip.position);
      const parts = body
        ? await this.#ofBody(strip.position, body, level, stop.signal)
        : await this.#ofStrip(at, strip, stop.signal);
      if (stop.signal.aborted) {
        for (const bitmap of [parts.picture, parts.back]) bitmap?.close();
        return;
      }
      this.#stand(at, level, made, parts);
    } catch (error) {
      if (stop.signal.aborted) return;
      this.failed.set(made, performance.now());
      // Also where the visitor stands still.
      setTimeout(() => this.onchange(), AGAIN_MS + 100);
      this.ontrouble(error instanceof Error ? error : new Error(String(error)));
    } finally {
      if (this.coming.get(at)?.stop === stop) this.coming.delete(at);
    }
  }

  /**
   * @typedef {object} Parts
   * @property {ImageBitmap} picture
   * @property {ImageBitmap | null} back
   * @property {import("./relief.js").Relief} relief
   * @property {number} left px of the mural
   * @property {number} width px of the mural that the picture is wide
   * @property {number} covered px of it that are shown
   */

  /**
   * @param {number} position
   * @param {{left: number, width: number, back: boolean}} body
   * @param {number} level
   * @param {AbortSignal} signal
   * @returns {Promise<Parts>}
   */
  async #ofBody(position, body, level, signal) {
    const name = `${this.depth.base}/${String(position).padStart(5, "0")}`;
    const layers = body.back && this.layers;
    const [picture, back, relief] = await Promise.all([
      loadBitmap(`${name}-picture-${2 ** level}.webp`, signal),
      layers ? loadBitmap(`${name}-back-${2 ** Math.max(1, level)}.webp`, signal) : null,
      readBodyRelief(`${name}-relief.png`, layers, signal),
    ]);
    return { picture, back, relief, left: body.left, width: body.width, covered: body.width };
  }

  /**
   * @param {number} at
   * @param {import("../mural/strips.js").Strip} strip
   * @param {AbortSignal} signal
   * @returns {Promise<Parts>}
   */
  async #ofStrip(at, strip, signal) {
    const over = layersOver(this.strips, at);
    const [bare, relief, ...layers] = await Promise.all([
      loadBitmap(strip.view, signal),
      readStripRelief(
        strip.relief,
        over.map(({ layer, left }) => ({ url: layer.relief, left })),
        this.tall,
        signal,
      ),
      ...over.map(({ layer }) => loadBitmap(layer.view, signal)),
    ]);
    const picture = layers.length ? await laidOver(bare, layers, over) : bare;
    const end = this.strips[at + 1]?.x ?? strip.x + strip.width;
    const covered = Math.min(strip.width, end - strip.x + UNDER);
    return { picture, back: null, relief, left: strip.x, width: strip.width, covered };
  }

  /**
   * @param {number} at
   * @param {number} level
   * @param {string} made
   * @param {Parts} parts
   */
  #stand(at, level, made, { picture, back, relief, left, width, covered }) {
    if (Math.max(picture.width, picture.height) > TEXTURE_MAX) throw new Error("A strip is too large for this device.");
    const surface = surfaceOf(relief, covered, width, Math.max(CELLS[level], CELLS[0] * this.quality.step));
    const painted = this.#texture(picture);
    const behind = back && this.#texture(back);
    const outlines = back && outlineTexture(relief);
    const before = this.bodies.get(at);
    const bloom = before?.bloom ?? { value: 0 };
    const { tall } = this;
    const mesh = new Mesh(
      dioramaGeometry(surface, this.quality.mirror),
      dioramaMaterial(
        this.shared,
        { picture: painted, back: behind, relief: outlines },
        { origin: left / tall, span: width / tall, width: picture.width, height: picture.height },
        bloom,
      ),
    );
    mesh.frustumCulled = false; // the shader bends it; only strips near the view exist anyway
    mesh.matrixAutoUpdate = false;
    const bytes =
      pixels(picture) * 4 * MIPPED +
      (back ? pixels(back) * 4 * MIPPED + relief.width * relief.height : 0) +
      surface.corners.byteLength +
      surface.index.byteLength;
    if (before) this.#free(at, before);
    this.scene.add(mesh);
    const textures = [painted, behind, outlines].filter((texture) => texture !== null);
    this.bodies.set(at, { mesh, textures, bloom, since: before?.since ?? performance.now(), level, made, bytes });
    this.onchange();
  }

  /** @param {ImageBitmap} picture */
  #texture(picture) {
    const texture = new Texture(picture);
    texture.colorSpace = SRGBColorSpace;
    texture.flipY = false; // corners count down the picture
    texture.minFilter = LinearMipmapLinearFilter;
    texture.magFilter = LinearFilter;
    texture.anisotropy = this.quality.anisotropy;
    texture.needsUpdate = true;
    // The picture's pixels are on the device then; the copy here is freed.
    texture.onUpdate = () => {
      picture.close();
      texture.onUpdate = null;
    };
    return texture;
  }

  /**
   * @param {number} at
   * @param {Body} body
   */
  #free(at, body) {
    this.scene.remove(body.mesh);
    body.mesh.geometry.dispose();
    if (!Array.isArray(body.mesh.material)) body.mesh.material.dispose();
    for (const texture of body.textures) texture.dispose();
    this.bodies.delete(at);
  }
}

/** @param {ImageBitmap} picture */
function pixels(picture) {
  return picture.width * picture.height;
}

/**
 * The front's relief as the fragments read it.
 * @param {import("./relief.js").Relief} relief
 */
function outlineTexture(relief) {
  const texture = new DataTexture(relief.front, relief.width, relief.height, RedFormat);
  texture.unpackAlignment = 1;
  texture.minFilter = LinearFilter;
  texture.magFilter = LinearFilter;
  texture.needsUpdate = true;
  return texture;
}

/**
 * @param {ImageBitmap} ground
 * @param {ImageBitmap[]} paints
 * @param {ReturnType<typeof layersOver>} over
 */
async function laidOver(ground, paints, over) {
  const canvas = new OffscreenCanvas(ground.width, ground.height);
  const context = canvas.getContext("2d");
  if (!context) throw new Error("This browser cannot read pictures.");
  context.drawImage(ground, 0, 0);
  paints.forEach((paint, index) => context.drawImage(paint, over[index].left, 0));
  for (const bitmap of [ground, ...paints]) bitmap.close();
  return createImageBitmap(canvas);
}
