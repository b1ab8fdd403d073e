import { useMemo, useRef, useState } from "preact/hooks";
import type { Chart } from "../../../../../src/Carousel.Report/web/src/types";
import type { DataPicture, DataSet } from "../api-types";
import { useFetched } from "../net/use-fetched";
import { ChartView } from "./chart";
import { RefusalNote } from "./small";

const drawn = new Set(["text", "tokens", "sequences", "genome", "sounds"]);

/** What is most frequent in data that are no table, how long they are, or how they sound. */
export function PictureOfData({ data }: { data: DataSet }) {
  const [part, choose] = useState<string>();
  const picture = useFetched<DataPicture>(
    drawn.has(data.kind) ? `/data/${data.id}/picture${part === undefined ? "" : `?part=${encodeURIComponent(part)}`}` : undefined);
  // Until the part that was chosen now has come, the one before stays.
  const last = useRef<DataPicture | undefined>(undefined);
  const shown = picture.value ?? last.current;
  last.current = shown;
  const chart = useMemo(() => shown === undefined ? undefined : chartOf(shown), [shown]);
  return !drawn.has(data.kind) ? null : (
    <div class="data-plot">
      <div class="plot-bar">
        {shown !== undefined && shown.parts.length > 1 ? (
          <label class="inline">Show <select value={part ?? shown.part} onChange={event => choose(event.currentTarget.value)}>
            {shown.parts.map(one => <option key={one} value={one}>{one}</option>)}
          </select></label>
        ) : null}
      </div>
      <RefusalNote refusal={picture.refusal} />
      {chart !== undefined ? <ChartView key={chart.kind} chart={chart} /> : picture.refusal === undefined ? <div class="plot-wait" /> : null}
    </div>
  );
}

function chartOf(picture: DataPicture): Chart {
  return picture.chart === "bars"
    ? {
      kind: "bars", title: picture.title, valueName: "", axis: { kind: "category", name: picture.axis, names: picture.names },
      groups: [{ name: "how often", role: "plain", values: picture.values }], decimals: 0,
    }
    : {
      kind: "lines", title: picture.title, valueName: "", axis: { kind: "number", name: picture.axis, numbers: picture.numbers },
      lines: [{ name: "samples", role: "plain", values: picture.values }], bands: [], markers: [], zoomable: false, visibleFrom: 0, logarithmic: false,
    };
}
