import type { Run } from "../api-types";
import { Files } from "../parts/files";
import { Notes } from "../parts/notes";
import { ReportFrame } from "../parts/report-frame";
import { Scores } from "../parts/scores";
import { RefusalNote, Section } from "../parts/small";
import { placeOf } from "../route";

/** The verdict first, then the table, then the report. */
export function ResultPage({ run, changed }: { run: Run; changed: (run: Run) => void }) {
  const { result } = run;
  if (result === null) {
    return (
      <>
        <RefusalNote refusal={run.refusal ?? undefined} />
        <p>There is no result yet. <a href={placeOf("run", run.id, "train")}>See the training.</a></p>
        <Notes run={run} changed={changed} />
      </>
    );
  }

  return (
    <>
      <p class="verdict">{result.sentence}</p>
      <Scores result={result} />
      {result.notes.length === 0 ? null : <ul class="notes">{result.notes.map(note => <li key={note}>{note}</li>)}</ul>}
      <div class="beside">
        <Notes run={run} changed={changed} />
        <details class="fold">
          <summary>Files of the run</summary>
          <Files path={`/runs/${run.id}`} files={run.files} />
        </details>
      </div>
      {run.has_report ? <Section title="The report"><ReportFrame path={`/runs/${run.id}/report.html`} title={`Report of ${run.name}`} /></Section> : null}
    </>
  );
}
