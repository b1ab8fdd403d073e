import type { RefObject } from "preact";
import { useMemo, useRef, useState } from "preact/hooks";
import { numberText } from "../../../../../src/Carousel.Report/web/src/format";
import type { DataSet, OddRow } from "../api-types";
import { useFetched } from "../net/use-fetched";
import { PictureOfData } from "../parts/data-picture";
import { DataPlot } from "../parts/data-plot";
import { Grid, type GridHandle } from "../parts/grid";
import { RowStore } from "../parts/row-store";
import { Facts, Section, Waiting } from "../parts/small";
import { JobChoice } from "./job-choice";

/** What was found in data, and which job would learn what from it. */
export function DataPage({ id }: { id: string }) {
  const data = useFetched<DataSet>(`/data/${id}`);
  const [targets, setTargets] = useState<string[]>([]);
  const grid = useRef<GridHandle>(null);
  const isTable = data.value !== undefined && data.value.columns.length > 0;
  return data.value === undefined
    ? <Waiting refusal={data.refusal} what="the data" />
    : (
      <div class="split">
        <div>
          <Section title="What was found"><Facts facts={data.value.facts} /></Section>
          {isTable ? <DataPlot data={data.value} targets={targets} /> : <PictureOfData key={id} data={data.value} />}
        </div>
        <aside aria-label="Train on it"><JobChoice data={data.value} targetsChanged={setTargets} /></aside>
        <div>
          <OddRows data={data.value} show={isTable ? line => grid.current?.show(line - 2) : undefined} />
          {isTable ? <TablePart data={data.value} grid={grid} /> : null}
        </div>
      </div>
    );
}

/** The table itself, its odd rows marked. */
function TablePart({ data, grid }: { data: DataSet; grid: RefObject<GridHandle | null> }) {
  const [version, changed] = useState(0);
  const store = useMemo(
    () => new RowStore(`/data/${data.id}/rows`, data.rows, data.columns, () => changed(count => count + 1)), [data]);
  const oddLines = useMemo(() => new Set(data.odd.map(one => one.line)), [data]);
  // The lines of a file begin with its header, so a row's place is near its line.
  const marked = useMemo(() => {
    const found = new Set<number>();
    for (const line of oddLines) {
      for (let row = Math.max(line - 3, 0); row <= line; row++) {
        if (store.label(row) === String(line)) {
          found.add(row);
        }
      }
    }

    return found;
  }, [oddLines, store, version]);
  return (
    <Section title="The table" lead={`${numberText(data.rows, 0)} ${data.unit}, ${data.columns.length} columns.`}>
      <Grid source={store} version={version} name={`Rows of ${data.name}`} marked={marked} handle={grid} />
    </Section>
  );
}

/** Rows that do not fit, with a way to each of them. */
function OddRows({ data, show }: { data: DataSet; show: ((line: number) => void) | undefined }) {
  return data.odd_count === 0 ? null : (
    <details class="fold odd-rows">
      <summary>{data.odd_count === 1 ? "1 odd row" : `${numberText(data.odd_count, 0)} odd rows`}</summary>
      <ul>
        {data.odd.map((odd: OddRow) => (
          <li key={`${odd.line}:${odd.column}`}>
            {odd.sentence}
            {show === undefined ? null
              : <button type="button" class="small" onClick={() => show(odd.line)} aria-label={`Show line ${odd.line} in the table`}>Show line {odd.line}</button>}
          </li>
        ))}
      </ul>
      {data.odd_count > data.odd.length ? <p class="quiet">The first {data.odd.length} are listed.</p> : null}
    </details>
  );
}
