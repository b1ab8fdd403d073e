import { useEffect, useState } from "preact/hooks";
import { follow } from "./events";
import { beginning, told, type Story } from "./story";

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
    const stop = new AbortController();
    const begun = (): void => { current = beginning; };
    void follow(path, stop.signal, begun, event => {
      current = told(current, event);
      timer ||= window.setTimeout(show, millisecondsBetween);
      if (event.kind === "end") {
        stop.abort();
        clearTimeout(timer);
        show();
      }
    });

    return () => {
      stop.abort();
      clearTimeout(timer);
    };
  }, [path]);
  return story.path === path ? story.story : beginning;
}
