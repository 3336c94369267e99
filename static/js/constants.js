// Written by `manage.py protocol_docs`; do not edit it by hand.

/** px that the mural is tall. */
export const MURAL_HEIGHT = 768;
/** px of the canvas that a strip is painted on; the first strip is all of it. */
export const CANVAS_WIDTH = 768;
/** px that each later strip adds. */
export const ADDED_WIDTH = 556;
/** px of a later strip's picture that lie over its neighbour. */
export const JOIN_WIDTH = 40;
/** newest phrases that a snapshot carries. */
export const SNAPSHOT_PHRASES = 40;
/** Hz of the sound that a microphone sends. */
export const SAMPLE_RATE = 16000;
/** largest frame of that sound. */
export const FRAME_BYTES_MAX = 16000;
