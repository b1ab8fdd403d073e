import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import { numberText } from "../../../../../src/Carousel.Report/web/src/format";
import type { Check, ChosenFile, DataSet, Job, Options, OptionValue, Recommendation, Refusal, Run } from "../api-types";
import { announce } from "../announce";
import { refusalOf, send, upload } from "../net/api";
import { useFetched } from "../net/use-fetched";
import { OptionsForm, type Choose } from "../parts/options-form";
import { Questions } from "../parts/questions";
import { CopyText, Facts, RefusalNote, useAction } from "../parts/small";
import { bytesText } from "../parts/texts";
import { goTo } from "../route";

/** What was chosen for data, kept while the tab is open. */
const kept = new Map<string, { job: string; options: Options }>();
const millisecondsOfRest = 350;

/** Which job, its questions, all its options, what it would take, the equal command and the button that trains. */
export function JobChoice({ data, targetsChanged }: { data: DataSet; targetsChanged: (targets: string[]) => void }) {
  const [choice, setChoice] = useState(() => kept.get(data.id) ?? ofJob(data.jobs, data.jobs[0]?.job ?? ""));
  const jobs = useFetched<{ jobs: Job[] }>("/jobs");
  const [more, setMore] = useState(false);
  const [name, setName] = useState("");
  const action = useAction();
  const { check, refusal, checking } = useCheck(data.id, choice);
  useEffect(() => { kept.set(data.id, choice); }, [data.id, choice]);
  const targets = textsOf(choice.options["target"]);
  useEffect(() => targetsChanged(targets === "" ? [] : targets.split("\n")), [targets]);

  const known = data.jobs.find(one => one.job === choice.job);
  const change = (option: string, value: OptionValue | undefined): void => setChoice(before => {
    const options = { ...before.options };
    if (value === undefined) {
      delete options[option];
    } else {
      options[option] = value;
    }

    return { ...before, options };
  });
  const choose: Choose = async file => (await upload<ChosenFile>("PUT", `/data/${data.id}/chosen?name=${encodeURIComponent(file.name)}`, file)).path;
  // What was refused before a change says nothing of the choice after it.
  useEffect(() => { if (!action.busy) { action.clear(); } }, [data.id, choice]);
  const train = (): void => action.run(async () => {
    if (!checking && refusal !== undefined) {
      announce(refusal.error);
      return;
    }

    const run = await send<Run>("POST", "/runs", { data: data.id, ...choice, ...(name.trim() === "" ? {} : { name: name.trim() }) });
    announce(`${run.name} begins`);
    goTo("run", run.id, "train");
  });
  const asked = new Set(known?.questions.map(question => question.option));
  const wrong = placed(action.refusal ?? refusal, [...asked]);
  const isPlaced = wrong?.option !== undefined && (asked.has(wrong.option) || more);
  return (
    <form onSubmit={event => { event.preventDefault(); train(); }} noValidate>
      <fieldset class="jobs">
        <legend>What is to be learned?</legend>
        {data.jobs.map((one, index) => (
          <label key={one.job} class="job">
            <input type="radio" name="job" checked={one.job === choice.job} onChange={() => setChoice(ofJob(data.jobs, one.job))} />
            <span><strong>{one.job}</strong>{index === 0 ? <em>recommended</em> : null}<small>{one.reason}</small></span>
          </label>
        ))}
        <OtherJob jobs={jobs.value?.jobs ?? []} known={data.jobs} job={choice.job} pick={job => setChoice({ job, options: {} })} />
      </fieldset>
      {known === undefined ? null : <Questions questions={known.questions} options={choice.options} change={change} refusal={wrong} />}
      <details class="fold more" onToggle={event => setMore(event.currentTarget.open)}>
        <summary>More options</summary>
        {more && choice.job !== "" ? <MoreOptions job={choice.job} options={choice.options} change={change} refusal={wrong} without={asked} choose={choose} /> : null}
      </details>
      <div class="check" aria-busy={checking}>
        {isPlaced ? null : <RefusalNote refusal={wrong} />}
        {check === undefined ? null : (
          <>
            <p class="quiet">{numberText(check.parameters, 0)} parameters, {bytesText(check.peak_bytes)} of memory while training.</p>
            <details class="fold">
              <summary>How it will be trained</summary>
              <Facts facts={check.facts} />
            </details>
            <p class="label">The same on the command line</p>
            <CopyText text={check.command} label="Command line" />
          </>
        )}
      </div>
      <div class="field">
        <label for="run-name">A name for the run</label>
        <input id="run-name" type="text" value={name} placeholder={`${choice.job} of ${data.name}`} onInput={event => setName(event.currentTarget.value)} autocomplete="off" />
      </div>
      <p class="actions"><button type="submit" class="strong large" disabled={action.busy || choice.job === ""}>Train</button></p>
    </form>
  );
}

