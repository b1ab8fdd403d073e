import type { ComponentChildren } from "preact";
import { useEffect, useRef } from "preact/hooks";
import type { DataSummary, Run } from "./api-types";
import { useSession } from "./net/session";
import { useFetched } from "./net/use-fetched";
import { Waiting } from "./parts/small";
import { ComparePage } from "./pages/compare";
import { DataPage } from "./pages/data";
import { InsidePage } from "./pages/inside";
import { ResultPage } from "./pages/result";
import { RunsPage } from "./pages/runs";
import { ShipPage } from "./pages/ship";
import { StartPage } from "./pages/start";
import { TrainPage } from "./pages/train";
import { UsePage } from "./pages/use";
import { placeOf, useRoute, type Route } from "./route";

const steps = [
  { name: "train", title: "Train" },
  { name: "result", title: "Result" },
  { name: "use", title: "Use" },
  { name: "inside", title: "Look inside" },
  { name: "ship", title: "Ship" },
] as const;

type Step = typeof steps[number]["name"];

/** The whole page: the way at its top, the place that the address says below. */
export function App() {
  const route = useRoute();
  const session = useSession();
  const [first = "", second, third] = route;
  return (
    <>
      <a class="skip" href="#content" onClick={event => { event.preventDefault(); document.querySelector<HTMLElement>("h1")?.focus(); }}>To the content</a>
      <header class="top">
        <a class="brand" href={placeOf()}>Carousel <span>studio</span></a>
        <nav aria-label="Studio">
          <ul>
            <TopLink to="" title="Data" here={first === "" || first === "data"} />
            <TopLink to="runs" title="Runs" here={first === "runs" || first === "run" || first === "compare"} />
          </ul>
        </nav>
      </header>
      <p id="said" class="unseen" role="status" />
      {session !== "open" ? <Place key={session} title="The studio is not open in this tab"><ShutPage isEntering={session === "entering"} /></Place>
        : first === "run" && second !== undefined ? <RunPlace key={second} id={second} step={(third ?? "train") as Step} route={route} />
        : first === "data" && second !== undefined ? <DataPlace key={second} id={second} />
          : first === "compare" && second !== undefined && third !== undefined
            ? <Place key={route.join("/")} title="Two runs"><ComparePage ids={[second, third]} /></Place>
            : first === "runs" ? <Place key="runs" title="Runs"><RunsPage /></Place>
              : <Place key="start" title="From a file to a model"><StartPage /></Place>}
    </>
  );
}

/** What a tab without the token of this start shows. */
function ShutPage({ isEntering }: { isEntering: boolean }) {
  return isEntering ? <p class="quiet" role="status">Opening …</p> : (
    <p role="alert">
      Open the link that the terminal of <code>carousel studio</code> shows. Each start of the studio has a new link, and each tab is opened by the
      link. Runs go on meanwhile.
    </p>
  );
}

function TopLink({ to, title, here }: { to: string; title: string; here: boolean }) {
  return <li><a href={to === "" ? placeOf() : placeOf(to)} aria-current={here ? "true" : undefined}>{title}</a></li>;
}

let isFirstPlace = true;

/** A page with its heading, which takes the focus when the page is come to. */
function Place({ title, kicker, way, children }: {
  title: string; kicker?: ComponentChildren; way?: ComponentChildren; children: ComponentChildren;
}) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    // Whoever opens the studio begins at its top.
    if (!isFirstPlace) {
      heading.current?.focus({ preventScroll: true });
      scrollTo({ top: 0, behavior: "instant" });
    }

    isFirstPlace = false;
  }, []);
  useEffect(() => { document.title = `${title} · Carousel studio`; }, [title]);
  return (
    <>
      {way}
      <main id="content" aria-labelledby="title">
        <div class="title">
          {kicker === undefined ? null : <p class="kicker">{kicker}</p>}
          <h1 id="title" ref={heading} tabIndex={-1}>{title}</h1>
        </div>
        {children}
      </main>
    </>
  );
}

function DataPlace({ id }: { id: string }) {
  const data = useFetched<DataSummary>(`/data/${id}`);
  return <Place title={data.value?.name ?? "Data"} way={<Way data={id} run={undefined} step="data" />}><DataPage id={id} /></Place>;
}

/** A run, at one of its steps. */
function RunPlace({ id, step, route }: { id: string; step: Step; route: Route }) {
  const run = useFetched<Run>(`/runs/${id}`);
  const title = steps.find(one => one.name === step)?.title ?? "";
  const value = run.value;
  return (
    <Place key={step} title={value === undefined ? title : `${title}: ${value.name}`} kicker={value === undefined ? undefined : `${value.job} · ${value.data_name}`}
      way={<Way data={value?.data} run={value ?? { id }} step={step} />}>
      {value === undefined ? <Waiting refusal={run.refusal} what="the run" /> : <RunStep run={value} step={step} changed={run.set} route={route} />}
    </Place>
  );
}

function RunStep({ run, step, changed, route }: { run: Run; step: Step; changed: (run: Run) => void; route: Route }) {
  if (!run.has_model && step !== "train" && step !== "result") {
    return <p>There is no model yet. <a href={placeOf("run", run.id, "train")}>See the training.</a></p>;
  }

  switch (step) {
    case "train": return <TrainPage run={run} changed={changed} />;
    case "result": return <ResultPage run={run} changed={changed} />;
    case "use": return <UsePage run={run} />;
    case "inside": return <InsidePage run={run} chosen={route[3]} />;
    case "ship": return <ShipPage run={run} />;
  }
}

/** The way from a file to a model that answers, and where on it the reader is. */
function Way({ data, run, step }: { data: string | undefined; run: Pick<Run, "id"> & Partial<Run> | undefined; step: Step | "data" }) {
  const place = useRef<HTMLOListElement>(null);
  // On a phone the way is wider than the page.
  useEffect(() => {
    const here = place.current?.querySelector<HTMLElement>("[aria-current]");
    place.current?.scrollTo({ left: (here?.offsetLeft ?? 0) - place.current.clientWidth / 3 });
  }, [step]);
  const reached = (name: Step): boolean => run !== undefined && (name === "train" || name === "result" || run.has_model !== false);
  return (
    <nav class="way" aria-label="Steps">
      <ol ref={place}>
        <li>{data === undefined ? <span>Data</span> : <a href={placeOf("data", data)} aria-current={step === "data" ? "step" : undefined}>Data</a>}</li>
        {steps.map(one => (
          <li key={one.name}>
            {reached(one.name)
              ? <a href={placeOf("run", run!.id, one.name)} aria-current={one.name === step ? "step" : undefined}>{one.title}</a>
              : <span>{one.title}</span>}
          </li>
        ))}
      </ol>
    </nav>
  );
}
