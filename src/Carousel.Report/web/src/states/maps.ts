import { prepareLinks } from "./links";
import { MapFigure } from "./figure";
import type { StateMap } from "./types";

/** Draws the maps of states of the page and gives the functions that draw them again. */
export function prepareStateMaps(): { redraw: () => void; resize: () => void }[] {
  const data = document.getElementById("report-states");
  const maps = JSON.parse(data?.textContent ?? "[]") as StateMap[];
  const figures = maps.map(map => new MapFigure(document.getElementById(map.id)!, map));
  prepareLinks(figures);
  return figures.map(figure => ({ redraw: () => figure.redraw(), resize: () => figure.resize() }));
}