const ofJob = (jobs: Recommendation[], job: string): { job: string; options: Options } =>
  ({ job, options: { ...jobs.find(one => one.job === job)?.options } });

/** A refusal with the option that its sentence names, where it does not say so itself: as --option, or by a question's own word. */
function placed(refusal: Refusal | undefined, asked: string[]): Refusal | undefined {
  if (refusal === undefined || refusal.option !== undefined) {
    return refusal;
  }

  const words = refusal.error.toLowerCase().split(/[^\p{L}\d-]+/u);
  const option = words.find(word => word.startsWith("--"))?.slice(2) ?? asked.find(name => words.includes(name));
  return option === undefined ? refusal : { ...refusal, option };
}

const textsOf = (value: OptionValue | undefined): string => (Array.isArray(value) ? value.join("\n") : String(value ?? ""));

/** A job that was not recommended can be tried, too; its refusal says why it does not fit. */
function OtherJob({ jobs, known, job, pick }: { jobs: Job[]; known: Recommendation[]; job: string; pick: (job: string) => void }) {
  const others = jobs.filter(one => !known.some(other => other.job === one.name));
  return others.length === 0 ? null : (
    <label class="inline">Another job <select value={known.some(one => one.job === job) ? "" : job} onChange={event => { if (event.currentTarget.value !== "") { pick(event.currentTarget.value); } }}>
      <option value="">choose …</option>
      {others.map(one => <option key={one.name} value={one.name}>{one.name}: {one.summary}</option>)}
    </select></label>
  );
}

function MoreOptions({ job, ...form }: {
  job: string; options: Options; change: (name: string, value: OptionValue | undefined) => void; refusal: Refusal | undefined; without: ReadonlySet<string>; choose: Choose;
}) {
  const found = useFetched<Job>(`/jobs/${job}`);
  return found.value?.schema === undefined
    ? <RefusalNote refusal={found.refusal} />
    : <OptionsForm schema={found.value.schema} {...form} />;
}

/** Asks what a training would take whenever the choices rest. */
function useCheck(data: string, choice: { job: string; options: Options }): { check: Check | undefined; refusal: Refusal | undefined; checking: boolean } {
  const first = useRef(true);
  const request = useMemo(() => ({ data, ...choice }), [data, choice]);
  // An answer knows what it answers: until the one to the last choice is there, the page is busy.
  const [state, setState] = useState<{ check?: Check; refusal?: Refusal; request?: typeof request }>({});
  useEffect(() => {
    if (choice.job === "") {
      setState({ request });
      return;
    }

    const stop = new AbortController();
    const timer = setTimeout(() => {
      send<Check>("POST", "/checks", request, stop.signal).then(
        check => setState({ check, request }),
        (problem: unknown) => {
          if (!stop.signal.aborted) {
            setState({ refusal: refusalOf(problem), request });
          }
        });
    }, first.current ? 0 : millisecondsOfRest);
    first.current = false;
    return () => {
      stop.abort();
      clearTimeout(timer);
    };
  }, [request]);
  return { check: state.check, refusal: state.refusal, checking: state.request !== request };
}
