import { addUp } from "./bytes";
import { gap } from "./types";

/** The smallest and the largest level of some units over some columns, [units, columns] each; one array where they are the same. */
export interface Planes {
  low: Uint8Array;
  high: Uint8Array;
  columns: number;
}

/** Reads planes from the differences that the page carries. */
export function planesOf(bytes: Uint8Array, units: number, columns: number): Planes {
  addUp(bytes, columns);
  const size = units * columns;
  const low = bytes.subarray(0, size);
  return { low, high: bytes.length > size ? bytes.subarray(size) : low, columns };
}

/** The same with two columns in one, peaks kept. */
export function halved(planes: Planes, units: number): Planes {
  const columns = (planes.columns + 1) >> 1;
  const low = new Uint8Array(units * columns);
  const high = new Uint8Array(units * columns);
  for (let unit = 0; unit < units; unit++) {
    const from = unit * planes.columns;
    const to = unit * columns;
    for (let column = 0; column < columns; column++) {
      const left = from + 2 * column;
      const right = 2 * column + 1 < planes.columns ? left + 1 : left;
      // The level of a gap is above all others: the larger value is the other one.
      low[to + column] = Math.min(planes.low[left]!, planes.low[right]!);
      const [a, b] = [planes.high[left]!, planes.high[right]!];
      high[to + column] = a === gap ? b : b === gap ? a : Math.max(a, b);
    }
  }

  return { low, high, columns };
}
