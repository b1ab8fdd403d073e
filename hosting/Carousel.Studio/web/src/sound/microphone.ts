import { wavOf } from "./wav";

/** A recording under way. */
export interface Recording {
  /** The loudness now, from 0 to 1. */
  level: () => number;
  /** Ends it and gives the sound as a WAV file of one channel. */
  stop: () => Promise<Blob>;
  /** Ends it and forgets the sound. */
  cancel: () => void;
}

/** Listens to the microphone. */
export async function record(rate: number): Promise<Recording> {
  const stream = await navigator.mediaDevices.getUserMedia({ audio: { channelCount: 1, echoCancellation: false, noiseSuppression: false, autoGainControl: false } });
  const context = new AudioContext();
  const pieces: Float32Array[] = [];
  let level = 0;
  const close = async (): Promise<void> => {
    stream.getTracks().forEach(track => track.stop());
    if (context.state !== "closed") {
      await context.close();
    }
  };
  try {
    await context.audioWorklet.addModule("recorder.js");
  } catch (problem) {
    await close();
    throw problem;
  }

  const node = new AudioWorkletNode(context, "recorder", { numberOfOutputs: 1 });
  node.port.onmessage = (event: MessageEvent<Float32Array>) => {
    pieces.push(event.data);
    level = Math.max(...event.data.map(Math.abs), level * 0.9);
  };
  context.createMediaStreamSource(stream).connect(node).connect(context.destination);
  return {
    level: () => level,
    stop: async () => {
      const { sampleRate } = context;
      await close();
      return wavOf(await resampled(pieces, sampleRate, rate), rate);
    },
    cancel: () => void close(),
  };
}

/** The pieces in one row, at another rate. */
async function resampled(pieces: Float32Array[], from: number, to: number): Promise<Float32Array> {
  const length = pieces.reduce((sum, piece) => sum + piece.length, 0);
  if (length === 0) {
    throw new Error("The microphone gave no sound.");
  }

  const offline = new OfflineAudioContext(1, Math.max(Math.round((length * to) / from), 1), to);
  const buffer = offline.createBuffer(1, length, from);
  let at = 0;
  for (const piece of pieces) {
    buffer.copyToChannel(piece as Float32Array<ArrayBuffer>, 0, at);
    at += piece.length;
  }

  const source = offline.createBufferSource();
  source.buffer = buffer;
  source.connect(offline.destination);
  source.start();
  return (await offline.startRendering()).getChannelData(0);
}

/** Why the microphone can't be used, in words. */
export function microphoneProblem(problem: unknown): string {
  const name = problem instanceof DOMException ? problem.name : "";
  switch (name) {
    case "NotAllowedError": return "The browser did not allow the microphone. Allow it beside the address, or choose a recording.";
    case "NotFoundError": return "There is no microphone. Choose a recording instead.";
    default: return problem instanceof Error ? problem.message : String(problem);
  }
}
