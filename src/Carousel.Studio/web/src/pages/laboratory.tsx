import { useState } from "preact/hooks";
import type { Claim, Task } from "../api-types";
import { announce } from "../announce";
import { send } from "../net/api";
import { useFetched } from "../net/use-fetched";
import { RefusalNote, useAction, Waiting } from "../parts/small";
import { TaskView } from "../parts/task";

/** What is said of LSTM, each measured by a button. */
export function LaboratoryPage() {
  const claims = useFetched<{ claims: Claim[] }>("/claims");
  const tasks = useFetched<{ tasks: Task[] }>("/tasks");
  const [open, setOpen] = useState<Record<string, string>>({});
  const action = useAction();
  const [asked, ask] = useState("");
  if (claims.value === undefined) {
    return <Waiting refusal={claims.refusal} what="the claims" />;
  }

  const run = (claim: Claim): void => {
    ask(claim.name);
    action.run(async () => {
      const task = await send<Task>("POST", "/tasks", { kind: "claim", claim: claim.name });
      announce(`${claim.statement} is measured`);
      setOpen(before => ({ ...before, [claim.name]: task.id }));
      tasks.again();
    });
  };
  return (
    <>
      <p class="lead">Sentences from books and papers, each with an experiment that can confirm it or not. One takes from seconds to some minutes.</p>
      <ul class="claims">
        {claims.value.claims.map(claim => {
          const last = open[claim.name] ?? tasks.value?.tasks.find(task => task.kind === "claim" && task.name === claim.name)?.id;
          return (
            <li key={claim.name}>
              <h2>{claim.statement}</h2>
              <p>{claim.question}</p>
              <p class="actions">
                <button type="button" disabled={action.busy} onClick={() => run(claim)} aria-label={`${last === undefined ? "Measure it" : "Measure it again"}: ${claim.statement}`}>{last === undefined ? "Measure it" : "Measure it again"}</button>
                {last !== undefined && open[claim.name] === undefined
                  ? <button type="button" onClick={() => setOpen({ ...open, [claim.name]: last })} aria-label={`Show what was measured: ${claim.statement}`}>Show what was measured</button> : null}
              </p>
              {asked === claim.name ? <RefusalNote refusal={action.refusal} /> : null}
              {open[claim.name] === undefined ? null : <TaskView key={open[claim.name]} id={open[claim.name]!} />}
            </li>
          );
        })}
      </ul>
    </>
  );
}
