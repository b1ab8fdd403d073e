import type { Column, Rows } from "../api-types";
import { get } from "../net/api";
import type { RowSource } from "./grid";

const blockRows = 200;
const blocksKept = 60;

/** The rows of a dropped table, fetched in blocks as they are seen. */
export class RowStore implements RowSource {
  readonly count: number;
  readonly columns: string[];
  readonly numeric: ReadonlySet<number>;
  readonly #path: string;
  readonly #changed: () => void;
  readonly #blocks = new Map<number, Rows | "asked">();
  #wanted: [number, number] = [0, 0];
  #timer = 0;

  constructor(path: string, count: number, columns: Column[], changed: () => void) {
    [this.#path, this.count, this.#changed] = [path, count, changed];
    this.columns = columns.map(column => column.name);
    this.numeric = new Set(columns.flatMap((column, index) => (column.kind === "number" ? [index] : [])));
  }

  row(index: number): string[] | undefined {
    const block = this.#block(index);
    return block?.rows[index - block.from];
  }

  label(index: number): string {
    const block = this.#block(index);
    return String(block?.lines[index - block.from] ?? "");
  }

  want(from: number, to: number): void {
    this.#wanted = [from, to];
    // Who scrolls far passes many blocks by: only those where the scrolling rests, or slows, are fetched.
    this.#timer ||= window.setTimeout(() => {
      this.#timer = 0;
      this.#fetch();
    }, 40);
  }

  #block(index: number): Rows | undefined {
    const found = this.#blocks.get(Math.floor(index / blockRows));
    return found === "asked" ? undefined : found;
  }

  #fetch(): void {
    const [from, to] = this.#wanted;
    for (let block = Math.floor(from / blockRows); block * blockRows < to; block++) {
      if (!this.#blocks.has(block)) {
        this.#blocks.set(block, "asked");
        get<Rows>(`${this.#path}?from=${block * blockRows}&count=${blockRows}`).then(
          rows => {
            this.#blocks.set(block, rows);
            this.#forget();
            this.#changed();
          },
          () => this.#blocks.delete(block));
      }
    }
  }

  /** Gives up blocks that are far from what is seen. */
  #forget(): void {
    const middle = (this.#wanted[0] + this.#wanted[1]) / 2 / blockRows;
    const farthest = [...this.#blocks.keys()].sort((one, other) => Math.abs(other - middle) - Math.abs(one - middle));
    farthest.slice(0, Math.max(this.#blocks.size - blocksKept, 0)).forEach(block => this.#blocks.delete(block));
  }
}

/** Rows that are all here already, such as those of an answer. */
export function rowsHere(columns: string[], rows: string[][]): RowSource {
  const isNumber = (text: string | undefined): boolean => text === undefined || text === "" || Number.isFinite(Number(text));
  return {
    count: rows.length,
    columns,
    numeric: new Set(columns.flatMap((_, column) => (rows.slice(0, 100).every(row => isNumber(row[column])) ? [column] : []))),
    row: index => rows[index],
    label: index => String(index + 1),
    want: () => {},
  };
}
