// Html/States/StateBytes.cs writes what is read here.

/** The bytes that an element of the page carries; undefined where the page has no such element, or not yet. */
export async function bytesOf(id: string): Promise<Uint8Array | undefined> {
  const text = document.getElementById(id)?.textContent;
  if (text === null || text === undefined) {
    return undefined;
  }

  const stream = new Blob([fromBase64(text)]).stream().pipeThrough(new DecompressionStream("deflate-raw"));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}

/** The texts that an element of the page carries. */
export async function textsOf(id: string): Promise<string[] | undefined> {
  const bytes = await bytesOf(id);
  return bytes && new TextDecoder().decode(bytes).split("\0").slice(0, -1);
}

/** Turns differences along the rows into values, in place. */
export function addUp(values: Uint8Array, columns: number): void {
  for (let row = 0; row < values.length; row += columns) {
    let value = 0;
    for (let at = row; at < row + columns; at++) {
      value = (value + values[at]!) & 255;
      values[at] = value;
    }
  }
}

function fromBase64(text: string): Uint8Array<ArrayBuffer> {
  // Newer browsers have their own, some ten times as fast.
  const own = (Uint8Array as unknown as { fromBase64?: (text: string) => Uint8Array<ArrayBuffer> }).fromBase64;
  if (own !== undefined) {
    return own.call(Uint8Array, text);
  }

  const letters = atob(text);
  const bytes = new Uint8Array(letters.length);
  for (let at = 0; at < letters.length; at++) {
    bytes[at] = letters.charCodeAt(at);
  }

  return bytes;
}
