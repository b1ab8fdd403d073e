import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import type { DataSet, Plot } from "../api-types";
import { get } from "../net/api";
import { useFetched } from "../net/use-fetched";
import { ChartView } from "./chart";
import { chartOf, rowsBetween } from "./plot-data";
import { RefusalNote } from "./small";

const points = 700;
const mostColumns = 6;

/** The columns of numbers over time; what is zoomed into is fetched in more detail. */
export function DataPlot({ data, targets }: { data: DataSet; targets: string[] }) {
  const numbers = useMemo(() => data.columns.filter(column => column.kind === "number").map(column => column.name), [data]);
  const [chosen, choose] = useState<string[]>();
  const [series, setSeries] = useState("");
  const [detail, setDetail] = useState<Plot>();
  const shown = chosen ?? (targets.some(one => numbers.includes(one)) ? targets.filter(one => numbers.includes(one)) : numbers).slice(0, 2);
  const path = shown.length === 0 ? undefined
    : `/data/${data.id}/plot?${shown.map(column => `column=${encodeURIComponent(column)}`).join("&")}&points=${points}`
      + (series === "" ? "" : `&series=${encodeURIComponent(series)}`);
  const plot = useFetched<Plot>(path);
  // Until the columns that were chosen now have come, those before stay.
  const last = useRef<Plot | undefined>(undefined);
  const whole = plot.value ?? last.current;
  last.current = whole;
  const timer = useRef(0);
  useEffect(() => setDetail(undefined), [path]);
  const zoomed = (from: number, to: number): void => {
    clearTimeout(timer.current);
    timer.current = window.setTimeout(() => {
      if (whole === undefined || whole !== plot.value || path === undefined) {
        return;
      }

      const [first, last] = rowsBetween(whole, from, to);
      if (last - first >= whole.to - whole.from || whole.to - whole.from <= 2 * points || (detail?.from === first && detail.to === last)) {
        return;
      }

      void get<Plot>(`${path}&from=${first}&to=${last}`).then(setDetail, () => {});
    }, 200);
  };
  useEffect(() => () => clearTimeout(timer.current), []);
  const daily = (data.time?.step_seconds ?? 0) >= 86_400;
  const chart = useMemo(
    () => whole === undefined ? undefined : chartOf(whole.axis === "time" ? "Over time" : "Row by row", whole, detail, daily),
    [whole, detail, daily]);
  if (numbers.length === 0) {
    return null;
  }

  return (
    <div class="data-plot">
      <div class="plot-bar">
        {numbers.length > 1 ? (
          <details class="fold columns">
            <summary>Columns in the plot</summary>
            <div class="ticks">
              {numbers.map(name => (
                <label key={name}>
                  <input type="checkbox" checked={shown.includes(name)} disabled={!shown.includes(name) && shown.length >= mostColumns}
                    onChange={event => choose(event.currentTarget.checked ? [...shown, name] : shown.filter(one => one !== name))} />
                  <span>{name}</span>
                </label>
              ))}
            </div>
          </details>
        ) : null}
        {whole !== undefined && whole.ids.length > 1 ? (
          <label class="inline">Series <select value={series === "" ? whole.ids[0] : series} onChange={event => setSeries(event.currentTarget.value)}>
            {whole.ids.map(one => <option key={one} value={one}>{one}</option>)}
          </select></label>
        ) : null}
      </div>
      <RefusalNote refusal={plot.refusal} />
      {chart === undefined ? <div class="plot-wait" /> : <ChartView chart={chart} zoomed={zoomed} />}
    </div>
  );
}
