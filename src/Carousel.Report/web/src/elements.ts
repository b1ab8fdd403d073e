/** Makes an element with a class and, perhaps, text. */
export function element<K extends keyof HTMLElementTagNameMap>(name: K, className = "", text = ""): HTMLElementTagNameMap[K] {
  const made = document.createElement(name);
  made.className = className;
  made.textContent = text;
  return made;
}

/** A button with a text, or a sign and what it means. */
export function button(text: string, meaning: string, pressed: () => void): HTMLButtonElement {
  const made = element("button", "press", text);
  made.type = "button";
  if (meaning !== "") {
    made.setAttribute("aria-label", meaning);
    made.title = meaning;
  }

  made.addEventListener("click", pressed);
  return made;
}

/** Lets the reader save a text as a file named by a title. */
export function save(text: string, title: string): void {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([text], { type: "text/csv" }));
  link.download = `${title.replace(/[^\p{L}\p{N}]+/gu, "-").replace(/^-|-$/g, "").toLowerCase() || "chart"}.csv`;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 1000);
}
