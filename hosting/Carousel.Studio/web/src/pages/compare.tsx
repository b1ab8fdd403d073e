import { useMemo } from "preact/hooks";
import { numberText } from "../../../../../src/Carousel.Report/web/src/format";
import type { LineChart } from "../../../../../src/Carousel.Report/web/src/types";
import type { Comparison, Run } from "../api-types";
import type { Story } from "../net/story";
import { useFetched } from "../net/use-fetched";
import { useStory } from "../net/use-story";
import { ChartView } from "../parts/chart";
import { textOf } from "../parts/options-form";
import { Section, Waiting } from "../parts/small";
import { dayText, timeText } from "../parts/texts";
import { placeOf } from "../route";

/** Two runs beside each other. */
export function ComparePage({ ids }: { ids: [string, string] }) {
  const found = useFetched<Comparison>(`/comparison?run=${encodeURIComponent(ids[0])}&run=${encodeURIComponent(ids[1])}`);
  const stories = [useStory(`/runs/${ids[0]}/events`), useStory(`/runs/${ids[1]}/events`)] as const;
  const runs = found.value?.runs;
  const curves = useMemo(() => (runs === undefined ? undefined : validationsOf(runs, stories)), [runs, stories[0], stories[1]]);
  if (found.value === undefined) {
    return <Waiting refusal={found.refusal} what="the runs" />;
  }

  const { metrics, options, sentence } = found.value;
  const heads = <>{found.value.runs.map(run => <th scope="col" key={run.id}><a href={placeOf("run", run.id, "result")}>{run.name}</a></th>)}</>;
  return (
    <>
      <p class="verdict">{sentence}</p>
      <Section title="Measures">
        <div class="scroller" role="region" tabIndex={0} aria-label="Measures of both runs">
          <table>
            <thead><tr><th scope="col" class="left">measure</th>{heads}</tr></thead>
            <tbody>
              {metrics.map(metric => (
                <tr key={metric.key}>
                  <th scope="row" class="left">{metric.title}</th>
                  {metric.values.map((value, index) => (
                    <td key={index} class={metric.better === index ? "best" : ""}>{metric.better === index ? <strong>{numberText(value)}</strong> : numberText(value)}</td>
                  ))}
                </tr>
              ))}
              <tr><th scope="row" class="left">parameters</th>{found.value.runs.map(run => <td key={run.id}>{numberText(run.result?.parameters, 0)}</td>)}</tr>
              <tr><th scope="row" class="left">time</th>{found.value.runs.map(run => <td key={run.id}>{run.result === null ? "–" : timeText(run.result.seconds)}</td>)}</tr>
              <tr><th scope="row" class="left">begun</th>{found.value.runs.map(run => <td key={run.id}>{dayText(run.created)}</td>)}</tr>
            </tbody>
          </table>
        </div>
      </Section>
      <Section title="Settings that differ">
        {options.length === 0 ? <p>All settings are the same.</p> : (
          <div class="scroller" role="region" tabIndex={0} aria-label="Settings of both runs">
            <table>
              <thead><tr><th scope="col" class="left">setting</th>{heads}</tr></thead>
              <tbody>{options.map(option => (
                <tr key={option.option}>
                  <th scope="row" class="left">{option.option.replaceAll("-", " ")}</th>
                  {option.values.map((value, index) => <td key={index}>{value === null ? "default" : textOf(value)}</td>)}
                </tr>
              ))}</tbody>
            </table>
          </div>
        )}
      </Section>
      {curves === undefined || curves.axis.numbers!.length === 0 ? null : <Section title="Training"><ChartView chart={curves} /></Section>}
    </>
  );
}

/** The validation after each epoch of the first training of both. */
function validationsOf(runs: [Run, Run], stories: readonly [Story, Story]): LineChart {
  const parts = stories.map(story => story.parts[0]?.done ?? []);
  const numbers = [...new Set(parts.flat().map(one => one.epoch))].sort((one, other) => one - other);
  const names = runs[0].name === runs[1].name ? runs.map((run, index) => `${run.name} (${index + 1})`) : runs.map(run => run.name);
  return {
    kind: "lines",
    title: "Validation by epoch",
    valueName: "loss",
    axis: { kind: "number", name: "epoch", numbers },
    lines: parts.map((done, index) => ({
      name: names[index]!,
      role: "plain",
      values: numbers.map(epoch => done.find(one => one.epoch === epoch)?.validation ?? null),
    })),
    bands: [],
    markers: [],
    zoomable: false,
    visibleFrom: 0,
    logarithmic: false,
    connected: true,
  };
}
