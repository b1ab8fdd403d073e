import { useState } from "preact/hooks";
import { numberText } from "../../../../../src/Carousel.Report/web/src/format";
import type { About, DataSet, DataSummary, Sample } from "../api-types";
import { announce } from "../announce";
import { get, send, upload } from "../net/api";
import { useFetched } from "../net/use-fetched";
import { DropZone } from "../parts/drop-zone";
import type { DropResult } from "../parts/dropped";
import { Confirm, RefusalNote, Section, useAction } from "../parts/small";
import { bytesText, dayText } from "../parts/texts";
import { goTo, placeOf } from "../route";

/** The first page: a file of one's own, a sample, or data from before. */
export function StartPage() {
  const samples = useFetched<{ samples: Sample[] }>("/samples");
  const earlier = useFetched<{ data: DataSummary[] }>("/data");
  const about = useFetched<About>("/about");
  const action = useAction();
  const [doing, setDoing] = useState("");
  const [leaving, setLeaving] = useState<DataSummary>();
  const say = (text: string): void => {
    setDoing(text);
    announce(text);
  };
  const open = (what: () => Promise<DataSet>): void => action.run(async () => {
    const found = await what();
    goTo("data", found.id);
  });
  const most = about.value?.most_bytes;
  return (
    <>
      <DropZone title="Drop your data here" folders
        hint={`A table (CSV, TSV), series in .ts, sentences in CoNLL-U, text, DNA in FASTA, recordings (WAV), pictures or pen strokes${most === undefined ? "" : `; up to ${bytesText(most)}`}. It stays on this machine.`}
        dropped={what => open(() => sent(what, most, say))} />
      <RefusalNote refusal={action.refusal} />
      {action.busy ? <p class="quiet busy">{doing}</p> : null}
      <Section title="Or begin with a sample">
        {samples.value === undefined ? <RefusalNote refusal={samples.refusal} /> : (
          <ul class="cards">
            {samples.value.samples.map(sample => (
              <li key={sample.name}>
                <button type="button" class="card" disabled={action.busy}
                  onClick={() => { say(`Reading ${sample.title} …`); open(() => send<DataSet>("POST", "/data", { sample: sample.name })); }}>
                  <strong>{sample.title}</strong><span>{sample.job}</span>
                </button>
              </li>
            ))}
          </ul>
        )}
      </Section>
      {earlier.value === undefined || earlier.value.data.length === 0 ? null : (
        <Section title="Your data">
          <ul class="rows">
            {earlier.value.data.map(one => (
              <li key={one.id}>
                <a href={placeOf("data", one.id)}>{one.name}</a>
                <span class="quiet">{[one.job, bytesText(one.bytes), dayText(one.created)].filter(Boolean).join(" · ")}</span>
                <button type="button" class="small" onClick={() => setLeaving(one)} aria-label={`Delete ${one.name}`}>Delete</button>
              </li>
            ))}
          </ul>
        </Section>
      )}
      {leaving === undefined ? null : (
        <Confirm question={`Delete ${leaving.name}? Runs that learned from it keep their models.`} action="Delete it" done={yes => {
          setLeaving(undefined);
          if (yes) {
            action.run(async () => {
              await send("DELETE", `/data/${leaving.id}`);
              earlier.again();
            });
          }
        }} />
      )}
    </>
  );
}

/** Sends what was dropped, file by file where it is a folder. */
async function sent(what: DropResult, most: number | undefined, say: (text: string) => void): Promise<DataSet> {
  const lone = what.folder === undefined ? what.files[0] : undefined;
  const large = what.files.find(one => most !== undefined && one.file.size > most);
  if (large !== undefined) {
    throw new Error(`${large.path} has ${bytesText(large.file.size)}; the studio takes up to ${bytesText(most!)}. The command line takes files of any size.`);
  }

  if (lone !== undefined) {
    say(`Reading ${lone.file.name} …`);
    return upload<DataSet>("POST", `/data?name=${encodeURIComponent(lone.file.name)}`, lone.file);
  }

  const { id } = await send<{ id: string }>("POST", "/data", { folder: what.folder });
  for (const [index, { path, file }] of what.files.entries()) {
    if (index % 50 === 0) {
      say(`Reading file ${numberText(index + 1, 0)} of ${numberText(what.files.length, 0)} …`);
    }

    await upload("PUT", `/data/${id}/files?path=${encodeURIComponent(path)}`, file);
  }

  await send("POST", `/data/${id}/read`);
  return get<DataSet>(`/data/${id}`);
}
