import type { Refusal, Ticket } from "../api-types";
import { currentToken, forget } from "./session";

const root = "/studio/v1";

/** A request that the studio refused, with its sentence. */
export class Refused extends Error {
  readonly refusal: Refusal;

  constructor(refusal: Refusal) {
    super(refusal.error);
    this.refusal = refusal;
  }
}

/** What went wrong, in a sentence with its place. */
export function refusalOf(problem: unknown): Refusal {
  if (problem instanceof Refused) {
    return problem.refusal;
  }

  return problem instanceof TypeError
    ? { error: "The studio does not answer. Is the program still running?" }
    : { error: problem instanceof Error ? problem.message : String(problem) };
}

/** The address of something that a frame shows, which sends no header: it opens once. */
export async function frameAddressOf(path: string): Promise<string> {
  const { word } = await send<Ticket>("POST", "/tickets", { path: root + path });
  return `${root}${path}?ticket=${word}`;
}

/** Asks for something. */
export const get = <T>(path: string, signal?: AbortSignal): Promise<T> => request<T>(path, { signal: signal ?? null });

/** Sends JSON, or nothing. */
export const send = <T>(method: "POST" | "PUT" | "PATCH" | "DELETE", path: string, body?: unknown, signal?: AbortSignal): Promise<T> =>
  request<T>(path, {
    method,
    signal: signal ?? null,
    ...(body === undefined ? {} : { body: JSON.stringify(body), headers: { "Content-Type": "application/json" } }),
  });

/** Sends a file as it is. */
export const upload = <T>(method: "POST" | "PUT", path: string, file: Blob): Promise<T> =>
  request<T>(path, { method, body: file, headers: { "Content-Type": "application/octet-stream" } });

/** Fetches a file that may be refused, with its name. */
export async function fetchFile(path: string): Promise<{ name: string; file: Blob }> {
  const answer = await ask(path, {});
  const name = /filename="?([^";]+)/.exec(answer.headers.get("Content-Disposition") ?? "")?.[1] ?? path.split("/").at(-1)!;
  return { name, file: await answer.blob() };
}

async function request<T>(path: string, what: RequestInit): Promise<T> {
  const text = await (await ask(path, what)).text();
  return (text === "" ? undefined : JSON.parse(text)) as T;
}

/** Asks, and throws what was refused. */
export async function ask(path: string, what: RequestInit): Promise<Response> {
  const token = currentToken();
  const answer = await fetch(root + path, { credentials: "omit", ...what, headers: { ...what.headers, Authorization: `Bearer ${token ?? ""}` } });
  if (!answer.ok) {
    if (answer.status === 401) {
      forget(token);
    }

    const refusal = await answer.json().catch(() => undefined) as Refusal | undefined;
    throw new Refused(refusal?.error === undefined ? { error: `The studio answered with ${answer.status}.` } : refusal);
  }

  return answer;
}
