import type { Role } from "./types";

/** The colours of the page as the style sheet holds them now: light, dark or for paper. */
export interface Theme {
  ink: string;
  muted: string;
  rule: string;
  paper: string;
  panel: string;
  truth: string;
  forecast: string;
  baseline: string;
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
    baseline: one("--baseline"),
    accent: one("--accent"),
    palette: many("--palette"),
    sequential: many("--sequential"),
    diverging: many("--diverging"),
    font: getComputedStyle(document.body).fontFamily,
  };
}

/** The colour of a series: by what it stands for, and the next of the palette for those that stand for nothing special. */
export function colourOf(theme: Theme, role: Role, plainIndex: number): string {
  return role === "plain" ? (theme.palette[plainIndex % theme.palette.length] ?? theme.ink) : theme[role];
}
