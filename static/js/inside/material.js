/**
 * How the mural stands in space: a band bent around the visitor, its relief pushed back from the front edge, a dark
 * floor that mirrors it. Here are the shader and the numbers; lengths are in heights of the mural.
 *
 * Depth follows the rows' lines of sight from where the visitor stands, so that from there a column looks just as it
 * was painted and ground lies down as ground. Along the band depth is parallax. Every body is one draw call: front,
 * back layer and reflection.
 */

import { BufferAttribute, Color, DoubleSide, InstancedBufferGeometry, ShaderMaterial, Texture, Vector2 } from "three";

import { GATE, NEAR_TOP, SHEET } from "./surface.js";

/** Where the eye is when nothing was dragged: above the floor, and before the front edge. */
export const EYE = { height: 0.46, distance: 1.72 };
/** From the front edge of the world to its sky. */
const DEPTH = 0.9;
/** Radius of the band's bend. */
const BEND = 2.3;
/** Along the band from the middle of the view: where it begins to sink into the dark, and where it is gone. */
export const DUSK = { from: 1.15, to: 2.6 };

/** Part of the height at the bottom that comes forward to one straight edge, so that the world stands on something. */
const LIP = 0.07;
/** How far the back layer lies behind where it meets the front, so that the two do not fight. */
const BEHIND = 0.003;
/** How far behind the sky the sheet hangs that fills chinks. */
const LAST = 0.02;
/** Gates above these are of the sheet, and of the back layer. */
const SHEET_FROM = (SHEET - 64) / 65535;
const BACK_FROM = (SHEET + 64) / 65535;
/** Mip levels that a stretched place is painted softer by, at most. */
const SOFTEST = 3.5;

/** @param {number} value */
const glsl = (value) => value.toFixed(7);

// What the one shader hands to the other.
const VARYINGS = /* glsl */ `
  varying vec2 place;
  varying float along;
  varying float below;
  varying float nearness;
  varying float painted;
  varying float gate;
  varying float edge;
  varying float mirrored;
`;

const VERTEX = /* glsl */ `
  attribute vec4 corner; // across and down the picture, how near, gate
  uniform float focus;
  uniform float opening;
  uniform float end;
  uniform float origin;
  uniform float span;
  ${VARYINGS}

  void main() {
    place = corner.xy;
    painted = corner.z;
    gate = corner.w;
    mirrored = float(gl_InstanceID);
    float x = origin + span * corner.x;
    float up = 1.0 - corner.y;
    float lip = clamp(1.0 - up / ${glsl(LIP)}, 0.0, 1.0);
    bool sheet = gate > ${glsl(SHEET_FROM)} && gate < ${glsl(BACK_FROM)};
    nearness = sheet ? 0.0 : mix(painted, 1.0, lip * lip * (3.0 - 2.0 * lip));
    float z = -${glsl(DEPTH)} * (1.0 - nearness) * opening;
    if (gate > ${glsl(SHEET_FROM)}) z -= gate > ${glsl(BACK_FROM)} ? ${glsl(BEHIND)} : ${glsl(LAST)};
    float reach = (${glsl(EYE.distance)} - z) / ${glsl(EYE.distance)};
    float y = ${glsl(EYE.height)} + (up - ${glsl(EYE.height)}) * reach;
    y = max(y, 0.0); // nothing sinks into the floor
    along = x - focus;
    float angle = along / ${glsl(BEND)};
    float radius = ${glsl(BEND)} - z;
    vec3 stood = vec3(radius * sin(angle), y, ${glsl(BEND)} - radius * cos(angle));
    stood.y = mix(stood.y, -stood.y, mirrored);
    below = -stood.y;
    edge = min(min(x, end - x), 2.0 * corner.y);
    gl_Position = projectionMatrix * modelViewMatrix * vec4(stood, 1.0);
  }
`;

