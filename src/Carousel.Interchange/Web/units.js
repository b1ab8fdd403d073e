// Text into the symbols that the network knows, as Carousel cuts it.

const symbolNumbers = new Map(model.input.symbols.map((symbol, number) => [symbol, number]));
const unknownSymbol = model.input.symbols[0] === "<unknown>" ? 0 : -1;

const matches = (pattern) => (text) => [...text.matchAll(pattern)].map((m) => ({ unit: m[0], at: m.index }));
const latin = (text) => String.fromCharCode(...new TextEncoder().encode(text));

function codePoints(text) {
  const units = [];
  for (let at = 0; at < text.length; at += units.at(-1).unit.length) units.push({ unit: String.fromCodePoint(text.codePointAt(at)), at });
  return units;
}

// Runs of letters, digits, blanks or other signs; a word takes the space before it along.
function chunks(text) {
  const kind = (c) => (/\s/.test(c) ? 0 : /\p{L}/u.test(c) ? 1 : /\p{Nd}/u.test(c) ? 2 : 3), found = [];
  for (let at = 0; at < text.length; ) {
    const start = at;
    if (text[at] === " " && at + 1 < text.length && kind(text[at + 1]) > 0) at++;
    const own = kind(text[at]);
    do at++;
    while (at < text.length && kind(text[at]) === own && (own > 0 || text[at] !== " "));
    found.push({ unit: text.slice(start, at), at: start });
  }
  return found;
}

// Byte pairs are joined as they were when the pieces were made: always those first whose piece was made first.
function pieces(chunk) {
  const parts = [...latin(chunk)];
  for (;;) {
    let best = Infinity, place = -1;
    for (let i = 0; i + 1 < parts.length; i++) {
      const number = symbolNumbers.get(parts[i] + parts[i + 1]) ?? Infinity;
      if (number < best) [best, place] = [number, i];
    }
    if (place < 0) return parts;
    parts.splice(place, 2, parts[place] + parts[place + 1]);
  }
}

function visibleCharacters(text) {
  const parts = [...new Intl.Segmenter("en", { granularity: "grapheme" }).segment(text)].map((s) => ({ unit: s.segment, at: s.index }));
  const blank = (part) => /^\s/.test(part.unit);
  return parts.filter((part, n) => !blank(part) || (n > 0 && !blank(parts[n - 1]))).map((part) => ({ unit: blank(part) ? " " : part.unit.toLowerCase(), at: part.at }));
}

const tokenPattern = new RegExp(
  "[\\p{L}\\p{M}\\p{N}]+(?=n['’]t(?![\\p{L}\\p{M}\\p{N}_]))|n['’]t(?![\\p{L}\\p{M}\\p{N}_])|['’](?:s|re|ve|ll|d|m)(?![\\p{L}\\p{M}\\p{N}_])|[@#][\\p{L}\\p{N}_]+|https?:\\/\\/\\S+"
  + "|[\\p{L}\\p{M}\\p{N}_]+(?:[\\-.,/:@&][\\p{L}\\p{M}\\p{N}_]+|['’](?!(?:s|re|ve|ll|d|m)(?![\\p{L}\\p{M}\\p{N}_]))[\\p{L}\\p{M}]+)*|([^\\s\\p{L}\\p{M}\\p{N}])\\1*", "giu");

const cutters = {
  characters: codePoints,
  bytes: (text) => codePoints(text).flatMap(({ unit, at }) => [...latin(unit)].map((byte) => ({ unit: byte, at }))),
  pieces: (text) => chunks(text).flatMap(({ unit, at }) => pieces(unit).map((piece) => ({ unit: piece, at }))),
  words: matches(/\n|[\p{L}\p{Nd}\p{Mn}\p{Mc}]+(?:['’-][\p{L}\p{Nd}\p{Mn}\p{Mc}]+)*|\S/gu),
  residues: (text) => codePoints(text).filter(({ unit }) => unit === "\n" || !/\s/.test(unit)).map(({ unit, at }) => ({ unit: unit.toUpperCase(), at })),
  bases: (text) => codePoints(text).filter(({ unit }) => !/\s/.test(unit)).map(({ unit, at }) => ({ unit: unit.toUpperCase(), at })),
  "small-words": (text) => matches(/[\p{L}\p{Nd}\p{Mn}]+(?:['’-][\p{L}\p{Nd}\p{Mn}]+)*|[^\s\p{Cc}]/gu)(text).map(({ unit, at }) => ({ unit: unit.toLowerCase(), at })),
  "small-characters": visibleCharacters,
  tokens: matches(tokenPattern),
};

/** The units of a text: unit, number (−1 for none), isUnknown. */
function cut(text) {
  const units = cutters[model.input.units](text), isBase = model.input.units === "bases";
  const letters = isBase ? new Map(model.input.values.map((v, n) => [v.source.column, n])) : symbolNumbers;
  return units.map(({ unit, at }) => {
    const number = letters.get(model.input.units === "tokens" ? unit.toLowerCase() : unit);
    if (number === undefined && (isBase || unknownSymbol < 0)) {
      const before = text.slice(0, at).split("\n");
      throw new Problem(`Line ${before.length}, column ${before.at(-1).length + 1}: '${shown(unit)}' is none of the ${letters.size} symbols that the model was trained on; leave it out.`);
    }
    return { unit, at, number: number ?? unknownSymbol, isUnknown: number === undefined };
  });
}

/** The input of a step that reads a symbol. */
function symbolInput(number) {
  return model.input.units === "bases" ? model.input.values.map((_, n) => (n === number ? 1 : 0)) : [number];
}

/** Whether a space stands between two words where a text is written. */
function isSpaceBetween(before, unit) {
  return model.input.units === "words" && before !== "\n" && unit !== "\n" && !(unit.length === 1 && ".,;:!?)]}”’%".includes(unit)) && !(before.length === 1 && "([{“‘$£€#".includes(before));
}
