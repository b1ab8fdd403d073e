// A table as text into columns of numbers.

/** The cells of delimited text, with the line at which each row begins. */
function cells(text) {
  const first = text.split("\n", 1)[0], mark = ["\t", ";", ","].reduce((a, b) => (first.split(b).length > first.split(a).length ? b : a));
  const rows = [];
  let row = [], cell = "", isQuoted = false, line = 1, start = 1;
  const endCell = () => { row.push(cell.trim()); cell = ""; };
  const endRow = () => {
    endCell();
    if (row.length > 1 || row[0] !== "") rows.push({ line: start, cells: row });
    [row, start] = [[], line + 1];
  };
  for (let k = 0; k < text.length; k++) {
    const c = text[k];
    if (isQuoted && c === '"' && text[k + 1] === '"') { cell += '"'; k++; }
    else if (c === '"' && (isQuoted || cell.trim() === "")) isQuoted = !isQuoted;
    else if (c === mark && !isQuoted) endCell();
    else if (c === "\n" && !isQuoted) { endRow(); line++; }
    else { cell += c === "\r" ? "" : c; if (c === "\n") line++; }
  }
  if (isQuoted) throw new Problem(`Line ${start}: a quotation mark is opened and not closed.`);
  endRow();
  return rows;
}

const missing = new Set(["", "na", "nan", "null", "?"]);

class Table {
  constructor(text) {
    const [head, ...rows] = cells(text.replace(/^\uFEFF/, ""));
    if (!head || rows.length === 0) throw new Problem("A table needs a first line with the names of its columns, and rows below it.");
    [this.names, this.rows] = [head.cells, rows.map((row, r) => ({ ...row, number: r + 1 }))];
    const uneven = rows.find((r) => r.cells.length !== head.cells.length);
    if (uneven) throw new Problem(`Line ${uneven.line} has ${counted(uneven.cells.length, "cell")}, the first line ${counted(head.cells.length, "name")}.`);
  }

  get length() { return this.rows.length; }

  find(name) { return this.names.findIndex((n) => n === name); }

  require(names) {
    const absent = names.filter((n) => this.find(n) < 0);
    if (absent.length > 0) throw new Problem(`The table has no column ${absent.map((n) => `'${n}'`).join(", ")}. Its columns: ${this.names.join(", ")}.`);
  }

  /** The numbers of a column, NaN where a cell is empty. */
  numbers(name) {
    const column = this.find(name);
    return Float64Array.from(this.rows, ({ line, cells: row }) => {
      const cell = row[column];
      if (missing.has(cell.toLowerCase())) return NaN;
      const number = Number(cell);
      if (!Number.isFinite(number)) throw new Problem(`Line ${line}, column ${column + 1} (${name}): '${cell}' is not a number.`);
      return Math.fround(number);
    });
  }

  /** The time stamps of a column, in milliseconds. */
  times(name) {
    const column = this.find(name);
    return Float64Array.from(this.rows, ({ line, cells: row }) => {
      const parts = /^(\d{4})[-/.](\d{1,2})(?:[-/.](\d{1,2}))?(?:[T ](\d{1,2}):(\d{2})(?::(\d{2})(\.\d+)?)?)?Z?$/.exec(row[column]);
      if (!parts) throw new Problem(`Line ${line}, column ${column + 1} (${name}): '${row[column]}' is not a time stamp such as 2024-01-31 or 2024-01-31 13:00.`);
      const [year, month, day = 1, hour = 0, minute = 0, second = 0, part = 0] = parts.slice(1).map((p) => (p === undefined ? undefined : Number(p)));
      const date = new Date(Date.UTC(year, month - 1, day, hour, minute, second));
      // A day or an hour that does not exist would roll over into the next.
      const exists = date.getUTCMonth() === month - 1 && date.getUTCDate() === day && date.getUTCHours() === hour && date.getUTCMinutes() === minute && date.getUTCSeconds() === second;
      if (!exists) throw new Problem(`Line ${line}, column ${column + 1} (${name}): there is no time '${row[column]}'.`);
      return date.getTime() + 1000 * part;
    });
  }
}

const dayLength = 86_400_000;

function timeText(time) {
  const text = new Date(time).toISOString();
  return time % dayLength === 0 ? text.slice(0, 10) : text.slice(0, time % 60_000 === 0 ? 16 : 19).replace("T", " ");
}

/** The time stamp some steps later, on a grid such as "1 hour" or "3 months on day 31". */
function later(time, steps, frequency) {
  const [, multiple, unit, anchor] = /^(\d+) ([a-z ]+?)s?(?: on day (\d+))?$/.exec(frequency), far = steps * multiple, date = new Date(time);
  const fixed = { millisecond: 1, second: 1000, minute: 60_000, hour: 3_600_000, day: dayLength, week: 7 * dayLength }[unit];
  if (fixed) return time + far * fixed;
  if (unit === "business day") {
    for (let left = far; left > 0; left -= [0, 6].includes(date.getUTCDay()) ? 0 : 1) date.setUTCDate(date.getUTCDate() + 1);
    return date.getTime();
  }
  const day = anchor ? Number(anchor) : date.getUTCDate();
  date.setUTCDate(1);
  date.setUTCMonth(date.getUTCMonth() + far * { month: 1, quarter: 3, year: 12 }[unit]);
  date.setUTCDate(Math.min(day, new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 0)).getUTCDate()));
  return date.getTime();
}

/** The distance between most rows of a table whose model names none; null for months, whose days differ. */
function frequencyOf(stamps) {
  const shortest = stamps.reduce((least, time, r) => (r > 0 ? Math.min(least, time - stamps[r - 1]) : least), Infinity);
  if (shortest >= 28 * dayLength) return null;
  const isWeekday = (time) => ![0, 6].includes(new Date(time).getUTCDay());
  return shortest === dayLength && stamps.every(isWeekday) ? "1 business day" : `${shortest} milliseconds`;
}

/** Puts the rows of a table into the order of time and gives their stamps: one row for each, and none left out. */
function putInOrder(table, name, frequency) {
  const read = table.times(name), order = [...read.keys()].sort((a, b) => read[a] - read[b]), stamps = order.map((r) => read[r]);
  table.rows = order.map((r) => table.rows[r]);
  const refuse = (r, what) => {
    throw new Problem(`Line ${table.rows[r].line}, column ${table.find(name) + 1} (${name}): ${what}`);
  };
  const twice = stamps.findIndex((time, r) => r > 0 && time === stamps[r - 1]);
  if (twice >= 0) refuse(twice, `${timeText(stamps[twice])} already appears on line ${table.rows[twice - 1].line}.`);
  const grid = frequency ?? frequencyOf(stamps), next = (r) => later(stamps[r - 1], 1, grid);
  const gap = grid === null ? -1 : stamps.findIndex((time, r) => r > 0 && time !== next(r));
  if (gap >= 0) refuse(gap, `${timeText(next(gap))} was expected here, behind line ${table.rows[gap - 1].line}, not ${timeText(stamps[gap])}; this page fills no gaps, 'carousel predict' does.`);
  return Float64Array.from(stamps);
}
