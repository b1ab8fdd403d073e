import { useEffect, useRef, useState } from "preact/hooks";
import { announce } from "../announce";
import { microphoneProblem, record, type Recording } from "../sound/microphone";
import { RefusalNote } from "./small";
import { timeText } from "./texts";

/** A button that listens to the microphone until it is pressed again. */
export function Listen({ rate, heard, busy }: { rate: number; heard: (sound: Blob) => void; busy: boolean }) {
  const [recording, setRecording] = useState<Recording>();
  const [problem, setProblem] = useState<string>();
  const [last, setLast] = useState<string>();
  const [seconds, setSeconds] = useState(0);
  const meter = useRef<HTMLMeterElement>(null);
  useEffect(() => {
    if (recording === undefined) {
      return;
    }

    const begun = performance.now();
    const timer = setInterval(() => {
      // The last turn may come when the meter is gone.
      if (meter.current !== null) {
        meter.current.value = recording.level();
      }

      setSeconds(Math.floor((performance.now() - begun) / 1000));
    }, 60);
    return () => {
      clearInterval(timer);
      recording.cancel();
    };
  }, [recording]);
  useEffect(() => () => { if (last !== undefined) { URL.revokeObjectURL(last); } }, [last]);
  const begin = async (): Promise<void> => {
    setProblem(undefined);
    try {
      setRecording(await record(rate));
      announce("Listening");
    } catch (trouble) {
      setProblem(microphoneProblem(trouble));
    }
  };
  const end = async (): Promise<void> => {
    try {
      const sound = await recording!.stop();
      setLast(URL.createObjectURL(sound));
      heard(sound);
    } catch (trouble) {
      setProblem(microphoneProblem(trouble));
    }

    setRecording(undefined);
  };
  return (
    <div class="listen">
      <p class="actions">
        <button type="button" class="strong" disabled={busy} aria-pressed={recording !== undefined} onClick={() => void (recording === undefined ? begin() : end())}>
          {recording === undefined ? "Speak" : "Stop and write it down"}
        </button>
        {recording === undefined ? null : <><meter ref={meter} min={0} max={1} aria-label="Loudness" /> <span>{timeText(seconds)}</span></>}
        {last === undefined || recording !== undefined ? null : <audio controls src={last} aria-label="What was heard" />}
      </p>
      <RefusalNote refusal={problem === undefined ? undefined : { error: problem }} />
    </div>
  );
}
