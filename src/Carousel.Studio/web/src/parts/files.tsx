import { addressOf } from "../net/api";
import { bytesText } from "./texts";

/** Files to save. */
export function Files({ path, files }: { path: string; files: { name: string; bytes: number }[] }) {
  return files.length === 0 ? null : (
    <ul class="rows">
      {files.map(file => (
        <li key={file.name}>
          <a href={addressOf(`${path}/files/${file.name.split("/").map(encodeURIComponent).join("/")}`)} download>{file.name}</a>
          <span class="quiet">{bytesText(file.bytes)}</span>
        </li>
      ))}
    </ul>
  );
}
