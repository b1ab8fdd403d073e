import { useEffect, useMemo, useState } from "preact/hooks";
import { numberText } from "../../../../../src/Carousel.Report/web/src/format";
import type { Progress, Run } from "../api-types";
import { announce } from "../announce";
import { get, send } from "../net/api";
import type { Story } from "../net/story";
import { useFetched } from "../net/use-fetched";
import { useStory } from "../net/use-story";
import { ChartView } from "../parts/chart";
import { curvesOf } from "../parts/curves";
import { CopyText, Facts, RefusalNote, Section, useAction } from "../parts/small";
import { bytesText, spokenTime, stateText, timeText } from "../parts/texts";
import { placeOf } from "../route";

const isOver = (state: string): boolean => state === "done" || state === "failed" || state === "stopped";

/** A training while it runs, and how it went afterwards. */
export function TrainPage({ run, changed }: { run: Run; changed: (run: Run) => void }) {
  const story = useStory(`/runs/${run.id}/events`);
  const action = useAction();
  const state = story.state ?? run.state;
  const refusal = action.refusal ?? story.refusal ?? run.refusal ?? undefined;
  const [pick, setPick] = useState<number>();
  // While it trains what trains now, afterwards the model itself: trainings behind it have no validation.
  const shown = pick ?? (isOver(state) ? 0 : story.parts.length - 1);
  const part = story.parts[shown];
  const curves = useMemo(() => (part === undefined ? undefined : curvesOf(part)), [part]);
  useEffect(() => {
    if (story.end !== undefined) {
      announce(`${stateText[state]}. ${story.end}`);
      void get<Run>(`/runs/${run.id}`).then(changed, () => {});
    }
  }, [story.end]);
  const act = (verb: "stop" | "resume"): void => action.run(async () => changed(await send<Run>("POST", `/runs/${run.id}/${verb}`)));
  return (
    <>
      <Status story={story.end === refusal?.error ? { ...story, end: undefined } : story} run={run} state={state} />
      <p class="actions">
        {isOver(state) ? null : <button type="button" disabled={action.busy} onClick={() => act("stop")}>
          {state === "queued" ? "Take out of the queue" : state === "stopping" ? "End it now" : "Stop and keep the best"}</button>}
        {state === "stopping" ? <span class="quiet">It ends after the step it is in. Ended now, it keeps its last checkpoint but not what came after.</span> : null}
        {run.can_resume && isOver(state) ? <button type="button" disabled={action.busy} onClick={() => act("resume")}>Go on from the checkpoint</button> : null}
        {run.has_model && isOver(state) ? <a class="button strong" href={placeOf("run", run.id, "result")}>See the result</a> : null}
      </p>
      <RefusalNote refusal={refusal} />
      {story.parts.length < 2 ? null : (
        <label class="inline">Curves of <select value={shown} onChange={event => setPick(Number(event.currentTarget.value))}>
          {story.parts.map((one, index) => <option key={index} value={index}>{one.title === "" ? "the model" : one.title}</option>)}
        </select></label>
      )}
      {curves === undefined ? null : <ChartView chart={curves} />}
      {story.notes.length === 0 ? null : <ul class="notes">{story.notes.map(note => <li key={note}>{note}</li>)}</ul>}
      {story.facts.length === 0 ? null : <Section title="What is learned from"><Facts facts={story.facts} /></Section>}
      <Queue run={run} />
      <Section title="The same on the command line"><CopyText text={run.command} label="Command line" /></Section>
    </>
  );
}

/** How far it is, how long it takes, what it needs. */
function Status({ story, run, state }: { story: Story; run: Run; state: Run["state"] }) {
  const progress: Progress | undefined = story.progress ?? run.progress ?? undefined;
  const share = progress === undefined || progress.steps === 0 ? 0 : progress.step / progress.steps;
  const left = progress?.seconds_left;
  const quarter = Math.floor(share * 4);
  // Of what trains now; afterwards of the model itself, because trainings behind it have no validation.
  const best = (isOver(state) ? story.parts[0] : story.parts.at(-1))?.done.findLast(one => one.isBest && one.validation !== null);
  useEffect(() => {
    // A screen reader hears of each quarter, not of each step.
    if (state === "running" && progress !== undefined && quarter > 0) {
      announce(`Epoch ${progress.epoch} of ${progress.epochs}${left === null || left === undefined ? "" : `, ${spokenTime(left)} left`}`);
    }
  }, [quarter, state]);
  const figures: [string, string][] = progress === undefined ? [] : [
    ["epoch", `${progress.epoch} of ${progress.epochs}`],
    ["time left", isOver(state) || left === null || left === undefined ? "–" : timeText(left)],
    ["so far", timeText(progress.seconds)],
    ["best validation", best === undefined ? "–" : `${numberText(best.validation!)} at ${best.epoch}`],
    [`${progress.unit} a second`, progress.units_per_second === null ? "–" : numberText(progress.units_per_second, 0)],
    ["memory", bytesText(progress.bytes)],
  ];
  const ahead = story.state === undefined ? run.ahead : story.ahead;
  return (
    <div class="status">
      <p class="state"><span class={`badge ${state}`}>{stateText[state]}</span>{state === "queued"
        ? ` ${ahead === 0 ? "It begins soon." : `${ahead} ${ahead === 1 ? "run is" : "runs are"} before it.`}`
        : progress !== undefined && progress.part !== "" && !isOver(state) ? ` ${progress.part}` : ""} {story.end ?? ""}</p>
      {state === "running" || state === "stopping"
        ? <progress value={share} max={1} aria-label="Training">{Math.round(share * 100)} %</progress> : null}
      {figures.length === 0 ? null : <dl class="figures">{figures.map(([name, value]) => <div key={name}><dt>{name}</dt><dd>{value}</dd></div>)}</dl>}
    </div>
  );
}

/** The runs that train or wait beside this one. */
function Queue({ run }: { run: Run }) {
  const runs = useFetched<{ runs: Run[] }>("/runs", 4000);
  const others = (runs.value?.runs ?? []).filter(one => !isOver(one.state) && one.id !== run.id).reverse();
  return others.length === 0 ? null : (
    <Section title="Other runs under way">
      <ul class="rows">
        {others.map(one => (
          <li key={one.id}>
            <a href={placeOf("run", one.id, "train")}>{one.name}</a>
            <span class={`badge ${one.state}`}>{stateText[one.state]}</span>
          </li>
        ))}
      </ul>
    </Section>
  );
}
