import type { Fact, Progress, Refusal, Result, RunEvent, RunState } from "../api-types";

/** One training of a run: the model itself, the network alone, on all rows, … */
export interface Part {
  title: string;
  epochs: number;
  steps: number;
  /** Places along the epochs with the mean loss so far. */
  running: { at: number; loss: number }[];
  done: { epoch: number; loss: number; validation: number | null; isBest: boolean }[];
  baseline: { name: string; validation: number } | undefined;
}

/** All that a run or a task has told. */
export interface Story {
  state: RunState | undefined;
  ahead: number;
  facts: Fact[];
  memory: { bytes: number; words: string; parameters: number } | undefined;
  parts: Part[];
  progress: Progress | undefined;
  notes: string[];
  result: Result | undefined;
  refusal: Refusal | undefined;
  end: string | undefined;
}

export const beginning: Story = {
  state: undefined, ahead: 0, facts: [], memory: undefined, parts: [], progress: undefined, notes: [], result: undefined,
  refusal: undefined, end: undefined,
};

/** The story with one more event; what changes is made anew. */
export function told(story: Story, event: RunEvent): Story {
  switch (event.kind) {
    case "state": return { ...story, state: event.state, ahead: event.ahead };
    case "facts": return { ...story, facts: event.facts };
    case "memory": return { ...story, memory: { bytes: event.peak_bytes, words: event.words, parameters: event.parameters } };
    case "part": return { ...story, parts: [...story.parts, newPart(event.title)] };
    case "begin": return withPart(story, part => ({ ...part, epochs: event.epochs, steps: event.steps }));
    case "progress": {
      const { kind: _, ...progress } = event;
      return { ...withPart(story, part => withRunning(part, progress)), progress };
    }
    case "epoch": return withPart(story, part => ({
      ...part,
      done: [
        ...part.done.filter(one => one.epoch < event.epoch),
        { epoch: event.epoch, loss: event.loss, validation: event.validation, isBest: event.is_best },
      ],
    }));
    case "baseline": return withPart(story, part => ({ ...part, baseline: { name: event.name, validation: event.validation } }));
    case "note": return { ...story, notes: [...story.notes, event.sentence] };
    case "result": return { ...story, result: event.result };
    case "failure": return { ...story, refusal: event };
    case "end": return { ...story, state: event.state, end: event.sentence };
    // A kind of a later release.
    default: return story;
  }
}

const newPart = (title: string): Part =>
  ({ title, epochs: 0, steps: 0, running: [], done: [], baseline: undefined });

/** Changes the last part; the first one begins without being told. */
function withPart(story: Story, change: (part: Part) => Part): Story {
  const last = story.parts.at(-1) ?? newPart("");
  return { ...story, parts: [...story.parts.slice(0, -1), change(last)] };
}

function withRunning(part: Part, progress: Progress): Part {
  if (progress.loss === null || progress.steps === 0) {
    return part;
  }

  const at = (progress.step / progress.steps) * progress.epochs;
  const before = part.running.at(-1);
  // After going on from a checkpoint the same places come again.
  const kept = before !== undefined && before.at >= at ? part.running.filter(one => one.at < at) : part.running;
  return { ...part, running: [...kept, { at, loss: progress.loss }] };
}
