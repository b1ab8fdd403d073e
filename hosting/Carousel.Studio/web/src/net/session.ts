import { useEffect, useState } from "preact/hooks";
import type { Session } from "../api-types";

/** Whether this tab may ask the studio: `entering` while the word of a link is exchanged. */
export type SessionState = "open" | "entering" | "shut";

const key = "carousel-studio-token";
const root = "/studio/v1";

// The token belongs to one start of the studio and to this tab; no cookie, which would go to every port of the host.
let token = sessionStorage.getItem(key) ?? undefined;
let isEntering = false;
const listeners = new Set<() => void>();

const stateNow = (): SessionState => (isEntering ? "entering" : token === undefined ? "shut" : "open");

export const currentToken = (): string | undefined => token;

function change(next: string | undefined): void {
  token = next;
  if (next === undefined) {
    sessionStorage.removeItem(key);
  } else {
    sessionStorage.setItem(key, next);
  }

  tell();
}

const tell = (): void => listeners.forEach(listener => listener());

/** The studio refused this token: it was started again. */
export function forget(refused: string | undefined): void {
  if (refused !== undefined && refused === token) {
    change(undefined);
  }
}

/** Takes the word of a link from the address, which then shows it no longer. */
export function takeLink(): void {
  const [, kind, word] = /^#(token|open)=([\w-]+)$/.exec(location.hash) ?? [];
  if (kind === undefined || word === undefined) {
    return;
  }

  history.replaceState(null, "", "#/");
  if (kind === "token") {
    change(word);
  } else {
    void enter(word);
  }
}

async function enter(word: string): Promise<void> {
  isEntering = true;
  tell();
  const answer = await fetch(`${root}/session`, {
    method: "POST", credentials: "omit", body: JSON.stringify({ word }), headers: { "Content-Type": "application/json" },
  }).catch(() => undefined);
  isEntering = false;
  // A browser that opens its last pages again brings a used word, and the token that it had.
  change(answer?.ok === true ? (await answer.json() as Session).token : token);
}

/** Follows whether this tab may ask. */
export function useSession(): SessionState {
  const [state, setState] = useState(stateNow);
  useEffect(() => {
    const changed = (): void => setState(stateNow());
    listeners.add(changed);
    changed();
    return () => { listeners.delete(changed); };
  }, []);
  return state;
}

takeLink();
addEventListener("hashchange", takeLink);
