import { useState } from "preact/hooks";

type Field = HTMLInputElement | HTMLTextAreaElement;

/**
 * What a field shows while somebody types: the text as typed, not what was made of it, and nothing that comes from elsewhere
 * meanwhile. Spread into an input or a text area.
 */
export function useDraft(value: string, change: (text: string) => void, when: "typed" | "left" = "typed") {
  const [draft, setDraft] = useState<string>();
  return {
    value: draft ?? value,
    onInput: (event: Event) => {
      const text = (event.currentTarget as Field).value;
      setDraft(text);
      if (when === "typed") {
        change(text);
      }
    },
    onBlur: () => {
      if (when === "left" && draft !== undefined && draft !== value) {
        change(draft);
      }

      setDraft(undefined);
    },
  };
}
