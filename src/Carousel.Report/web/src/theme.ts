import type { Series } from "./types";

/** The colours of the page as the style sheet holds them now: light, dark or for paper. */
export interface Theme {
  ink: string;
  muted: string;
  rule: string;
  paper: string;
  panel: string;
  truth: string;
  forecast: string;
  baselines: string[];
  accent: string;
  palette: string[];
  sequential: string[];
  diverging: string[];
  font: string;
}

export function currentTheme(): Theme {
  const style = getComputedStyle(document.documentElement);
  const one = (name: string): string => style.getPropertyValue(name).trim();
  const many = (name: string): string[] => one(name).split(",").map(colour => colour.trim());
  return {
    ink: one("--ink"),
    muted: one("--muted"),
    rule: one("--rule"),
    paper: one("--paper"),
    panel: one("--panel"),
    truth: one("--truth"),
    forecast: one("--forecast"),
    baselines: many("--baselines"),
    accent: one("--accent"),
    palette: many("--palette"),
    sequential: many("--sequential"),
    diverging: many("--diverging"),
    font: getComputedStyle(document.body).fontFamily,
  };
}

/** How many series of the same role stand before one. */
export const placeOf = (series: Series[], index: number): number =>
  series.slice(0, index).filter(one => one.role === series[index]?.role).length;

/** The colours of series: by what they stand for, and the next of their palette for those that several share. */
export function coloursOf(series: Series[], theme: Theme): string[] {
  return series.map((one, index) => {
    if (one.role === "truth" || one.role === "forecast") {
      return theme[one.role];
    }

    const palette = one.role === "plain" ? theme.palette : theme.baselines;
    return palette[placeOf(series, index) % palette.length] ?? theme.ink;
  });
}