const FRAGMENT = /* glsl */ `
  uniform sampler2D picture;
  uniform sampler2D back;
  uniform sampler2D relief;
  uniform bool layered;
  uniform vec3 dark;
  uniform vec3 haze;
  uniform float bloom;
  uniform float veil;
  uniform vec2 size;
  ${VARYINGS}

  void main() {
    float cover = 1.0;
    vec3 colour;
    // What opens up where nothing lies behind an outline is a stretch of few pixels: painted softly, not in streaks.
    vec2 across = dFdx(place * size);
    vec2 up = dFdy(place * size);
    float longest = max(dot(across, across), dot(up, up));
    float stretch = longest / max(abs(across.x * up.y - across.y * up.x), 1e-6);
    float softer = gate > 0.0 ? 0.0 : clamp(log2(stretch) - 1.0, 0.0, ${SOFTEST.toFixed(1)});
    colour = texture2D(picture, place, softer).rgb;
    if (layered) {
      float front = texture2D(relief, place).r;
      float wide = max(fwidth(front) * 0.75, 0.004);
      if (gate > ${glsl(BACK_FROM)}) {
        // Where the front does not cover it the back layer is the picture itself, sharper than what was made for it.
        vec3 made = texture2D(back, place).rgb;
        colour = mix(colour, made, smoothstep(0.012, 0.03, front - painted));
      } else if (gate > ${glsl(SHEET_FROM)}) {
        colour = texture2D(picture, place, ${SOFTEST.toFixed(1)}).rgb;
      } else if (gate > 0.0) {
        float top = ${glsl(NEAR_TOP / 65535)};
        float least = gate < top
          ? gate * ${glsl(65535 / 255 / GATE.near)}
          : (gate - top) * ${glsl(65535 / 255 / GATE.far)};
        cover = smoothstep(least - wide, least + wide, front);
        // The far side goes on under the near side's soft edge, which would show what is behind both.
        if (gate >= top) cover = front < least + wide ? 1.0 : 0.0;
        if (cover < 0.02) discard;
      }
    }
    float light = 1.0 - smoothstep(${glsl(DUSK.from)}, ${glsl(DUSK.to)}, abs(along));
    // Where the world begins and ends, and above its sky, it comes out of the dark.
    light *= smoothstep(0.0, 0.14, edge) * veil;
    if (mirrored > 0.5) {
      // Only the foot of the world is seen in the floor.
      light *= 0.5 * exp(-below * 5.0);
    } else {
      // Air between here and the sky, lit by the world's own colour.
      colour = mix(colour, haze, 0.10 * (1.0 - nearness) * (1.0 - nearness));
    }
    float arrived = smoothstep(place.x, place.x + 0.35, bloom * 1.35);
    gl_FragColor = vec4(mix(dark, colour, light * arrived), cover);
    #include <colorspace_fragment>
  }
`;

/**
 * Uniforms that all bodies share: `focus` is where along the mural the visitor stands, `opening` how far the relief has
 * come out of the flat picture, `veil` how much of the world's light there is, both 0 to 1.
 * @param {number} end right end of the mural
 * @param {Color} dark what everything sinks into
 * @param {Color} haze the colour of the air
 */
export function sharedUniforms(end, dark, haze) {
  return {
    focus: { value: 0 },
    opening: { value: 1 },
    veil: { value: 1 },
    end: { value: end },
    dark: { value: dark },
    haze: { value: haze },
  };
}

/**
 * @param {ReturnType<typeof sharedUniforms>} shared
 * @param {{picture: Texture, back: Texture | null, relief: Texture | null}} textures
 * @param {{origin: number, span: number, width: number, height: number}} size left edge and width of the picture
 *   on the mural, in heights, and its pixels
 * @param {{value: number}} bloom 0 when the strip arrives to 1
 */
export function dioramaMaterial(shared, { picture, back, relief }, size, bloom) {
  return new ShaderMaterial({
    vertexShader: VERTEX,
    fragmentShader: FRAGMENT,
    uniforms: {
      ...shared,
      picture: { value: picture },
      back: { value: back ?? picture },
      relief: { value: relief ?? picture },
      layered: { value: back !== null && relief !== null },
      size: { value: new Vector2(size.width, size.height) },
      origin: { value: size.origin },
      span: { value: size.span },
      bloom,
    },
    side: DoubleSide,
    // Outlines that are cut by the fragment are as smooth as those of triangles.
    alphaToCoverage: true,
  });
}

/**
 * A surface on the device, drawn twice: standing, and mirrored in the floor.
 * @param {import("./surface.js").Surface} surface
 * @param {boolean} mirror draw the reflection
 */
export function dioramaGeometry({ corners, index }, mirror) {
  const geometry = new InstancedBufferGeometry();
  geometry.setAttribute("corner", new BufferAttribute(corners, 4, true));
  geometry.setIndex(new BufferAttribute(index, 1));
  geometry.instanceCount = mirror ? 2 : 1;
  return geometry;
}
