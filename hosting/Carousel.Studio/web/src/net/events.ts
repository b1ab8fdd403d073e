import type { RunEvent } from "../api-types";
import { ask, Refused } from "./api";

const millisecondsBeforeAgain = 3000;

/** Follows the events of a path. After a break all that was so far comes again, and `begun` is told. */
export async function follow(path: string, signal: AbortSignal, begun: () => void, heard: (event: RunEvent) => void): Promise<void> {
  while (!signal.aborted) {
    try {
      const answer = await ask(path, { signal });
      begun();
      await read(answer.body!, heard);
    } catch (problem) {
      if (problem instanceof Refused) {
        return;
      }
    }

    await new Promise(resolve => setTimeout(resolve, millisecondsBeforeAgain));
  }
}

async function read(body: ReadableStream<Uint8Array<ArrayBuffer>>, heard: (event: RunEvent) => void): Promise<void> {
  const reader = body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = "";
  for (;;) {
    const { done, value } = await reader.read();
    if (done) {
      return;
    }

    const parts = (rest + value).split("\n\n");
    rest = parts.pop()!;
    for (const part of parts) {
      const data = part.split("\n").find(line => line.startsWith("data: "));
      if (data !== undefined) {
        heard(JSON.parse(data.slice("data: ".length)) as RunEvent);
      }
    }
  }
}
