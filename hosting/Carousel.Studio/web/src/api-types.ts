// What the studio's API takes and answers; Protocol/openapi.json describes the same. All paths begin with /studio/v1.
// What it says of data is in api-data.ts.

import type { Fact } from "./api-data";

export type * from "./api-data";

/** The answer to every request that is refused: one sentence, as the command line says it. */
export interface Refusal {
  error: string;
  /** The line of the data that is meant, from 1. */
  line?: number;
  /** The number of the field in the line, from 1. */
  column?: number;
  /** The option that is meant, as in Job.schema, such as "horizon". */
  option?: string;
}

/** GET /about */
export interface About {
  version: string;
  folder: string;
  processors: number;
  memory_bytes: number;
  /** The largest body of an upload. */
  most_bytes: number;
}

/** GET /jobs answers {jobs: Job[]} without schemas; GET /jobs/{name} a Job with its schema. */
export interface Job {
  name: string;
  summary: string;
  /** What its data are. */
  about: string;
  schema?: OptionSchema;
}

/** A JSON schema of draft 2020-12, as `carousel describe JOB --schema` prints it. */
export interface OptionSchema {
  title: string;
  type: "object";
  properties: Record<string, OptionProperty>;
}

export interface OptionProperty {
  type?: "string" | "number" | "integer" | "boolean" | "array";
  enum?: string[];
  items?: OptionProperty;
  minItems?: number;
  maxItems?: number;
  minimum?: number;
  maximum?: number;
  pattern?: string;
  /** Of an option that names a file or a folder: one of the data's own folder. */
  format?: "file" | "folder";
  description: string;
  /** The heading under which it stands. */
  group: string;
  default?: OptionValue;
  /** The default in words, where a rule decides it. */
  defaultRule?: string;
  alias?: string;
}

export type OptionValue = string | number | boolean | string[] | number[];

/** Options by their names in the schema. What is left out keeps its default. */
export type Options = Record<string, OptionValue>;

/** POST /checks: what `carousel describe JOB DATA …` says, nothing is trained. */
export interface Check {
  facts: Fact[];
  parameters: number;
  peak_bytes: number;
  command: string;
}

/** POST /checks and POST /runs take this. */
export interface RunRequest {
  data: string;
  job: string;
  options: Options;
  /** Only for /runs. */
  name?: string;
}

export type RunState = "queued" | "running" | "stopping" | "stopped" | "done" | "failed";

/** POST /runs (201), GET /runs/{id}; GET /runs answers {runs: Run[]}, the newest first. */
export interface Run {
  id: string;
  name: string;
  notes: string;
  data: string;
  data_name: string;
  job: string;
  options: Options;
  /** The equal command line, to copy. */
  command: string;
  state: RunState;
  /** How many runs are before it in the queue. */
  ahead: number;
  created: string;
  started: string | null;
  ended: string | null;
  /** What the last event of progress said; null before. */
  progress: Progress | null;
  /** Whether there is a model to use: also of a run that was stopped. */
  has_model: boolean;
  has_report: boolean;
  /** Whether POST /runs/{id}/resume goes on with it. */
  can_resume: boolean;
  refusal: Refusal | null;
  result: Result | null;
  files: { name: string; bytes: number }[];
  /** What can be done with the model. */
  uses: Uses | null;
}

export interface Uses {
  /** Text can be typed. */
  reads_text: boolean;
  /** It is a forecast: /runs/{id}/forecast answers. */
  forecasts: boolean;
  /** It goes on from a beginning: /runs/{id}/continuation answers. */
  generates: boolean;
  /** What the rows given to it hold. */
  /** Of a model that hears: samples a second. */
  sound_rate: number | null;
  input: "table" | "text" | "tokens" | "sound" | "strokes" | "picture" | "music" | "genome" | "file";
}

/** PATCH /runs/{id} takes {name?, notes?}. DELETE /runs/{id} answers 204. POST /runs/{id}/stop and /resume answer Run. */

export interface Progress {
  epoch: number;
  epochs: number;
  step: number;
  steps: number;
  /** The mean loss of this epoch so far, in the unit of the validation. */
  loss: number | null;
  validation: number | null;
  best: number | null;
  best_epoch: number | null;
  seconds: number;
  /** Of this part of the training; null before it can be told. */
  seconds_left: number | null;
  units_per_second: number | null;
  unit: string;
  /** Which of several trainings this is, such as "the network alone"; empty for the first. */
  part: string;
  /** Memory of the process. */
  bytes: number;
}

/**
 * GET /runs/{id}/events and /tasks/{id}/events: server-sent events. Those so far come first (so a page that was closed
 * draws its curves again; epochs all of them, steps thinned), then the new ones. The name of an event is its kind.
 */
export type RunEvent =
  | { kind: "state"; state: RunState; ahead: number }
  | { kind: "facts"; facts: Fact[] }
  | { kind: "memory"; peak_bytes: number; words: string; parameters: number }
  /** Curves of another training begin: the model alone, on all rows, … */
  | { kind: "part"; title: string }
  | { kind: "begin"; epochs: number; steps: number; first_step: number; first_epoch: number }
  | ({ kind: "progress" } & Progress)
  | { kind: "epoch"; epoch: number; step: number; loss: number; validation: number | null; is_best: boolean; seconds: number }
  /** The simple method's score on the validation part: a horizontal line. */
  | { kind: "baseline"; name: string; validation: number }
  | { kind: "note"; sentence: string }
  | { kind: "result"; result: Result }
  | ({ kind: "failure" } & Refusal)
  /** The last one: the stream ends with it. */
  | { kind: "end"; state: RunState; sentence: string };

