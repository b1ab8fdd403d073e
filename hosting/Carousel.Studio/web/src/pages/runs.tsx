import { useState } from "preact/hooks";
import type { Run } from "../api-types";
import { announce } from "../announce";
import { send } from "../net/api";
import { useFetched } from "../net/use-fetched";
import { textOf } from "../parts/options-form";
import { Confirm, RefusalNote, useAction, Waiting } from "../parts/small";
import { dayText, metricText, stateText } from "../parts/texts";
import { goTo, placeOf } from "../route";

/** All runs: settings, measures, notes; two of them beside each other. */
export function RunsPage() {
  const runs = useFetched<{ runs: Run[] }>("/runs", 5000);
  const [picked, pick] = useState<string[]>([]);
  const [leaving, setLeaving] = useState<Run>();
  const action = useAction();
  if (runs.value === undefined) {
    return <Waiting refusal={runs.refusal} what="the runs" />;
  }

  const all = runs.value.runs;
  const both = picked.filter(id => all.some(run => run.id === id));
  const remove = (run: Run): void => action.run(async () => {
    await send("DELETE", `/runs/${run.id}`);
    announce(`${run.name} is deleted`);
    runs.again();
  });
  return all.length === 0 ? <p>No run yet. <a href={placeOf()}>Begin with data.</a></p> : (
    <>
      <p class="actions">
        <button type="button" class="strong" disabled={both.length !== 2} onClick={() => goTo("compare", both[0]!, both[1]!)}>Compare</button>
        <span class="quiet" role="status">{both.length === 2 ? "Two runs are chosen." : "Choose two runs to compare them."}</span>
      </p>
      <RefusalNote refusal={action.refusal ?? runs.refusal} />
      <div class="scroller" role="region" tabIndex={0} aria-label="Runs">
        <table class="runs">
          <thead><tr>
            <th scope="col"><span class="unseen">Chosen</span></th><th scope="col" class="left">run</th><th scope="col" class="left">state</th>
            <th scope="col" class="left">result</th><th scope="col" class="left">settings</th><th scope="col" class="left">notes</th>
            <th scope="col" class="left">begun</th><th scope="col"><span class="unseen">Delete</span></th>
          </tr></thead>
          <tbody>
            {all.map(run => (
              <tr key={run.id}>
                <td><input type="checkbox" aria-label={`Choose ${run.name}`} checked={both.includes(run.id)}
                  onChange={event => pick(event.currentTarget.checked ? [...both, run.id].slice(-2) : both.filter(id => id !== run.id))} /></td>
                <th scope="row" class="left sentence"><a href={placeOf("run", run.id, run.result === null ? "train" : "result")}>{run.name}</a>
                  <small>{run.job} · {run.data_name}</small></th>
                <td class="left"><span class={`badge ${run.state}`}>{stateText[run.state]}</span></td>
                <td class="left sentence">{run.result === null ? run.refusal?.error ?? "–" : <><span class="measures">{measuresOf(run)}</span><small>{run.result.sentence}</small></>}</td>
                <td class="left sentence"><small>{settingsOf(run)}</small></td>
                <td class="left sentence"><small>{run.notes}</small></td>
                <td class="left">{dayText(run.created)}</td>
                <td><button type="button" class="small" onClick={() => setLeaving(run)} aria-label={`Delete ${run.name}`}>Delete</button></td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {leaving === undefined ? null : (
        <Confirm question={`Delete ${leaving.name} with its model, report and files?`} action="Delete it" done={yes => {
          setLeaving(undefined);
          if (yes) {
            remove(leaving);
          }
        }} />
      )}
    </>
  );
}

/** The first measures of the model itself. */
function measuresOf(run: Run): string {
  const { metrics, scores } = run.result!;
  return metrics.filter(metric => !metric.is_detail).slice(0, 3).map(metric => `${metric.title} ${metricText(metric, scores[0]?.metrics[metric.key])}`).join(", ");
}

const settingsOf = (run: Run): string => Object.entries(run.options).map(([name, value]) => `${name.replaceAll("-", " ")} ${textOf(value)}`).join(", ");
