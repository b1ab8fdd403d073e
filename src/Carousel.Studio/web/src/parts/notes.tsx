import { useId, useState } from "preact/hooks";
import type { Run } from "../api-types";
import { send } from "../net/api";
import { RefusalNote, useAction } from "./small";

/** What a person writes of a run; kept when the field is left. */
export function Notes({ run, changed }: { run: Run; changed: (run: Run) => void }) {
  const action = useAction();
  const [saved, setSaved] = useState(false);
  const id = useId();
  return (
    <div class="field">
      <label for={id}>Notes</label>
      <textarea id={id} rows={3} value={run.notes} onInput={() => setSaved(false)} onChange={event => {
        const notes = event.currentTarget.value;
        action.run(async () => {
          changed(await send<Run>("PATCH", `/runs/${run.id}`, { notes }));
          setSaved(true);
        });
      }} />
      <p class="help" role="status">{saved ? "Kept." : ""}</p>
      <RefusalNote refusal={action.refusal} />
    </div>
  );
}
