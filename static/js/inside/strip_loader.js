/**
 * The strips that have a body just now: loads pictures and reliefs around a strip, with the layers that lie over them, makes their
 * meshes, frees the others.
 *
 * `around(index)` may be called at any time; what it no longer wants is given up or freed. A strip whose files cannot be loaded
 * leaves a dark gap and is reported through `ontrouble`, the others stay.
 */

import { BufferAttribute, LinearFilter, LinearMipmapLinearFilter, Mesh, Scene, SRGBColorSpace, Texture } from "three";

import { layersOver } from "../world/layers.js";
import { dioramaGeometry, dioramaMaterial, gridIndex } from "./diorama.js";
import { readRelief, surfaceOf } from "./relief.js";

/** Largest side of a texture; every WebGL 2 device takes it. */
const TEXTURE_MAX = 4096;

/**
 * @typedef {object} Body
 * @property {Mesh[]} meshes the strip, and its reflection where there is one
 * @property {Texture} texture
 * @property {{value: number}} bloom
 * @property {number} since ms, when it arrived
 */

export class StripLoader {
  /** @type {() => void} called when something came or went */
  onchange = () => {};
  /** @type {(error: Error) => void} */
  ontrouble = () => {};

  /**
   * @param {Scene} scene
   * @param {import("../world/strips.js").MuralData} mural
   * @param {import("../world/strips.js").Strip[]} strips
   * @param {ReturnType<typeof import("./diorama.js").sharedUniforms>} shared
   * @param {{step: number, mirror: boolean, anisotropy: number}} quality step: relief pixels between corners
   */
  constructor(scene, mural, strips, shared, quality) {
    this.scene = scene;
    this.mural = mural;
    this.strips = strips;
    this.shared = shared;
    this.quality = quality;
    /** @type {Map<number, Body>} */
    this.bodies = new Map();
    /** @type {Map<number, AbortController>} */
    this.coming = new Map();
    /** @type {Map<string, Promise<import("./relief.js").Relief>>} by URL, of the strips near here */
    this.reliefs = new Map();
    /** @type {Map<string, BufferAttribute>} by size of the grid */
    this.indices = new Map();
    this.first = 0;
    this.last = -1;
  }

  /**
   * Give a body to the strips from `first` to `last` (inclusive), the ones nearest to `index` first, and free all others.
   * @param {number} index
   * @param {number} first
   * @param {number} last
   */
  around(index, first, last) {
    if (first === this.first && last === this.last) return;
    this.first = first;
    this.last = last;
    for (const [at, body] of this.bodies) if (at < first || at > last) this.#free(at, body);
    for (const [at, stop] of this.coming) {
      if (at >= first && at <= last) continue;
      stop.abort();
      this.coming.delete(at);
    }
    const kept = new Set(this.strips.slice(Math.max(0, first - 1), last + 2).map((strip) => strip.relief));
    for (const url of this.reliefs.keys()) if (!kept.has(url)) this.reliefs.delete(url);
    const wanted = [];
    for (let at = first; at <= last; at++) if (!this.bodies.has(at) && !this.coming.has(at)) wanted.push(at);
    wanted.sort((a, b) => Math.abs(a - index) - Math.abs(b - index));
    for (const at of wanted) void this.#bring(at);
    this.onchange();
  }

  dispose() {
    for (const stop of this.coming.values()) stop.abort();
    for (const [at, body] of this.bodies) this.#free(at, body);
    this.coming.clear();
    this.reliefs.clear();
    this.indices.clear();
  }

  /** @param {number} at index of a strip */
  async #bring(at) {
    const stop = new AbortController();
    this.coming.set(at, stop);
    try {
      const strip = this.strips[at];
      const before = this.strips[at - 1];
      const after = this.strips[at + 1];
      const [picture, relief, reliefBefore, reliefAfter] = await Promise.all([
        loadPicture(strip, layersOver(this.strips, at), stop.signal),
        this.#relief(at),
        before ? this.#relief(at - 1) : null,
        after ? this.#relief(at + 1) : null,
      ]);
      if (stop.signal.aborted) {
        picture.close();
        return;
      }
      const seen = this.#seen(at);
      const surface = surfaceOf(
        relief,
        seen,
        reliefBefore && { relief: reliefBefore, seen: this.#seen(at - 1) },
        reliefAfter,
        this.quality.step,
      );
      this.#stand(at, strip, picture, surface, seen);
    } catch (error) {
      if (!stop.signal.aborted) this.ontrouble(error instanceof Error ? error : new Error(String(error)));
    } finally {
      if (this.coming.get(at) === stop) this.coming.delete(at);
    }
  }

