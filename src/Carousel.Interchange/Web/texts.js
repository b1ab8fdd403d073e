// Views of models that read a text: its class, the labels of its words, or what comes next.

const isUnitOfBytes = ["bytes", "pieces"].includes(model.input.units);
const unitName = { "small-words": "word", words: "word", tokens: "word", bytes: "byte", pieces: "piece", residues: "residue", bases: "base" }[model.input.units] ?? "character";

/** A box for text, and a place below it that `answer(text, place)` fills as one types. */
function textBox(place, label, hint, answer) {
  show(place, `<h2>Try it</h2><label for="text">${escaped(label)}</label><textarea id="text" spellcheck="false" placeholder="${escaped(hint)}"></textarea><div id="answer" aria-live="polite"></div>`);
  const box = at("text"), below = at("answer");
  let waiting = 0;
  const run = () => answering(below, () => answer(box.value, below));
  box.addEventListener("input", () => {
    cancelAnimationFrame(waiting);
    waiting = requestAnimationFrame(run);
  });
  run();
  return { box, run };
}

function unknownNote(units) {
  const unknown = units.filter((u) => u.isUnknown);
  return unknown.length === 0 ? "" : `<p class="quiet">Not known to the model, all read as one: ${unknown.slice(0, 12).map((u) => escaped(u.unit)).join(", ")}${unknown.length > 12 ? " …" : ""}</p>`;
}

/** The answer after a whole text, or null for none. */
function readAll(units, each = () => {}) {
  network.reset();
  let answer = null;
  units.forEach((unit, n) => {
    network.advance(symbolInput(unit.number));
    if (!network.isPooled || n === units.length - 1) answer = network.answer();
    each(answer, n);
  });
  return answer;
}

function classOfText(place) {
  const names = model.answer.values.map((v) => v.name);
  textBox(place, "Your text", "Type or paste a text: its class is told as you type.", (text, below) => {
    const units = cut(text), answer = readAll(units);
    show(below, answer === null ? `<p class="quiet">Each class of ${names.length} gets a probability once there is a ${unitName}.</p>`
      : `${bars(names, [...answer], 12)}<p class="quiet">After ${counted(units.length, unitName)}.</p>${unknownNote(units)}`);
  });
}

function labelsOfText(place) {
  const names = model.answer.values.map((v) => v.name);
  textBox(place, "Your sentence", "Type or paste sentences, one a line: each word gets its label from the words up to it.", (text, below) => {
    const lines = text.split("\n").map((line) => cut(line)).filter((units) => units.length > 0);
    const labelled = lines.map((units) => {
      const html = [];
      readAll(units, (answer, n) => {
        const best = answer.indexOf(Math.max(...answer));
        html.push(`<span data-mark="${best}"><span>${escaped(units[n].unit)}</span><b>${escaped(names[best])}</b><i>${percent(answer[best])}</i></span>`);
      });
      return html.join("");
    });
    show(below, lines.length === 0 ? `<p class="quiet">There are ${names.length} labels: ${names.slice(0, 20).map(escaped).join(", ")}${names.length > 20 ? " …" : ""}</p>`
      : `${labelled.map((line) => `<div class="tokens">${line}</div>`).join("")}${unknownNote(lines.flat())}`);
  });
}

/** Writes units as text as they come: bytes of unfinished characters wait for the rest. */
function unitWriter(before) {
  const decoder = new TextDecoder();
  let last = before;
  return (unit) => {
    const space = last !== null && isSpaceBetween(last, unit) ? " " : "";
    last = unit;
    return space + (isUnitOfBytes ? decoder.decode(Uint8Array.from(unit, (c) => c.charCodeAt(0)), { stream: true }) : unit);
  };
}

/** A draw from probabilities raised to 1/temperature; the likeliest at temperature 0. Never the unknown word. */
function draw(shares, temperature) {
  const known = Array.from(shares, (p, n) => (n === unknownSymbol ? 0 : p));
  if (temperature === 0) return known.indexOf(Math.max(...known));
  const sharp = known.map((p) => p ** (1 / temperature));
  let left = Math.random() * sharp.reduce((a, b) => a + b, 0);
  const drawn = sharp.findIndex((p) => (left -= p) < 0);
  return drawn < 0 ? sharp.length - 1 : drawn;
}

function nextOfText(place) {
  const names = model.answer.values.map((v) => v.name), { start } = model.input;
  const begin = () => (start >= 0 ? [{ unit: names[start], number: start }] : []);
  const { box } = textBox(place, "Your text", `Type a beginning: the model tells the next ${unitName}.`, (text, below) => {
    const units = cut(text), read = [...begin(), ...units];
    let surprise = 0;
    const answer = readAll(read, (shares, n) => {
      if (n + 1 < read.length) surprise -= Math.log(shares[read[n + 1].number]);
    });
    const scored = read.length - 1;
    show(below, answer === null ? `<p class="quiet">The next ${unitName} is told once there is one.</p>`
      : `<h3>What may come next</h3>${bars(names, [...answer], 8)}`
        + (scored > 0 ? `<p class="quiet" id="surprise">The text so far: ${(surprise / scored).toFixed(4)} nats (${(surprise / scored / Math.LN2).toFixed(4)} bits) a ${unitName} over ${count(scored)}.</p>` : "") + unknownNote(units));
  });
  const more = document.createElement("div");
  show(more, `<div class="row"><button type="button" id="go-on">Write on</button><label>${unitName}s <input type="number" id="length" min="1" max="5000" value="200"></label>`
    + `<label>temperature <input type="number" id="temperature" min="0" max="3" step="0.1" value="0.8"></label></div><div id="written" class="written" aria-live="polite" hidden></div>`);
  place.append(more);
  at("go-on").addEventListener("click", () => answering(at("written"), () => {
    at("written").hidden = false;
    const units = cut(box.value), beginning = [...begin(), ...units];
    if (beginning.length === 0) throw new Problem(`Type a ${unitName} first: the model goes on from what it has read.`);
    let answer = readAll(beginning);
    const write = unitWriter(beginning.at(-1).unit), length = Math.min(5000, Math.max(1, Number(at("length").value) || 1)), temperature = Math.max(0, Number(at("temperature").value));
    let text = "";
    for (let n = 0; n < length; n++) {
      const next = draw(answer, temperature);
      text += write(names[next]);
      answer = network.step(symbolInput(next));
    }
    show(at("written"), `<span class="given">${escaped(box.value)}</span>${escaped(text)}`);
  }));
}
