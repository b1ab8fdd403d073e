// What the studio's API says of data; api-types.ts has the rest.

import type { Options } from "./api-types";

/** GET /samples answers {samples: Sample[]} */
export interface Sample {
  name: string;
  title: string;
  job: string;
}

/** GET /data answers {data: DataSummary[]}, the newest first. */
export interface DataSummary {
  id: string;
  /** As the user named it: any text, to be escaped. */
  name: string;
  bytes: number;
  /** ISO 8601. */
  created: string;
  kind: DataKind;
  /** The recommended job. */
  job: string | null;
}

export type DataKind =
  "table" | "sequences" | "tokens" | "text" | "lines" | "genome" | "sounds" | "pictures" | "strokes" | "music"
  | "folder" | "unknown";

/**
 * POST /data?name=sales.csv with the file as body; POST /data with {"sample": name}; GET /data/{id}.
 * A folder: POST /data with {"folder": name}, PUT /data/{id}/files?path=yes/1.wav for each, then POST /data/{id}/read.
 */
export interface DataSet extends DataSummary {
  /** Rows of a table; of other kinds lines, sentences or files. */
  rows: number;
  /** What rows counts, in the plural, such as "rows" or "sentences". */
  unit: string;
  /** Empty where it is no table. */
  columns: Column[];
  time: TimeColumn | null;
  /** The column that tells several series or sequences apart. */
  ids: { column: string; count: number } | null;
  /** How often the best target repeats itself. */
  season: { rows: number; words: string; strength: number } | null;
  /** What was found, a name and a sentence each, in the order to show. */
  facts: Fact[];
  /** Rows that do not fit, the first 50 of odd_count. */
  odd: OddRow[];
  odd_count: number;
  /** The recommended one first. Empty where none fits; then facts say why. */
  jobs: Recommendation[];
}

export interface Fact { name: string; fact: string; }

export interface Column {
  name: string;
  kind: "time" | "number" | "category" | "text" | "empty";
  missing: number;
  distinct: number;
  /** Of numbers. */
  least?: number;
  most?: number;
  mean?: number;
  /** Of categories, the most frequent first, at most 20. */
  values?: { value: string; count: number }[];
}

export interface TimeColumn {
  column: string;
  first: string;
  last: string;
  /** In words, such as "1 hour"; null where it is irregular. */
  step: string | null;
  step_seconds: number | null;
  /** Steps that are missing between rows. */
  gaps: number;
}

export interface OddRow {
  line: number;
  /** Number of the field, from 1; 0 for the whole row. */
  column: number;
  sentence: string;
}

export interface Recommendation {
  job: string;
  /** Why, in one sentence. */
  reason: string;
  /** In the order to ask. */
  questions: Question[];
  /** What the answers begin with; what is sent to /checks and /runs when nobody changes anything. */
  options: Options;
}

/** A plain question. Its answer is the value of one option. */
export interface Question {
  option: string;
  /** Such as "What to predict?" */
  text: string;
  help: string;
  kind: "columns" | "column" | "number" | "choice" | "switch";
  /** Of columns, column and choice. */
  choices?: { value: string; title: string }[];
  /** Of number. */
  least?: number;
  most?: number;
  /** Whether an empty answer leaves the option out. */
  optional: boolean;
}

/** GET /data/{id}/rows?from=0&count=100, of a table. */
export interface Rows {
  from: number;
  total: number;
  columns: string[];
  /** Cells as they stand in the file. */
  rows: string[][];
  /** The line of each row in the file, from 1. */
  lines: number[];
}

/**
 * GET /data/{id}/plot?column=a&column=b&points=1000[&from=0&to=100][&series=id], of a table: at most 2·points values a
 * column, the least and the greatest of each interval of rows in their order.
 */
export interface Plot {
  axis: "time" | "row";
  /** Rows that are shown: from … to, of total. */
  from: number;
  to: number;
  total: number;
  series: PlotSeries[];
  /** The values of the id column, at most 500, where there is one. */
  ids: string[];
}

export interface PlotSeries {
  column: string;
  /** Milliseconds since 1970 in UTC, or rows from 0. */
  x: number[];
  y: (number | null)[];
}

/** GET /data/{id}/picture[?part=words], of text, tokens, sequences, a genome or sounds. */
export interface DataPicture {
  title: string;
  chart: "bars" | "lines";
  /** What lies along it. */
  axis: string;
  /** Of bars. */
  names: string[];
  /** Of a line. */
  numbers: number[];
  values: number[];
  /** What can be shown, and which of it is. */
  parts: string[];
  part: string;
}
