// What the page's JSON holds of maps of states. Html/States/StateMapJson.cs writes the same fields.

export interface Mark {
  position: number;
  label: string;
}

export interface Span {
  /** The first step, from 0. */
  from: number;
  /** The step after the last one. */
  to: number;
  peak?: number;
  text: string;
}

export interface Unit {
  name: string;
  index: number;
  facts: [string, string][];
  spans: Span[];
}

export interface Quantity {
  name: string;
  scale: "sequential" | "diverging";
  minimum: number;
  maximum: number;
  /** How many steps are in a column, how many columns there are, and how many of them are one of the overview. */
  stepsPerColumn: number;
  columns: number;
  overviewFactor: number;
  /** The mean level of each unit. */
  means: number[];
}

export interface StateMap {
  id: string;
  title: string;
  stepName: string;
  firstStep: number;
  steps: number;
  tileColumns: number;
  tileUnits: number;
  named: boolean;
  isText: boolean;
  marks: Mark[];
  quantities: Quantity[];
  units: Unit[];
}

/** A level from 0 to 254 stands for a value between a quantity's smallest and largest; this one for none. */
export const gap = 255;

export const valueOf = (quantity: Quantity, level: number): number | null =>
  level === gap ? null : quantity.minimum + (level / 254) * (quantity.maximum - quantity.minimum);

/** How many decimals a quantity's values have: a level is one of 255 of its range, and more digits would say more than is known. */
export const decimalsOf = (quantity: Quantity): number =>
  Math.min(Math.max(Math.round(-Math.log10((quantity.maximum - quantity.minimum) / 255)), 0), 8);
