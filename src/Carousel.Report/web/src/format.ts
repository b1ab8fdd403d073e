import type { Axis, Value } from "./types";

const significantDigits = 4;
const superscripts: Record<string, string> =
  { "-": "⁻", "0": "⁰", "1": "¹", "2": "²", "3": "³", "4": "⁴", "5": "⁵", "6": "⁶", "7": "⁷", "8": "⁸", "9": "⁹" };
const months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
const days = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"];

/** A number as the tables of the page show it: Html/NumberText.cs does the same. */
export function numberText(value: Value | undefined, decimals?: number): string {
  if (value === null || value === undefined) {
    return "–";
  }

  const size = Math.abs(value);
  if (decimals === undefined && value !== 0 && (size >= 1e9 || size < 1e-4)) {
    return value.toExponential(3).replace(/\.?0+e/, "e").replace("e+", "e").replaceAll("-", "−");
  }

  // The size after rounding counts: 0.99999 is 1.000.
  const rounded = Number(size.toPrecision(significantDigits));
  const automatic = Number.isInteger(value) ? 0 : Math.min(8, Math.max(0, significantDigits - 1 - Math.floor(Math.log10(rounded))));
  const [whole = "", fraction] = size.toFixed(decimals ?? automatic).split(".");
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, ",");
  const text = fraction === undefined ? grouped : `${grouped}.${fraction}`;
  return value < 0 && /[1-9]/.test(text) ? `−${text}` : text;
}

/** A tick of a logarithmic axis: powers of ten that are far from 1 with their exponent. */
export function powerText(value: number): string {
  const exponent = Math.round(Math.log10(value));
  return Math.abs(exponent) <= 4 ? numberText(value) : `10${[...String(exponent)].map(letter => superscripts[letter] ?? "").join("")}`;
}

/** A moment of the data's own clock; the numbers count as if that clock showed universal time. */
export function momentText(milliseconds: number, daily: boolean): string {
  const moment = new Date(milliseconds);
  const date = `${days[moment.getUTCDay()]} ${moment.getUTCDate()} ${months[moment.getUTCMonth()]} ${moment.getUTCFullYear()}`;
  return daily ? date : `${date}, ${clockText(moment)}`;
}

/** A moment without its year, for the labels of an axis. */
export function shortMomentText(milliseconds: number, daily: boolean): string {
  const moment = new Date(milliseconds);
  const date = `${moment.getUTCDate()} ${months[moment.getUTCMonth()]}`;
  return daily || moment.getTime() % 86_400_000 === 0 ? date : `${date} ${clockText(moment)}`;
}

function clockText(moment: Date): string {
  return `${String(moment.getUTCHours()).padStart(2, "0")}:${String(moment.getUTCMinutes()).padStart(2, "0")}`;
}

export function axisLength(axis: Axis): number {
  return axis.names?.length ?? axis.numbers?.length ?? 0;
}

/** One position of an axis, in full. */
export function positionText(axis: Axis, index: number): string {
  if (axis.kind === "category") {
    return axis.names?.[index] ?? "";
  }

  const number = axis.numbers?.[index] ?? 0;
  return axis.kind === "time" ? momentText(number, axis.daily ?? false) : numberText(number);
}

/** The axis with names alone: bars and lone points do not stand at places on a scale. */
export function evenlySpaced(axis: Axis): Axis {
  return axis.kind === "category"
    ? axis
    : { kind: "category", name: axis.name, names: (axis.numbers ?? []).map((_, index) => positionText(axis, index)) };
}

/** Text for the inside of an element: tooltips are markup, names in them come from data. */
export function escapeText(text: string): string {
  return text.replace(/[&<>"']/g, letter => `&#${letter.charCodeAt(0)};`);
}
