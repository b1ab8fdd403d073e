import { useCallback, useEffect, useRef, useState } from "preact/hooks";
import type { Refusal } from "../api-types";
import { get, refusalOf } from "./api";

/** What is fetched: undefined until it came, and the sentence where it was refused. */
export interface Fetched<T> {
  value: T | undefined;
  refusal: Refusal | undefined;
  /** Fetches again; what was there stays until the new comes. */
  again: () => void;
  /** Puts in a newer one that came by another way. */
  set: (value: T) => void;
}

/** Fetches when the path changes, and again every so many milliseconds where that is given. */
export function useFetched<T>(path: string | undefined, every?: number): Fetched<T> {
  const [state, setState] = useState<{ path: string | undefined; value?: T; refusal?: Refusal }>({ path });
  const newest = useRef(0);
  const again = useCallback(() => {
    if (path === undefined) {
      return;
    }

    const own = ++newest.current;
    get<T>(path).then(
      value => { if (own === newest.current) { setState({ path, value }); } },
      (problem: unknown) => {
        if (own === newest.current) {
          setState(before => ({ ...(before.path === path ? before : { path }), refusal: refusalOf(problem) }));
        }
      });
  }, [path]);
  useEffect(() => {
    again();
    const timer = every === undefined ? 0 : window.setInterval(() => { if (!document.hidden) { again(); } }, every);
    return () => {
      newest.current++;
      clearInterval(timer);
    };
  }, [again, every]);
  const set = useCallback((value: T) => {
    newest.current++;
    setState({ path, value });
  }, [path]);
  const current = state.path === path ? state : undefined;
  return { value: current?.value, refusal: current?.refusal, again, set };
}
