import { useId, useRef, useState } from "preact/hooks";
import { filesOf, ofFiles, type DropResult } from "./dropped";

/** A place to drop files on, with buttons that choose them. */
export function DropZone({ title, hint, folders, accept, dropped }: {
  title: string; hint: string; folders: boolean; accept?: string; dropped: (what: DropResult) => void;
}) {
  const [over, setOver] = useState(false);
  const [file, folder] = [useRef<HTMLInputElement>(null), useRef<HTMLInputElement>(null)];
  const id = useId();
  const chosen = (input: HTMLInputElement): void => {
    const files = [...(input.files ?? [])];
    if (files.length > 0) {
      dropped(ofFiles(files));
      input.value = "";
    }
  };
  return (
    <div class={`drop${over ? " over" : ""}`} role="group" aria-labelledby={id}
      onDragOver={event => { event.preventDefault(); setOver(true); }}
      onDragLeave={() => setOver(false)}
      onDrop={event => {
        event.preventDefault();
        setOver(false);
        if (event.dataTransfer !== null) {
          void filesOf(event.dataTransfer).then(what => { if (what.files.length > 0) { dropped(what); } });
        }
      }}>
      <p class="drop-title" id={id}>{title}</p>
      <p class="quiet">{hint}</p>
      <p class="actions">
        <button type="button" class={folders ? "strong" : ""} onClick={() => file.current?.click()}>Choose a file</button>
        {folders ? <button type="button" onClick={() => folder.current?.click()}>Choose a folder</button> : null}
      </p>
      <input ref={file} type="file" hidden accept={accept} aria-label="File" onChange={event => chosen(event.currentTarget)} />
      {folders ? <input ref={folder} type="file" hidden aria-label="Folder" {...{ webkitdirectory: true }} onChange={event => chosen(event.currentTarget)} /> : null}
    </div>
  );
}
