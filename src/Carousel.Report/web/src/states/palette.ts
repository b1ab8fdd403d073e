import { colourTable } from "../colours";
import { gap } from "./types";

/** The colour of each level as the four bytes of a pixel; a gap is seen through. */
export function paletteOf(stops: string[]): Uint32Array {
  const bytes = new Uint8ClampedArray(256 * 4);
  const colours = colourTable(stops);
  for (let level = 0; level < gap; level++) {
    bytes.set([...colours(level / 254), 255], level * 4);
  }

  return new Uint32Array(bytes.buffer);
}
