import { useId, useState } from "preact/hooks";
import type { Look, Options, Run, Task } from "../api-types";
import { announce } from "../announce";
import { send } from "../net/api";
import { useFetched } from "../net/use-fetched";
import { RefusalNote, Section, useAction } from "../parts/small";
import { TaskView } from "../parts/task";
import { dayText, stateText } from "../parts/texts";

interface LookWords { look: Look; title: string; says: string; options?: { name: string; label: string; help: string; begin: string }[]; }

const looks: LookWords[] = [
  { look: "all", title: "All looks", says: "Map of states, time constants, gradient flow and what drove the answers, one after the other." },
  { look: "traces", title: "Map of states", says: "Every gate and cell at every step, units that do alike side by side." },
  {
    look: "step", title: "Step by step", says: "Walk along a sequence with a slider and see what each gate and cell does, with all numbers.",
    options: [
      { name: "at", label: "At which step", help: "A number, or the first and the last: 20..22.", begin: "20" },
      { name: "around", label: "Steps around it", help: "So many before and after can be walked to.", begin: "10" },
    ],
  },
  { look: "gradients", title: "Gradient flow", says: "How far back an error reaches." },
  {
    look: "search", title: "Search", says: "Which unit follows a pattern or an input.",
    options: [{ name: "pattern", label: "Pattern", help: "What is sought in the text; empty for inputs of the table.", begin: "" }],
  },
  {
    look: "probe", title: "Probe", says: "What can be read off the states with a straight line.",
    options: [{ name: "property", label: "Property", help: "A column of the data; empty for those that are tried by themselves.", begin: "" }],
  },
  { look: "attribute", title: "What drove the answer", says: "Which steps and inputs raised the answer, which lowered it." },
  { look: "novelty", title: "Novelty", says: "Which steps are unlike what the model learned from." },
];

/** Looks inside a trained model. */
export function InsidePage({ run, chosen }: { run: Run; chosen: string | undefined }) {
  const tasks = useFetched<{ tasks: Task[] }>(`/tasks?run=${encodeURIComponent(run.id)}`, 4000);
  const [shown, show] = useState(chosen);
  const [look, setLook] = useState<Look>("traces");
  const [typed, type] = useState<Record<string, string>>({});
  const action = useAction();
  const id = useId();
  const words = looks.find(one => one.look === look)!;
  const begin = (): void => action.run(async () => {
    const options: Options = {};
    for (const option of words.options ?? []) {
      const text = (typed[`${look} ${option.name}`] ?? option.begin).trim();
      if (text !== "") {
        options[option.name] = option.name === "around" && Number.isFinite(Number(text)) ? Number(text) : text;
      }
    }

    const task = await send<Task>("POST", "/tasks", { kind: "look", run: run.id, look, options });
    announce(`${task.title} begins`);
    show(task.id);
    tasks.again();
  });
  return (
    <>
      <form class="looks" noValidate onSubmit={event => { event.preventDefault(); begin(); }}>
        <fieldset>
          <legend>What do you want to see?</legend>
          <div class="look-list">
            {looks.map(one => (
              <label class="job" key={one.look}>
                <input type="radio" name={`${id}-look`} checked={one.look === look} onChange={() => setLook(one.look)} />
                <span><strong>{one.title}</strong><small>{one.says}</small></span>
              </label>
            ))}
          </div>
        </fieldset>
        {(words.options ?? []).map(option => {
          const key = `${look} ${option.name}`;
          return (
            <div class="field" key={key}>
              <label for={`${id}-${option.name}`}>{option.label}</label>
              <input id={`${id}-${option.name}`} type="text" value={typed[key] ?? option.begin} aria-describedby={`${id}-${option.name}-help`}
                onInput={event => type({ ...typed, [key]: event.currentTarget.value })} />
              <p class="help" id={`${id}-${option.name}-help`}>{option.help}</p>
            </div>
          );
        })}
        <p class="actions"><button type="submit" class="strong" disabled={action.busy}>Look</button></p>
        <RefusalNote refusal={action.refusal} />
      </form>
      {tasks.value === undefined || tasks.value.tasks.length === 0 ? null : (
        <Section title="Looks so far">
          <ul class="rows">
            {tasks.value.tasks.map(task => (
              <li key={task.id}>
                <button type="button" class="link" aria-pressed={task.id === shown} onClick={() => show(task.id)}>{task.title}</button>
                <span class={`badge ${task.state}`}>{task.state === "running" ? "running" : stateText[task.state]}</span>
                <span class="quiet">{dayText(task.created)}</span>
              </li>
            ))}
          </ul>
        </Section>
      )}
      {shown === undefined ? null : <Section title="What was seen"><TaskView key={shown} id={shown} /></Section>}
    </>
  );
}
