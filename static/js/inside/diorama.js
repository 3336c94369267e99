/**
 * How the mural stands in space: a band bent around the visitor, its relief pushed back from the front edge, a dark floor that
 * mirrors it. Here are the shader and the numbers; lengths are in heights of the mural.
 *
 * Depth follows the rows' lines of sight from where the visitor stands, so that from there a column looks just as it was painted
 * and ground lies down as ground. Along the band depth is parallax.
 */

import { BufferAttribute, BufferGeometry, Color, DoubleSide, ShaderMaterial, Texture, Vector2 } from "three";

/** Where the eye is when nothing was dragged: above the floor, and before the front edge. */
export const EYE = { height: 0.46, distance: 1.72 };
/** From the front edge of the world to its sky. */
export const DEPTH = 0.46;
/** Radius of the band's bend. */
export const BEND = 2.7;
/** Along the band from the middle of the view: where it begins to sink into the dark, and where it is gone. */
export const DUSK = { from: 1.15, to: 2.75 };

/** Mip levels that a stretched place is painted softer by, at most. */
const SOFTEST = 3.5;

const VERTEX = /* glsl */ `
  attribute float near;
  uniform float focus;
  uniform float mirror;
  uniform float opening;
  uniform float end;
  varying vec2 place;
  varying float along;
  varying float below;
  varying float nearness;
  varying float edge;

  void main() {
    // The sky stands well behind everything; nearer things spread over the rest.
    float z = -${DEPTH.toFixed(3)} * (1.0 - near) * opening;
    float reach = (${EYE.distance.toFixed(3)} - z) / ${EYE.distance.toFixed(3)};
    float y = ${EYE.height.toFixed(3)} + (position.y - ${EYE.height.toFixed(3)}) * reach;
    y = max(y, 0.0); // nothing sinks into the floor
    along = position.x - focus;
    float angle = along / ${BEND.toFixed(3)};
    float radius = ${BEND.toFixed(3)} - z;
    vec3 stood = vec3(radius * sin(angle), y, ${BEND.toFixed(3)} - radius * cos(angle));
    stood.y = mix(stood.y, -stood.y, mirror);
    below = -stood.y;
    place = uv;
    nearness = near;
    edge = min(min(position.x, end - position.x), 2.0 * (1.0 - position.y));
    gl_Position = projectionMatrix * viewMatrix * vec4(stood, 1.0);
  }
`;

const FRAGMENT = /* glsl */ `
  uniform sampler2D picture;
  uniform vec3 dark;
  uniform vec3 haze;
  uniform float mirror;
  uniform float bloom;
  varying vec2 place;
  varying float along;
  varying float below;
  varying float nearness;
  varying float edge;
  uniform vec2 size;

  void main() {
    // What opens up behind an outline when one looks past it is a stretch of few pixels: painted softly, not in streaks.
    vec2 across = dFdx(place * size);
    vec2 up = dFdy(place * size);
    float longest = max(dot(across, across), dot(up, up));
    float stretch = longest / max(abs(across.x * up.y - across.y * up.x), 1e-6);
    vec3 colour = texture2D(picture, place, clamp(log2(stretch) - 1.0, 0.0, ${SOFTEST.toFixed(1)})).rgb;
    float light = 1.0 - smoothstep(${DUSK.from.toFixed(3)}, ${DUSK.to.toFixed(3)}, abs(along));
    // Where the world begins and ends, and above its sky, it comes out of the dark.
    light *= smoothstep(0.0, 0.14, edge);
    if (mirror > 0.5) {
      // Only the foot of the world is seen in the floor.
      light *= 0.5 * exp(-below * 5.0);
    } else {
      // Air between here and the sky, lit by the world's own colour.
      colour = mix(colour, haze, 0.10 * (1.0 - nearness) * (1.0 - nearness));
    }
    float arrived = smoothstep(place.x, place.x + 0.35, bloom * 1.35);
    gl_FragColor = vec4(mix(dark, colour, light * arrived), 1.0);
    #include <colorspace_fragment>
  }
`;

/**
 * Uniforms that all strips share: `focus` is where along the mural the visitor stands, `opening` how far the relief has come out
 * of the flat picture, 0 to 1.
 * @param {number} end right end of the mural
 * @param {Color} dark what everything sinks into
 * @param {Color} haze the colour of the air
 */
export function sharedUniforms(end, dark, haze) {
  return { focus: { value: 0 }, opening: { value: 1 }, end: { value: end }, dark: { value: dark }, haze: { value: haze } };
}

/**
 * @param {ReturnType<typeof sharedUniforms>} shared
 * @param {Texture} picture
 * @param {{width: number, height: number}} size of the picture
 * @param {{value: number}} bloom 0 when the strip arrives to 1
 * @param {boolean} mirror draw the reflection in the floor
 */
export function dioramaMaterial(shared, picture, size, bloom, mirror) {
  return new ShaderMaterial({
    vertexShader: VERTEX,
    fragmentShader: FRAGMENT,
    uniforms: {
      ...shared,
      picture: { value: picture },
      size: { value: new Vector2(size.width, size.height) },
      bloom,
      mirror: { value: mirror ? 1 : 0 },
    },
    side: DoubleSide,
  });
}

/**
 * The grid of a strip: x along the mural and y up in heights, uv on its picture, and how near each corner is.
 * @param {import("./relief.js").Surface} surface
 * @param {number} from left edge on the mural, in heights
 * @param {number} to right edge of what is seen
 * @param {number} seen part of the picture's width that is seen
 * @param {BufferAttribute} index shared by all grids of this size
 */
export function dioramaGeometry({ columns, rows, near }, from, to, seen, index) {
  const position = new Float32Array(columns * rows * 3);
  const uv = new Float32Array(columns * rows * 2);
  for (let r = 0, i = 0; r < rows; r++) {
    const up = 1 - r / (rows - 1);
    for (let c = 0; c < columns; c++, i++) {
      const across = c / (columns - 1);
      position[i * 3] = from + (to - from) * across;
      position[i * 3 + 1] = up;
      uv[i * 2] = across * seen;
      uv[i * 2 + 1] = up;
    }
  }
  const geometry = new BufferGeometry();
  geometry.setAttribute("position", new BufferAttribute(position, 3));
  geometry.setAttribute("uv", new BufferAttribute(uv, 2));
  geometry.setAttribute("near", new BufferAttribute(near, 1));
  geometry.setIndex(index);
  return geometry;
}

/**
 * Two triangles for each cell of a grid.
 * @param {number} columns of corners
 * @param {number} rows of corners
 */
export function gridIndex(columns, rows) {
  const index = new Uint32Array((columns - 1) * (rows - 1) * 6);
  let i = 0;
  for (let r = 0; r + 1 < rows; r++) {
    for (let c = 0; c + 1 < columns; c++) {
      const a = r * columns + c;
      const b = a + columns;
      index.set([a, b, a + 1, b, b + 1, a + 1], i);
      i += 6;
    }
  }
  return new BufferAttribute(index, 1);
}
