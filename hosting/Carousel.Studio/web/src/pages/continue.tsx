import { useEffect, useId, useRef, useState } from "preact/hooks";
import type { Continuation, Run } from "../api-types";
import { announce } from "../announce";
import { send } from "../net/api";
import { Drawn } from "../parts/drawn";
import { saveBlob } from "../parts/save";
import { RefusalNote, Section, useAction } from "../parts/small";
import { useDraft } from "../parts/use-draft";
import { play, type Note } from "../sound/player";

/** Lets the model go on: text to read, music to hear, drawings to see. */
export function Continue({ run }: { run: Run }) {
  const action = useAction();
  const [prime, setPrime] = useState("");
  const [length, setLength] = useState(run.uses?.input === "music" ? 64 : 300);
  const [temperature, setTemperature] = useState(0.8);
  const [seed, setSeed] = useState(1);
  const [made, setMade] = useState<Continuation>();
  const id = useId();
  const lengthTyped = useDraft(String(length), text => setLength(Number(text) || 1));
  const seedTyped = useDraft(String(seed), text => setSeed(Number(text) || 0));
  const writes = run.uses?.reads_text === true;
  const ask = (): void => action.run(async () => {
    const found = await send<Continuation>("POST", `/runs/${run.id}/continuation`, { ...(writes && prime !== "" ? { prime } : {}), length, temperature, seed });
    setMade(found);
    setSeed(seed + 1);
    announce(found.sentence === "" ? "The model has gone on" : found.sentence);
  });
  return (
    <Section title={writes ? "Let it write" : run.uses?.input === "music" ? "Let it play" : "Let it draw"}>
      <form class="continue" noValidate onSubmit={event => { event.preventDefault(); ask(); }}>
        {writes ? (
          <div class="field wide"><label for={`${id}-prime`}>Begin with</label>
            <textarea id={`${id}-prime`} rows={2} value={prime} onInput={event => setPrime(event.currentTarget.value)} /></div>
        ) : null}
        <div class="field"><label for={`${id}-length`}>Length</label>
          <input id={`${id}-length`} type="number" min={1} max={10000} {...lengthTyped} /></div>
        <div class="field"><label for={`${id}-heat`}>Temperature: {temperature.toFixed(1)}</label>
          <input id={`${id}-heat`} type="range" min={0.1} max={2} step={0.1} value={temperature} aria-describedby={`${id}-heat-help`}
            onInput={event => setTemperature(event.currentTarget.valueAsNumber)} />
          <p class="help" id={`${id}-heat-help`}>Low takes what is likeliest, high dares more.</p></div>
        <div class="field"><label for={`${id}-seed`}>Seed</label>
          <input id={`${id}-seed`} type="number" min={0} {...seedTyped} /></div>
        <p class="actions"><button type="submit" class="strong" disabled={action.busy}>Go on</button></p>
      </form>
      <RefusalNote refusal={action.refusal} />
      {made === undefined ? null : (
        <div class="answer">
          {made.sentence === "" ? null : <p class="verdict">{made.sentence}</p>}
          {made.notes === undefined ? null : <Player notes={made.notes} />}
          {made.strokes === undefined ? null : <Drawn strokes={made.strokes} />}
          {made.text === "" ? null : <pre class="prose" tabIndex={0} role="region" aria-label="What the model wrote">{made.text}</pre>}
          {made.text === "" ? null : <p class="actions"><button type="button" onClick={() => saveBlob(new Blob([made.text], { type: "text/plain" }), `${run.name}.txt`)}>Download text</button></p>}
        </div>
      )}
    </Section>
  );
}

/** Plays what was composed. */
function Player({ notes }: { notes: Note[] }) {
  const [stop, setStop] = useState<(() => void) | undefined>();
  const playing = useRef<(() => void) | undefined>(undefined);
  useEffect(() => () => playing.current?.(), [notes]);
  const begin = (): void => {
    const sound = play(notes);
    playing.current = sound.stop;
    setStop(() => sound.stop);
    void sound.done.then(() => {
      playing.current = undefined;
      setStop(undefined);
    });
  };
  return (
    <>
      <Roll notes={notes} />
      <p class="actions"><button type="button" class="strong" onClick={stop ?? begin}>{stop === undefined ? "Play" : "Stop"}</button></p>
    </>
  );
}

/** The notes as a piano roll. */
function Roll({ notes }: { notes: Note[] }) {
  const end = Math.max(...notes.map(note => note.start + note.seconds), 0.001);
  const [low, high] = [Math.min(...notes.map(note => note.pitch)), Math.max(...notes.map(note => note.pitch))];
  const height = 6 * (high - low + 1);
  return (
    <svg class="roll" viewBox={`0 0 1000 ${height}`} preserveAspectRatio="none" role="img" aria-label={`${notes.length} notes in ${end.toFixed(1)} seconds`}>
      {notes.map((note, index) => (
        <rect key={index} x={(note.start / end) * 1000} y={(high - note.pitch) * 6} width={Math.max((note.seconds / end) * 1000 - 1, 1)} height={5} />
      ))}
    </svg>
  );
}
