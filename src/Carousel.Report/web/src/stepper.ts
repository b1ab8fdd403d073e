/** Shows the slider of each stepper and one of its frames; without scripts all frames stand below each other. */
export function prepareSteppers(): void {
  for (const stepper of document.querySelectorAll<HTMLElement>(".stepper")) {
    prepare(stepper);
  }
}

function prepare(stepper: HTMLElement): void {
  const frames = [...stepper.querySelectorAll<HTMLElement>(":scope > .frame")];
  const walk = stepper.querySelector<HTMLElement>(".walk")!;
  const slider = walk.querySelector("input")!;
  const [back, forward] = walk.querySelectorAll("button") as unknown as [HTMLButtonElement, HTMLButtonElement];
  const show = (): void => {
    const at = Number(slider.value);
    frames.forEach((frame, index) => { frame.hidden = index !== at; });
    const moment = frames[at]?.querySelector(".moment");
    slider.setAttribute("aria-valuetext", [...(moment?.children ?? [])].map(part => part.textContent).join(": "));
    // A button that is switched off loses the focus: the slider takes it, so that the keyboard goes on.
    const focused = document.activeElement;
    back.disabled = at === 0;
    forward.disabled = at === frames.length - 1;
    if ((focused === back && back.disabled) || (focused === forward && forward.disabled)) {
      slider.focus();
    }
  };
  const move = (by: number): void => {
    slider.value = String(Number(slider.value) + by);
    show();
  };
  walk.hidden = frames.length < 2;
  slider.addEventListener("input", show);
  back.addEventListener("click", () => move(-1));
  forward.addEventListener("click", () => move(1));
  show();
}
