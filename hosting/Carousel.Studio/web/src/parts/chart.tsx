import { useEffect, useRef } from "preact/hooks";
import type { Chart } from "../../../../../src/Carousel.Report/web/src/types";
import type { ChartFigure } from "../charts";

// A name that the bundler leaves alone: the file lies beside the page.
const charts = (): Promise<typeof import("../charts")> => import("./charts.js" as "../charts");

/** A chart as in the report; what is hidden or zoomed into stays when its values change. */
export function ChartView({ chart, zoomed }: { chart: Chart; zoomed?: (from: number, to: number) => void }) {
  const place = useRef<HTMLDivElement>(null);
  const figure = useRef<ChartFigure | undefined>(undefined);
  const newest = useRef(chart);
  const hears = useRef(zoomed);
  [newest.current, hears.current] = [chart, zoomed];
  useEffect(() => {
    let gone = false;
    void charts().then(({ ChartFigure }) => {
      // Who left before the first paint has no place any more.
      if (!gone && place.current !== null) {
        const listens = hears.current === undefined ? undefined : (from: number, to: number) => hears.current?.(from, to);
        figure.current = new ChartFigure(place.current, newest.current, listens);
      }
    });
    return () => {
      gone = true;
      figure.current?.remove();
      figure.current = undefined;
    };
  }, []);
  useEffect(() => figure.current?.show(chart), [chart]);
  return <div class="chart-place" ref={place} />;
}