export interface Result {
  metrics: Metric[];
  /** The model first, then the simple methods. */
  scores: Score[];
  /** The verdict, in one sentence. */
  sentence: string;
  notes: string[];
  parameters: number | null;
  seconds: number;
}

export interface Metric {
  key: string;
  title: string;
  higher_is_better: boolean;
  is_share: boolean;
  decimals: number | null;
  /** For the report alone. */
  is_detail: boolean;
}

export interface Score {
  name: string;
  title: string;
  metrics: Record<string, number | null>;
}

/** GET /runs/{id}/report.html: the report as one page with its own policy; also of /tasks/{id}. For the live report fetch
 *  it, take its <main> and the JSON of #report-charts and #report-states. GET /runs/{id}/files/{name}: a file. */

/** GET /comparison?run=a&run=b */
export interface Comparison {
  runs: [Run, Run];
  /** Options that differ; null for the default. */
  options: { option: string; values: [OptionValue | null, OptionValue | null] }[];
  metrics: { key: string; title: string; values: [number | null, number | null]; better: 0 | 1 | null }[];
  /** Whether both were measured on the same rows, and which is better. */
  sentence: string;
}

/**
 * POST /runs/{id}/predictions. As JSON {"text": "…"} (typed or pasted: CSV rows or text), or a file as body with
 * ?name=new.csv (WAV, PNG, JSON strokes, CSV). &repeat_known=true as --repeat-known.
 */
export interface Answer {
  /** As `carousel predict` writes it; to download. */
  text: string;
  /** The same as a table; empty where the answer is none. */
  columns: string[];
  rows: string[][];
  notes: string[];
  sentence: string;
  seconds: number;
}

/**
 * GET /runs/{id}/forecast: what comes next, and the known-ahead values it stands on. POST the same path with
 * {"known": {"price": [1, 2, …]}, "series"?: id}: the forecast with other values; "before" stays as without.
 */
export interface Forecast {
  /** Milliseconds since 1970 in UTC. */
  past_times: number[];
  times: number[];
  series: string | null;
  ids: string[];
  targets: ForecastTarget[];
  known: KnownAhead[];
  notes: string[];
}

export interface ForecastTarget {
  name: string;
  past: (number | null)[];
  /** The forecast of the unchanged values. */
  before: (number | null)[];
  /** null where there is nothing to forecast. */
  forecast: (number | null)[];
  /** By level in percent, such as "80": [lower[], upper[]]. */
  bands: Record<string, [(number | null)[], (number | null)[]]>;
}

export interface KnownAhead {
  name: string;
  past: (number | null)[];
  values: (number | null)[];
  /** The least and the greatest in the data: the range of a slider; null where no value is known. */
  least: number | null;
  most: number | null;
  is_switch: boolean;
}

/** POST /runs/{id}/continuation {prime?, length?, temperature?, seed?}: of a language model, music or strokes. */
export interface Continuation {
  text: string;
  sentence: string;
  /** Of music: seconds, and keys as in MIDI. */
  notes?: { start: number; seconds: number; pitch: number }[];
  /** Of drawings: lines of [x, y]. */
  strokes?: number[][][];
}

/** POST /tasks takes this; answers Task (201). Looks inside run beside the trainings. */
export type TaskRequest =
  /** `carousel inspect`: all looks; or one, with its options. */
  { kind: "look"; run: string; look: Look; options?: Options };

export type Look = "all" | "traces" | "step" | "gradients" | "search" | "probe" | "attribute" | "novelty";

/** GET /tasks/{id}; GET /tasks[?run=id] answers {tasks: Task[]}; POST /tasks/{id}/stop; DELETE /tasks/{id}. */
export interface Task {
  id: string;
  kind: "look";
  /** The run, or null. */
  run: string | null;
  /** The name of the look. */
  name: string;
  title: string;
  command: string;
  state: RunState;
  created: string;
  ended: string | null;
  sentence: string;
  refusal: Refusal | null;
  has_report: boolean;
  files: { name: string; bytes: number }[];
}

/** GET /runs/{id}/export/onnx | c | web | model: a download (one file, or a .zip); 422 with a Refusal. */
export type ExportForm = "onnx" | "c" | "web" | "model";

/** PUT /runs/{id}/service mounts the model, DELETE takes it away (204), GET says how it does (204 where it is not served). */
export interface Service {
  name: string;
  url: string;
  /** Only in the answer to PUT that made it. */
  key: string | null;
  curl: string;
  sessions: number;
  steps: number;
  steps_per_second: number;
}

/** POST /session with {word} of the link that the browser was started with: what a tab brings with each request. */
export interface Session {
  token: string;
}

/** POST /tickets with {path}: a word that opens this path once, as the query `ticket`. */
export interface Ticket {
  word: string;
}

/** PUT /data/{id}/chosen?name=…: where a file lies that an option names. */
export interface ChosenFile {
  path: string;
}
