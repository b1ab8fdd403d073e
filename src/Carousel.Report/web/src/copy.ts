/** Shows the buttons that copy a block of code and lets them work; without scripts they stay hidden. */
export function prepareCopyButtons(): void {
  for (const button of document.querySelectorAll<HTMLButtonElement>("button.copy")) {
    const code = button.parentElement!.querySelector("code")!;
    button.hidden = false;
    button.addEventListener("click", () => {
      void copy(code).then(done => {
        button.textContent = done ? "Copied" : "Press Ctrl+C";
        setTimeout(() => { button.textContent = "Copy"; }, 1600);
      });
    });
  }
}

async function copy(code: HTMLElement): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(code.textContent ?? "");
    return true;
  } catch {
    // A browser may keep the clipboard from a page opened as a file: select the text for the reader's own copy.
    getSelection()?.selectAllChildren(code);
    return false;
  }
}
