import { fetchFile } from "../net/api";
import { saveBlob } from "./save";
import { RefusalNote, useAction } from "./small";
import { bytesText } from "./texts";

/** Files to save. */
export function Files({ path, files }: { path: string; files: { name: string; bytes: number }[] }) {
  const action = useAction();
  const save = (name: string): void => action.run(async () => {
    const { file } = await fetchFile(`${path}/files/${encodeURIComponent(name)}`);
    saveBlob(file, name);
  });
  return files.length === 0 ? null : (
    <>
      <ul class="rows">
        {files.map(file => (
          <li key={file.name}>
            <button type="button" class="link" disabled={action.busy} onClick={() => save(file.name)}>{file.name}</button>
            <span class="quiet">{bytesText(file.bytes)}</span>
          </li>
        ))}
      </ul>
      <RefusalNote refusal={action.refusal} />
    </>
  );
}
