import { useEffect } from "preact/hooks";
import type { Task } from "../api-types";
import { announce } from "../announce";
import { send } from "../net/api";
import { useFetched } from "../net/use-fetched";
import { useStory } from "../net/use-story";
import { Files } from "./files";
import { ReportFrame } from "./report-frame";
import { CopyText, RefusalNote, useAction, Waiting } from "./small";
import { stateText } from "./texts";

/** A look inside: while it runs, then its sentence and its report. */
export function TaskView({ id }: { id: string }) {
  const task = useFetched<Task>(`/tasks/${id}`);
  const story = useStory(`/tasks/${id}/events`);
  const action = useAction();
  useEffect(() => {
    if (story.end !== undefined) {
      announce(story.end);
      task.again();
    }
  }, [story.end]);
  if (task.value === undefined) {
    return <Waiting refusal={task.refusal} what="the task" />;
  }

  const state = story.end === undefined ? task.value.state : story.state ?? task.value.state;
  const isOver = state === "done" || state === "failed" || state === "stopped";
  const note = story.notes.at(-1);
  return (
    <div class="task">
      <p class="state"><span class={`badge ${state}`}>{state === "running" ? "running" : stateText[state]}</span> {note !== undefined && !isOver ? note : ""}</p>
      {isOver ? null : (
        <>
          <progress aria-label={task.value.title} />
          <p class="actions"><button type="button" disabled={action.busy} onClick={() => action.run(async () => task.set(await send<Task>("POST", `/tasks/${id}/stop`)))}>Stop</button></p>
        </>
      )}
      <RefusalNote refusal={action.refusal ?? story.refusal ?? task.value.refusal ?? undefined} />
      {task.value.sentence === "" ? null : <p class="verdict">{task.value.sentence}</p>}
      <p class="label">The same on the command line</p>
      <CopyText text={task.value.command} label="Command line" />
      {task.value.has_report && isOver ? <ReportFrame path={`/tasks/${id}/report.html`} title={`Report of ${task.value.title}`} /> : null}
      {task.value.files.length === 0 ? null : <details class="fold"><summary>Files</summary><Files path={`/tasks/${id}`} files={task.value.files} /></details>}
    </div>
  );
}
