import { useState } from "preact/hooks";
import type { Answer, Run } from "../api-types";
import type { Rows } from "../api-data";
import { send, upload } from "../net/api";
import { useFetched } from "../net/use-fetched";
import { DrawPad } from "../parts/draw-pad";
import { DropZone } from "../parts/drop-zone";
import { Grid } from "../parts/grid";
import { Listen } from "../parts/listen";
import { rowsHere } from "../parts/row-store";
import { saveBlob } from "../parts/save";
import { RefusalNote, Section, useAction } from "../parts/small";
import { announce } from "../announce";
import { Continue } from "./continue";
import { WhatIf } from "./what-if";

const hints: Record<string, { label: string; help: string }> = {
  table: { label: "Rows to answer", help: "Paste rows as CSV with their header." },
  text: { label: "Text to answer", help: "One text a line." },
  tokens: { label: "Sentence to label", help: "Words between spaces; one sentence a line." },
  genome: { label: "Sequence to answer", help: "FASTA: a line that begins with >, then the bases." },
  strokes: { label: "Strokes to answer", help: "Stroke-3 as JSON, for those who do not draw." },
};

/** New things for the model, and what it says of them. */
export function UsePage({ run }: { run: Run }) {
  const { uses } = run;
  if (uses === null) {
    return <p>There is no model yet.</p>;
  }

  return (
    <>
      {uses.forecasts ? <WhatIf run={run} /> : null}
      {uses.generates ? <Continue run={run} /> : null}
      <AnswerPart run={run} />
    </>
  );
}

/** Whatever the model reads, typed, dropped, spoken or drawn, and its answer as a table. */
function AnswerPart({ run }: { run: Run }) {
  const uses = run.uses!;
  const action = useAction();
  const [text, type] = useState("");
  const [answer, setAnswer] = useState<Answer>();
  const [repeat, setRepeat] = useState(false);
  const hint = hints[uses.input];
  // How rows look that it reads: as those that it learned from.
  const learned = useFetched<Rows>(uses.input === "table" ? `/data/${run.data}/rows?from=0&count=2` : undefined).value;
  const example = learned === undefined ? "" : [learned.columns, ...learned.rows].map(row => row.join(",")).join("\n");
  const show = (found: Answer): void => {
    setAnswer(found);
    announce(found.sentence !== "" ? found.sentence : found.rows.length > 0 ? `${found.rows.length} rows of answers` : "The answer is there");
  };
  const query = (parts: Record<string, string>): string => {
    const all = new URLSearchParams({ ...parts, ...(repeat ? { repeat_known: "true" } : {}) }).toString();
    return `/runs/${run.id}/predictions${all === "" ? "" : `?${all}`}`;
  };
  const askText = (): void => action.run(async () => show(await send<Answer>("POST", query({}), { text })));
  const askFile = (file: Blob, name: string): void => action.run(async () => show(await upload<Answer>("POST", query({ name }), file)));
  return (
    <Section title={uses.forecasts ? "Other rows" : "Ask the model"}>
      <div class="ask">
        {uses.input === "sound" ? <Listen rate={uses.sound_rate ?? 16_000} heard={sound => askFile(sound, "spoken.wav")} busy={action.busy} /> : null}
        {uses.input === "strokes" ? <DrawPad drawn={strokes => askFile(new Blob([JSON.stringify(strokes)]), "drawn.json")} busy={action.busy} /> : null}
        {hint !== undefined || uses.reads_text ? (
          <form noValidate onSubmit={event => { event.preventDefault(); askText(); }}>
            <div class="field">
              <label for="asked">{hint?.label ?? "Text to answer"}</label>
              <textarea id="asked" rows={6} value={text} aria-describedby="asked-help" spellcheck={false} class={uses.input === "table" ? "code-like" : ""}
                placeholder={example} onInput={event => type(event.currentTarget.value)} />
              <p class="help" id="asked-help">{hint?.help ?? ""}</p>
            </div>
            {uses.forecasts ? (
              <label class="tick"><input type="checkbox" checked={repeat} onChange={event => setRepeat(event.currentTarget.checked)} />
                <span>Repeat known values of the last season where the rows end</span></label>
            ) : null}
            <p class="actions"><button type="submit" class="strong" disabled={action.busy || text.trim() === ""}>Answer</button></p>
          </form>
        ) : null}
        <DropZone title="Or drop a file" hint="The answers come as a table." folders={false}
          dropped={what => { const first = what.files[0]; if (first !== undefined) { askFile(first.file, first.file.name); } }} />
      </div>
      <RefusalNote refusal={action.refusal} />
      {action.busy ? <p class="quiet busy" role="status">Asking the model …</p> : null}
      {answer === undefined ? null : <AnswerView answer={answer} run={run} />}
    </Section>
  );
}

function AnswerView({ answer, run }: { answer: Answer; run: Run }) {
  const source = rowsHere(answer.columns, answer.rows);
  return (
    <div class="answer">
      {answer.sentence === "" ? null : <p class="verdict">{answer.sentence}</p>}
      {answer.notes.map(note => <p class="quiet" key={note}>{note}</p>)}
      {answer.columns.length > 0
        ? <Grid key={answer.text} source={source} version={1} name="Answers" />
        : <pre tabIndex={0} role="region" aria-label="Answer">{answer.text}</pre>}
      <p class="actions">
        <button type="button" onClick={() => saveBlob(new Blob([answer.text], { type: "text/csv" }), `${run.name} answers.${answer.columns.length > 0 ? "csv" : "txt"}`)}>
          {answer.columns.length > 0 ? "Download CSV" : "Download text"}</button>
      </p>
    </div>
  );
}
