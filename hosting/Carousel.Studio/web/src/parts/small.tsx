import type { ComponentChildren } from "preact";
import { useEffect, useId, useRef, useState } from "preact/hooks";
import type { Fact, Refusal } from "../api-types";
import { refusalOf } from "../net/api";

/** A refusal: the sentence of the command line, with its place. */
export function RefusalNote({ refusal, id }: { refusal: Refusal | undefined; id?: string }) {
  return refusal === undefined
    ? null
    : <p class="refusal" role="alert" id={id}>{refusal.error}</p>;
}

/** Names and what was found of them. */
export function Facts({ facts }: { facts: Fact[] }) {
  return facts.length === 0
    ? null
    : <dl class="facts">{facts.map(fact => <div><dt>{fact.name}</dt><dd>{fact.fact}</dd></div>)}</dl>;
}

/** Code with a button that copies it. */
export function CopyText({ text, label }: { text: string; label: string }) {
  const [said, say] = useState("");
  const code = useRef<HTMLElement>(null);
  const copy = async (): Promise<void> => {
    try {
      await navigator.clipboard.writeText(text);
      say("Copied");
    } catch {
      // A browser may keep the clipboard: select the text for the reader's own copy.
      getSelection()?.selectAllChildren(code.current!);
      say("Press Ctrl+C");
    }

    setTimeout(() => say(""), 1600);
  };
  return (
    <div class="code">
      <div>
        <pre tabIndex={0} role="region" aria-label={label}><code ref={code}>{wordsOf(text)}</code></pre>
        <button type="button" class="copy" onClick={() => void copy()} aria-label={`${said === "" ? "Copy" : said}: ${label}`}>{said === "" ? "Copy" : said}</button>
        <span class="unseen" role="status">{said}</span>
      </div>
    </div>
  );
}

/** Words that are broken only where they are longer than a line: an option is read as one. */
const wordsOf = (text: string): ComponentChildren =>
  text.split(" ").flatMap((word, index) => [index === 0 ? "" : " ", <span class="word" key={index}>{word}</span>]);

/** A section with its heading. */
export function Section({ title, lead, children, className }: { title: string; lead?: string; children: ComponentChildren; className?: string }) {
  const id = useId();
  return (
    <section class={className} aria-labelledby={id}>
      <h2 id={id}>{title}</h2>
      {lead === undefined ? null : <p class="lead">{lead}</p>}
      {children}
    </section>
  );
}

/** Asks before something that can't be undone. */
export function Confirm({ question, action, done }: { question: string; action: string; done: (yes: boolean) => void }) {
  const dialog = useRef<HTMLDialogElement>(null);
  const id = useId();
  useEffect(() => dialog.current?.showModal(), []);
  return (
    <dialog ref={dialog} aria-labelledby={id} onClose={() => done(dialog.current?.returnValue === "yes")}>
      <form method="dialog">
        <p id={id}>{question}</p>
        <p class="actions">
          <button type="submit" value="no">Keep it</button>
          <button type="submit" value="yes" class="strong">{action}</button>
        </p>
      </form>
    </dialog>
  );
}

/** Runs something once at a time, and says whether it runs and how it was refused. */
export function useAction(): { busy: boolean; refusal: Refusal | undefined; run: (what: () => Promise<void>) => void; clear: () => void } {
  const [state, setState] = useState<{ busy: boolean; refusal?: Refusal }>({ busy: false });
  const run = (what: () => Promise<void>): void => {
    if (state.busy) {
      return;
    }

    setState({ busy: true });
    what().then(() => setState({ busy: false }), (problem: unknown) => setState({ busy: false, refusal: refusalOf(problem) }));
  };
  return { busy: state.busy, refusal: state.refusal, run, clear: () => setState({ busy: false }) };
}

/** A page's own words while something is fetched, or the sentence why it can't be. */
export function Waiting({ refusal, what }: { refusal: Refusal | undefined; what: string }) {
  return refusal === undefined ? <p class="quiet" role="status">Reading {what} …</p> : <RefusalNote refusal={refusal} />;
}
