// Files and folders that were dropped or chosen.

/** One file with its place in the folder. */
export interface Dropped { path: string; file: File; }

/** What a drop holds: one file, or the files of a folder. */
export interface DropResult { folder: string | undefined; files: Dropped[]; }

/** Reads what was dropped; must be called at once, a browser forgets it after the event. */
export async function filesOf(transfer: DataTransfer): Promise<DropResult> {
  const entries = [...transfer.items].map(item => item.webkitGetAsEntry()).filter(entry => entry !== null);
  const lone = [...transfer.files];
  const folder = entries.find(entry => entry.isDirectory);
  if (folder === undefined) {
    return ofFiles(lone);
  }

  return { folder: folder.name, files: await inFolder(folder as FileSystemDirectoryEntry, "") };
}

/** Chosen files: one is itself, several are a folder. */
export function ofFiles(files: File[]): DropResult {
  const first = files[0]?.webkitRelativePath.split("/")[0];
  const named = files.map(file => ({ file, path: file.webkitRelativePath.split("/").slice(1).join("/") || file.name }));
  return { folder: first !== undefined && first !== "" ? first : files.length > 1 ? "files" : undefined, files: named };
}

async function inFolder(folder: FileSystemDirectoryEntry, path: string): Promise<Dropped[]> {
  const reader = folder.createReader();
  const found: Dropped[] = [];
  // A browser gives a hundred at a time.
  for (let some = await entriesOf(reader); some.length > 0; some = await entriesOf(reader)) {
    for (const entry of some) {
      const place = path + entry.name;
      if (entry.isDirectory) {
        found.push(...await inFolder(entry as FileSystemDirectoryEntry, `${place}/`));
      } else {
        const file = await new Promise<File>((done, failed) => (entry as FileSystemFileEntry).file(done, failed));
        found.push({ path: place, file });
      }
    }
  }

  return found;
}

const entriesOf = (reader: FileSystemDirectoryReader): Promise<FileSystemEntry[]> =>
  new Promise((done, failed) => reader.readEntries(done, failed));
