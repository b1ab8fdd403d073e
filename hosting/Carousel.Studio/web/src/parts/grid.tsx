import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import type { Ref } from "preact";
import { numberText } from "../../../../../src/Carousel.Report/web/src/format";

const rowHeight = 28;
const headHeight = 32;
/** Borders, and a scroll bar below. */
const edges = 18;
const letterWidth = 8.4;
/** Rows and columns beyond the edges that are drawn already. */
const margin = 4;
/** Browsers bound the height of an element; rows of a longer table are reached by a scaled scroll bar. */
const tallest = 8_000_000;

/** Where the rows of a table come from. */
export interface RowSource {
  count: number;
  columns: string[];
  /** Which columns hold numbers: they stand at the right. */
  numeric: ReadonlySet<number>;
  /** A row, or undefined until it is there. */
  row: (index: number) => string[] | undefined;
  /** What a row is called at its left. */
  label: (index: number) => string;
  /** Asks for rows that are seen. */
  want: (from: number, to: number) => void;
}

/** What can be done with a table from outside. */
export interface GridHandle { show: (row: number) => void; }

/** A table of any length: only the rows and columns that are seen are in the page. */
export function Grid({ source, name, version, marked, handle }: {
  source: RowSource; name: string; version: number; marked?: ReadonlySet<number>; handle?: Ref<GridHandle>;
}) {
  const box = useRef<HTMLDivElement>(null);
  const [seen, setSeen] = useState({ top: 0, left: 0, width: 800, height: 420 });
  const lefts = useMemo(() => columnPlaces(source), [source.columns, version === 0]);
  const full = source.count * rowHeight, height = Math.min(full, tallest);
  const visible = Math.ceil(seen.height / rowHeight);
  // In a scaled table a place of the scroll bar stands for a row.
  const scale = full > tallest ? (source.count - visible + 1) / Math.max(tallest - seen.height, 1) : 1 / rowHeight;
  const first = Math.max(Math.floor(seen.top * scale) - margin, 0);
  const last = Math.min(Math.ceil(seen.top * scale) + visible + margin, source.count);
  const [from, to] = columnsSeen(lefts, seen.left, seen.width);

  useEffect(() => {
    const place = box.current!;
    let frame = 0;
    const measure = (): void => {
      frame ||= requestAnimationFrame(() => {
        frame = 0;
        setSeen({ top: place.scrollTop, left: place.scrollLeft, width: place.clientWidth, height: place.clientHeight });
      });
    };
    const watch = new ResizeObserver(measure);
    watch.observe(place);
    place.addEventListener("scroll", measure, { passive: true });
    return () => {
      watch.disconnect();
      place.removeEventListener("scroll", measure);
      cancelAnimationFrame(frame);
    };
  }, []);
  useEffect(() => source.want(first, last), [source, first, last]);
  useEffect(() => {
    const shows: GridHandle = { show: row => box.current?.scrollTo({ top: Math.max(row - 3, 0) / scale }) };
    if (typeof handle === "function") {
      handle(shows);
    } else if (handle) {
      handle.current = shows;
    }
  }, [scale]);

  const columns = Array.from({ length: to - from }, (_, index) => from + index);
  const placeStyle = (column: number): string => `left:${lefts[column]}px;width:${lefts[column + 1]! - lefts[column]!}px`;
  const labelStyle = `width:${lefts[0]}px`;
  const rowTop = (row: number): number => (full > tallest ? seen.top + (row - seen.top * scale) * rowHeight : row * rowHeight);
  return (
    <div class="grid" ref={box} style={`height:${Math.min(full, tallest) + headHeight + edges}px`} role="table" aria-label={name} aria-rowcount={source.count + 1} aria-colcount={source.columns.length + 1} tabIndex={0}>
      <div class="grid-head" role="rowgroup" style={`width:${lefts.at(-1)}px`}>
        <div role="row" aria-rowindex={1}>
          <span role="columnheader" aria-colindex={1} class="grid-label" style={labelStyle}>line</span>
          {columns.map(column => (
            <span role="columnheader" aria-colindex={column + 2} key={column} class={source.numeric.has(column) ? "number" : ""} style={placeStyle(column)} title={source.columns[column]}>
              {source.columns[column]}
            </span>
          ))}
        </div>
      </div>
      <div class="grid-body" role="rowgroup" style={`height:${height}px;width:${lefts.at(-1)}px`}>
        {Array.from({ length: Math.max(last - first, 0) }, (_, index) => first + index).map(row => {
          const cells = source.row(row);
          return (
            <div role="row" aria-rowindex={row + 2} key={row % (visible + 2 * margin + 1)} class={marked?.has(row) ? "odd" : ""} style={`transform:translateY(${rowTop(row)}px)`}>
              <span role="rowheader" aria-colindex={1} class="grid-label" style={labelStyle}>{source.label(row)}</span>
              {columns.map(column => (
                <span role="cell" aria-colindex={column + 2} key={column} class={source.numeric.has(column) ? "number" : ""} style={placeStyle(column)}>
                  {cells === undefined ? "…" : cells[column]}
                </span>
              ))}
            </div>
          );
        })}
      </div>
    </div>
  );
}

/** The left edges of the columns and the right edge of the last one. */
function columnPlaces(source: RowSource): number[] {
  const sample = Array.from({ length: Math.min(source.count, 30) }, (_, index) => source.row(index));
  const places = [labelWidth(source.count)];
  source.columns.forEach((name, column) => {
    const longest = Math.max(name.length, ...sample.map(row => row?.[column]?.length ?? 0));
    places.push(places.at(-1)! + Math.round(Math.min(Math.max(longest * letterWidth + 28, 64), 300)));
  });
  return places;
}

const labelWidth = (count: number): number => Math.max(numberText(count, 0).length, 4) * letterWidth + 26;

function columnsSeen(lefts: number[], left: number, width: number): [number, number] {
  const count = lefts.length - 1;
  let from = 0;
  while (from < count - 1 && lefts[from + 1]! < left) {
    from++;
  }

  let to = from;
  while (to < count && lefts[to]! < left + width) {
    to++;
  }

  return [Math.max(from - 1, 0), Math.min(to + 1, count)];
}
