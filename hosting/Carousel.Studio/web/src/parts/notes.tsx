import { useId, useState } from "preact/hooks";
import type { Run } from "../api-types";
import { send } from "../net/api";
import { RefusalNote, useAction } from "./small";
import { useDraft } from "./use-draft";

/** What a person writes of a run; kept when the field is left. */
export function Notes({ run, changed }: { run: Run; changed: (run: Run) => void }) {
  const action = useAction();
  const [saved, setSaved] = useState(false);
  const id = useId();
  const typed = useDraft(run.notes, notes => action.run(async () => {
    changed(await send<Run>("PATCH", `/runs/${run.id}`, { notes }));
    setSaved(true);
  }), "left");
  return (
    <div class="field">
      <label for={id}>Notes</label>
      <textarea id={id} rows={3} {...typed} />
      <p class="help" role="status">{saved ? "Kept." : ""}</p>
      <RefusalNote refusal={action.refusal} />
    </div>
  );
}
