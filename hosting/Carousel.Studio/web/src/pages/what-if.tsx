import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import { textOf as csvText } from "../../../../../src/Carousel.Report/web/src/csv";
import { numberText, shortMomentText } from "../../../../../src/Carousel.Report/web/src/format";
import type { Forecast, KnownAhead, Refusal, Run } from "../api-types";
import { announce } from "../announce";
import { refusalOf, send } from "../net/api";
import { useFetched } from "../net/use-fetched";
import { ChartView } from "../parts/chart";
import { forecastChart, forecastRows } from "../parts/forecast-chart";
import { saveBlob } from "../parts/save";
import { RefusalNote, Section, Waiting } from "../parts/small";
import { useDraft } from "../parts/use-draft";

/** What comes next, and what would come if a value that is known ahead were another. */
export function WhatIf({ run }: { run: Run }) {
  const [series, setSeries] = useState<string>();
  const first = useFetched<Forecast>(`/runs/${run.id}/forecast${series === undefined ? "" : `?series=${encodeURIComponent(series)}`}`);
  return (
    <Section title="What comes next">
      {first.value === undefined ? <Waiting refusal={first.refusal} what="the forecast" />
        : <Ahead key={first.value.series ?? ""} run={run} first={first.value} pick={setSeries} />}
    </Section>
  );
}

type Known = Record<string, (number | null)[]>;

function Ahead({ run, first, pick }: { run: Run; first: Forecast; pick: (series: string) => void }) {
  const begin = useMemo(() => Object.fromEntries(first.known.map(known => [known.name, known.values])), [first]);
  const [known, setKnown] = useState<Known>(begin);
  const [target, setTarget] = useState(0);
  const { forecast, refusal } = useMoved(run, first, known, begin);
  const step = (first.times[1] ?? 0) - (first.times[0] ?? 0);
  const daily = step >= 86_400_000;
  const shown = forecast.targets[target] ?? forecast.targets[0];
  const chart = useMemo(() => (shown === undefined ? undefined : forecastChart(forecast, shown, daily)), [forecast, shown, daily]);
  const sum = (values: (number | null)[]): number => values.reduce((total: number, value) => total + (value ?? 0), 0);
  const change = shown === undefined ? 0 : sum(shown.forecast) - sum(shown.before);
  const sentence = shown === undefined ? ""
    : `Sum of the ${first.times.length} steps: ${numberText(sum(shown.forecast), 1)}${known === begin || change === 0 ? "." : `, ${numberText(Math.abs(change), 1)} ${change > 0 ? "more" : "less"} than without the change.`}`;
  useEffect(() => { if (known !== begin && sentence !== "") { announce(sentence); } }, [forecast]);
  return (
    <>
      <div class="plot-bar">
        {first.ids.length > 1 ? (
          <label class="inline">Series <select value={first.series ?? ""} onChange={event => pick(event.currentTarget.value)}>
            {first.ids.map(one => <option key={one} value={one}>{one}</option>)}
          </select></label>
        ) : null}
        {first.targets.length > 1 ? (
          <label class="inline">Column <select value={target} onChange={event => setTarget(Number(event.currentTarget.value))}>
            {first.targets.map((one, index) => <option key={one.name} value={index}>{one.name}</option>)}
          </select></label>
        ) : null}
      </div>
      {chart === undefined ? null : <ChartView chart={chart} />}
      <p class="sum">{sentence}</p>
      {forecast.notes.map(note => <p class="quiet" key={note}>{note}</p>)}
      <RefusalNote refusal={refusal} />
      {first.known.length === 0 ? <p class="quiet">Nothing is known ahead in these data, so there is nothing to change.</p> : (
        <div class="levers" role="group" aria-label="What if">
          {first.known.map(one => (
            <Lever key={one.name} known={one} times={first.times} daily={daily} values={known[one.name]!}
              change={values => setKnown(before => ({ ...before, [one.name]: values }))} />
          ))}
        </div>
      )}
      <p class="actions">
        <button type="button" disabled={known === begin} onClick={() => setKnown(begin)}>Undo all changes</button>
        <button type="button" onClick={() => saveBlob(new Blob([csvText(forecastRows({ ...forecast, known: forecast.known.map(one => ({ ...one, values: known[one.name] ?? one.values })) }, daily))], { type: "text/csv" }), `${run.name} forecast.csv`)}>Download CSV</button>
      </p>
    </>
  );
}

