// What the page's JSON holds. Html/ChartJson.cs writes the same fields.

export type Value = number | null;

export interface Axis {
  kind: "time" | "number" | "category";
  name: string;
  daily?: boolean;
  numbers?: number[];
  names?: string[];
}

export type Role = "plain" | "truth" | "forecast" | "baseline";

export interface Series {
  name: string;
  role: Role;
  values: Value[];
}

export interface Band {
  name: string;
  line?: string;
  lower: Value[];
  upper: Value[];
}

export interface Marker {
  position: number;
  label: string;
}

interface Shared {
  title: string;
  valueName: string;
  decimals?: number;
}

export interface LineChart extends Shared {
  kind: "lines";
  axis: Axis;
  lines: Series[];
  bands: Band[];
  markers: Marker[];
  zoomable: boolean;
  visibleFrom: number;
  logarithmic: boolean;
  /** Whether lines go on over positions without a value. */
  connected?: boolean;
  /** What the axis of values shows at least. */
  span?: [number, number];
}

export interface BarChart extends Shared {
  kind: "bars";
  axis: Axis;
  groups: Series[];
  /** Where a press on each position leads; empty for nowhere. */
  links?: string[];
}

export interface HeatMap extends Shared {
  kind: "heat";
  columns: Axis;
  rows: string[];
  rowName: string;
  scale: "sequential" | "diverging";
  minimum: number;
  maximum: number;
  values: Value[];
}

export interface Histogram extends Shared {
  kind: "histogram";
  edges: number[];
  counts: number[];
  countName: string;
  logarithmic: boolean;
}

export type Chart = LineChart | BarChart | HeatMap | Histogram;
