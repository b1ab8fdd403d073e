import { useState } from "preact/hooks";
import { numberText } from "../../../../../src/Carousel.Report/web/src/format";
import type { ExportForm, Run, Service } from "../api-types";
import { announce } from "../announce";
import { fetchFile, send } from "../net/api";
import { useFetched } from "../net/use-fetched";
import { saveBlob } from "../parts/save";
import { CopyText, RefusalNote, Section, useAction } from "../parts/small";

const forms: { form: ExportForm; title: string; says: string }[] = [
  { form: "web", title: "Web page", says: "One file that computes in the browser, offline." },
  { form: "onnx", title: "ONNX", says: "For other runtimes, with the pre- and post-processing that fits in." },
  { form: "c", title: "C", says: "Source without libraries, for devices and for reading." },
  { form: "model", title: "Model file", says: "The model itself, for carousel predict, serve and the library." },
];

/** Takes the model elsewhere, or serves it from here. */
export function ShipPage({ run }: { run: Run }) {
  return (
    <>
      <Section title="Take it with you">
        <ul class="cards">{forms.map(one => <ExportCard key={one.form} run={run} {...one} />)}</ul>
      </Section>
      <Section title="Serve it from here" lead="Programs on this machine get answers over HTTP; rows of a sequence are steps of a session.">
        <ServicePart run={run} />
      </Section>
    </>
  );
}

function ExportCard({ run, form, title, says }: { run: Run; form: ExportForm; title: string; says: string }) {
  const action = useAction();
  return (
    <li>
      <button type="button" class="card" disabled={action.busy} onClick={() => action.run(async () => {
        const { name, file } = await fetchFile(`/runs/${run.id}/export/${form}`);
        saveBlob(file, name);
        announce(`${name} is saved`);
      })}>
        <strong>{title}</strong><span>{says}</span>
      </button>
      <RefusalNote refusal={action.refusal} />
    </li>
  );
}

function ServicePart({ run }: { run: Run }) {
  const action = useAction();
  const [made, setMade] = useState<Service>();
  const live = useFetched<Service>(`/runs/${run.id}/service`, 1500);
  // A model that is not served is answered with a refusal that says so, which is no trouble here.
  const service = live.refusal === undefined ? live.value ?? made : made;
  const serve = (): void => action.run(async () => {
    setMade(await send<Service>("PUT", `/runs/${run.id}/service`));
    announce("The model is served");
    live.again();
  });
  const stop = (): void => action.run(async () => {
    await send("DELETE", `/runs/${run.id}/service`);
    setMade(undefined);
    announce("The model is no longer served");
    live.again();
  });
  if (service === undefined) {
    return (
      <>
        <p class="actions"><button type="button" class="strong" disabled={action.busy} onClick={serve}>Serve it</button></p>
        <RefusalNote refusal={action.refusal} />
      </>
    );
  }

  const figures: [string, string][] = [
    ["steps", numberText(service.steps, 0)], ["steps a second", numberText(service.steps_per_second, 1)], ["open sessions", numberText(service.sessions, 0)],
  ];
  return (
    <>
      <dl class="figures">{figures.map(([name, value]) => <div key={name}><dt>{name}</dt><dd>{value}</dd></div>)}</dl>
      <p class="label">Address</p>
      <CopyText text={service.url} label="Address" />
      {made?.key == null ? <p class="help">Its key was shown when the serving began. Stop and serve again for a new one.</p> : (
        <>
          <p class="label">Key. It is shown once; the studio keeps its fingerprint only.</p>
          <CopyText text={made.key} label="Key" />
        </>
      )}
      <p class="label">Try it</p>
      <CopyText text={made?.curl ?? service.curl} label="Command that asks for an answer" />
      <p class="actions"><button type="button" disabled={action.busy} onClick={stop}>Stop serving</button></p>
      <RefusalNote refusal={action.refusal} />
    </>
  );
}