/** The forecast of changed values: one request at a time, and always the newest values next. */
function useMoved(run: Run, first: Forecast, known: Known, begin: Known): { forecast: Forecast; refusal: Refusal | undefined } {
  const [state, setState] = useState<{ forecast: Forecast; refusal?: Refusal }>({ forecast: first });
  const [wanted, isAsking, alive] = [useRef(known), useRef(false), useRef(true)];
  useEffect(() => {
    alive.current = true;
    return () => { alive.current = false; };
  }, []);
  useEffect(() => {
    wanted.current = known;
    if (known === begin) {
      setState({ forecast: first });
      return;
    }

    if (isAsking.current) {
      return;
    }

    const ask = async (): Promise<void> => {
      isAsking.current = true;
      for (let asked: Known | undefined; alive.current && asked !== wanted.current;) {
        asked = wanted.current;
        if (asked === begin) {
          break;
        }

        const body = { known: asked, ...(first.series === null ? {} : { series: first.series }) };
        try {
          const forecast = await send<Forecast>("POST", `/runs/${run.id}/forecast`, body);
          if (alive.current && wanted.current !== begin) {
            setState({ forecast });
          }
        } catch (problem) {
          if (alive.current) {
            setState(before => ({ ...before, refusal: refusalOf(problem) }));
          }
        }
      }

      isAsking.current = false;
    };
    void ask();
  }, [known]);
  return { forecast: state.forecast, refusal: state.refusal };
}

/** One value that is known ahead: at a single step or at all of them. */
function Lever({ known, times, daily, values, change }: {
  known: KnownAhead; times: number[]; daily: boolean; values: (number | null)[]; change: (values: (number | null)[]) => void;
}) {
  const [at, setAt] = useState<"all" | number>("all");
  const places = at === "all" ? values.map((_, index) => index) : [at];
  const given = places.flatMap(place => values[place] ?? []);
  const mean = given.reduce((sum, value) => sum + value, 0) / Math.max(1, given.length);
  const set = (value: number): void => change(values.map((old, index) => (places.includes(index) ? value : old)));
  // All of them move by the same, so that their course stays; a switch is the same for all.
  const shift = (value: number): void => (known.is_switch || at !== "all" ? set(value) : change(values.map(old => (old === null ? value : old + value - mean))));
  const typed = useDraft(String(Number(mean.toPrecision(6))), text => {
    if (text !== "" && Number.isFinite(Number(text))) {
      shift(Number(text));
    }
  });
  const range = [known.least, known.most, ...values, mean].flatMap(value => value ?? []);
  const [least, most] = [Math.min(...range), Math.max(...range)];
  const where = at === "all" ? "all steps" : shortMomentText(times[at]!, daily);
  return (
    <fieldset class="lever">
      <legend>{known.name}</legend>
      <label class="inline">When <select value={at} onChange={event => setAt(event.currentTarget.value === "all" ? "all" : Number(event.currentTarget.value))}>
        <option value="all">all steps</option>
        {times.map((time, index) => <option key={time} value={index}>{shortMomentText(time, daily)}</option>)}
      </select></label>
      {known.is_switch ? (
        <label class="tick"><input type="checkbox" checked={mean >= 0.5} onChange={event => shift(event.currentTarget.checked ? 1 : 0)} aria-label={`${known.name}, ${where}`} /><span>{mean >= 0.5 ? "on" : "off"}</span></label>
      ) : (
        <div class="slide">
          <input type="range" min={least} max={most} step="any" value={mean} aria-label={`${known.name}, ${where}`} aria-valuetext={numberText(mean)}
            onInput={event => shift(event.currentTarget.valueAsNumber)} />
          <input type="number" step="any" {...typed} aria-label={`${known.name}, ${where}, as a number`} />
        </div>
      )}
    </fieldset>
  );
}