  /** @param {number} at index of a strip */
  #relief(at) {
    const strip = this.strips[at];
    let relief = this.reliefs.get(strip.relief);
    if (!relief) {
      // Shared by three strips, so no single one of them may stop it.
      const over = layersOver(this.strips, at).map(({ layer, left }) => ({ url: layer.relief, left }));
      relief = readRelief(strip.relief, over, this.mural.height, new AbortController().signal);
      relief.catch(() => this.reliefs.delete(strip.relief));
      this.reliefs.set(strip.relief, relief);
    }
    return relief;
  }

  /**
   * Part of a strip's width that its right neighbour leaves to be seen.
   * @param {number} at
   */
  #seen(at) {
    const strip = this.strips[at];
    const next = this.strips[at + 1];
    return next ? (next.x - strip.x) / strip.width : 1;
  }

  /**
   * @param {number} at
   * @param {import("../world/strips.js").Strip} strip
   * @param {ImageBitmap} picture
   * @param {import("./relief.js").Surface} surface
   * @param {number} seen
   */
  #stand(at, strip, picture, surface, seen) {
    const texture = new Texture(picture);
    texture.colorSpace = SRGBColorSpace;
    texture.flipY = false; // the bitmap is turned over already
    texture.minFilter = LinearMipmapLinearFilter;
    texture.magFilter = LinearFilter;
    texture.anisotropy = this.quality.anisotropy;
    texture.needsUpdate = true;
    // The picture's pixels are on the device then; the copy here is let go.
    texture.onUpdate = () => {
      picture.close();
      texture.onUpdate = null;
    };
    const size = `${surface.columns}x${surface.rows}`;
    const index = this.indices.get(size) ?? gridIndex(surface.columns, surface.rows);
    this.indices.set(size, index);
    const { height } = this.mural;
    const from = strip.x / height;
    const to = (strip.x + strip.width * seen) / height;
    const geometry = dioramaGeometry(surface, from, to, seen, index);
    const bloom = { value: 0 };
    const meshes = (this.quality.mirror ? [false, true] : [false]).map((mirror) => {
      const mesh = new Mesh(geometry, dioramaMaterial(this.shared, texture, { width: strip.width, height }, bloom, mirror));
      mesh.frustumCulled = false; // the shader bends it; only strips near the view exist anyway
      mesh.matrixAutoUpdate = false;
      this.scene.add(mesh);
      return mesh;
    });
    this.bodies.set(at, { meshes, texture, bloom, since: performance.now() });
    this.onchange();
  }

  /**
   * @param {number} at
   * @param {Body} body
   */
  #free(at, body) {
    for (const mesh of body.meshes) {
      this.scene.remove(mesh);
      // Detached first: the index is shared and stays on the device.
      mesh.geometry.setIndex(null);
      mesh.geometry.dispose();
      if (!Array.isArray(mesh.material)) mesh.material.dispose();
    }
    body.texture.dispose();
    this.bodies.delete(at);
  }
}

/**
 * A strip's picture as it is seen, upside down as textures are.
 * @param {import("../world/strips.js").Strip} strip
 * @param {ReturnType<typeof layersOver>} over
 * @param {AbortSignal} signal
 */
async function loadPicture(strip, over, signal) {
  const [bare, ...layers] = await Promise.all([strip.view, ...over.map(({ layer }) => layer.view)].map((url) => loadBlob(url, signal)));
  const picture = layers.length ? await laidOver(bare, layers, over) : await createImageBitmap(bare, { imageOrientation: "flipY" });
  if (Math.max(picture.width, picture.height) > TEXTURE_MAX) throw new Error("A strip is too large for this device.");
  return picture;
}

/**
 * @param {Blob} bare
 * @param {Blob[]} layers
 * @param {ReturnType<typeof layersOver>} over
 */
async function laidOver(bare, layers, over) {
  const [ground, ...paints] = await Promise.all([bare, ...layers].map((blob) => createImageBitmap(blob)));
  const canvas = new OffscreenCanvas(ground.width, ground.height);
  const context = canvas.getContext("2d");
  if (!context) throw new Error("This browser cannot read pictures.");
  context.drawImage(ground, 0, 0);
  paints.forEach((paint, index) => context.drawImage(paint, over[index].left, 0));
  for (const bitmap of [ground, ...paints]) bitmap.close();
  return createImageBitmap(canvas, { imageOrientation: "flipY" });
}

/**
 * @param {string} url
 * @param {AbortSignal} signal
 */
async function loadBlob(url, signal) {
  const response = await fetch(url, { signal });
  if (!response.ok) throw new Error(`A strip did not come: ${response.status}.`);
  return response.blob();
}
