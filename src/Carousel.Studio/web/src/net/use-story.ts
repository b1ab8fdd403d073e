import { useEffect, useState } from "preact/hooks";
import type { RunEvent } from "../api-types";
import { addressOf } from "./api";
import { beginning, told, type Story } from "./story";

const kinds: RunEvent["kind"][] =
  ["state", "facts", "memory", "part", "begin", "progress", "epoch", "rival", "note", "result", "failure", "end"];
/** Curves are drawn again no more often than this, so that clicks come first. */
const millisecondsBetween = 250;

/** Follows what a run or a task tells, from its beginning to its end. */
export function useStory(path: string | undefined): Story {
  const [story, setStory] = useState<{ path: string | undefined; story: Story }>({ path, story: beginning });
  useEffect(() => {
    if (path === undefined) {
      return;
    }

    let current = beginning;
    let timer = 0;
    const show = (): void => {
      timer = 0;
      setStory({ path, story: current });
    };
    const source = new EventSource(addressOf(path));
    // After a break all that was so far comes again.
    source.addEventListener("open", () => { current = beginning; });
    for (const kind of kinds) {
      source.addEventListener(kind, event => {
        current = told(current, { kind, ...JSON.parse((event as MessageEvent<string>).data) as object } as RunEvent);
        timer ||= window.setTimeout(show, millisecondsBetween);
        if (kind === "end") {
          source.close();
          clearTimeout(timer);
          show();
        }
      });
    }

    return () => {
      source.close();
      clearTimeout(timer);
    };
  }, [path]);
  return story.path === path ? story.story : beginning;
}
