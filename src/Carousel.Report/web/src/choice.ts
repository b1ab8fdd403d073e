/** Shows the list of each choice and one of its options; without scripts all options stand below each other. */
export function prepareChoices(changed: () => void): void {
  const choices = [...document.querySelectorAll<HTMLElement>(".choice")];
  const listOf = (choice: HTMLElement): HTMLSelectElement => choice.querySelector("select")!;
  const show = (choice: HTMLElement): void => {
    const at = listOf(choice).selectedIndex;
    choice.querySelectorAll<HTMLElement>(":scope > .option").forEach((option, index) => { option.hidden = index !== at; });
  };
  for (const choice of choices) {
    // A browser keeps what was picked when a page is loaded again.
    listOf(choice).selectedIndex = 0;
    choice.querySelector<HTMLElement>(".pick")!.hidden = false;
    choice.classList.add("live");
    show(choice);
    listOf(choice).addEventListener("change", () => {
      // Choices of one name follow each other, where they have what was picked.
      for (const other of choices.filter(one => one.getAttribute("aria-label") === choice.getAttribute("aria-label"))) {
        const same = [...listOf(other).options].findIndex(option => option.text === listOf(choice).value);
        if (same >= 0) {
          listOf(other).selectedIndex = same;
          show(other);
        }
      }

      changed();
    });
  }
}
