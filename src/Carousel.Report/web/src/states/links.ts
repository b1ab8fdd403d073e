import type { MapFigure } from "./figure";

/** Lets links to units select them in their map instead of going to the row of the table that they name. */
export function prepareLinks(figures: MapFigure[]): void {
  const follow = (target: string, link?: HTMLElement): boolean => {
    const figure = figures.find(one => one.rowOf(target) !== undefined);
    if (figure === undefined) {
      return false;
    }

    const { from, to } = link?.dataset ?? {};
    figure.follow(figure.rowOf(target)!, from === undefined ? undefined : { from: Number(from), to: Number(to) });
    return true;
  };
  document.addEventListener("click", event => {
    const link = (event.target as Element).closest<HTMLElement>("a[href^='#']");
    const target = link?.getAttribute("href")?.slice(1);
    if (link !== null && target !== undefined && follow(target, link)) {
      event.preventDefault();
      history.replaceState(null, "", `#${target}`);
    }
  });
  const followPlace = (): void => { follow(location.hash.slice(1)); };
  addEventListener("hashchange", followPlace);
  followPlace();
}

/** The sections that name a unit in a link, with the links. */
export function mentionsOf(target: string): Map<HTMLElement, HTMLElement[]> {
  const found = new Map<HTMLElement, HTMLElement[]>();
  for (const link of document.querySelectorAll<HTMLElement>(`main a[href="#${target}"]`)) {
    const section = link.closest("section");
    if (section !== null) {
      found.set(section, [...(found.get(section) ?? []), link]);
    }
  }

  return found;
}

/** Shows in the tables which rows are about the chosen unit. */
export function markMentions(target: string | undefined, map: string): void {
  for (const row of document.querySelectorAll(`tr.chosen[data-map="${map}"]`)) {
    row.classList.remove("chosen");
  }

  if (target !== undefined) {
    for (const row of document.querySelectorAll<HTMLElement>(`tr:has(a[href="#${target}"]), tr[id="${target}"]`)) {
      row.classList.add("chosen");
      row.dataset["map"] = map;
    }
  }
}
