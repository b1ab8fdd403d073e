export type Colour = [number, number, number];

/** The colour at a share from 0 to 1 of a scale, straight lines between its stops. */
export function colourTable(stops: string[]): (share: number) => Colour {
  const numbers = stops.map((stop): Colour => [1, 3, 5].map(at => parseInt(stop.slice(at, at + 2), 16)) as Colour);
  return share => {
    const position = Math.min(Math.max(share, 0), 1) * (numbers.length - 1);
    const left = Math.min(Math.floor(position), numbers.length - 2);
    const [from, to] = [numbers[left]!, numbers[left + 1]!];
    return from.map((value, at) => Math.round(value + (to[at]! - value) * (position - left))) as Colour;
  };
}
