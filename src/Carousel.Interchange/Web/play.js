// One unit of each cell over 12 or 100 steps: set by sliders, run by the engine, shown with its numbers.

// Sliders set the first twelve steps; later ones repeat their values, without marks.
const set = 12, most = 12;
let length = set;
const sources = ["value", "mark", "own output", "bias"];
const cells = {
  lstm: { name: "LSTM", gates: ["input", "forget", "candidate", "output"], letters: ["i", "f", "g", "o"], memory: "c" },
  gru: { name: "GRU", gates: ["reset", "update", "candidate"], letters: ["r", "z", "n"], memory: "h" },
  elman: { name: "Elman net", gates: ["state"], letters: ["h"], memory: "h" },
};
const isSquashed = (name) => /candidate|state/.test(name);
const colours = ["var(--c1)", "var(--c2)", "var(--c3)", "var(--c4)"];

// Weights of a gate: from the value, from the mark, from its own output, and its bias.
const presets = {
  "hold a marked value": {
    lesson: "A mark opens the input gate and closes the forget gate, so that the value is taken in; without one the cell keeps what it has. An error at the last step reaches step 1 in LSTM and GRU, hardly in the Elman net: mark a later step, and it is cut off there.",
    values: [0.8, -0.5, 0.3, -0.2, 0.6, -0.9, 0.4, -0.6, 0.9, 0.2, -0.4, 0.5], marks: [1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0],
    lstm: [[0, 12, 0, -6], [0, -12, 0, 6], [1.5, 0, 0, 0], [0, 0, 0, 3]],
    gru: [[0, 0, 0, 6], [0, -12, 0, 6], [1.5, 0, 0, 0]],
    elman: [[1.5, 0, 0.9, 0]],
  },
  "count marks": {
    lesson: "The forget gate stays open and each mark adds the same amount. A GRU goes part of the way to its limit; a simple net holds what its own feedback holds.",
    values: Array(set).fill(0), marks: [0, 1, 0, 0, 1, 1, 0, 0, 0, 1, 0, 0],
    lstm: [[0, 12, 0, -6], [0, 0, 0, 6], [0, 0, 0, 0.2], [0, 0, 0, 3]],
    gru: [[0, 0, 0, 6], [0, -5, 0, 6], [0, 0, 0, 2]],
    elman: [[0, 0.25, 1, 0]],
  },
  "leak like a capacitor": {
    lesson: "A forget gate of 0.8 lets a fifth of the charge go at each step: a tenth of the pulse at step 1 is left by step 12.",
    values: [1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0], marks: Array(set).fill(0),
    lstm: [[0, 0, 0, 6], [0, 0, 0, 1.4], [1.5, 0, 0, 0], [0, 0, 0, 6]],
    gru: [[0, 0, 0, 6], [0, 0, 0, 1.4], [6, 0, 0, 0]],
    elman: [[1.5, 0, 0.8, 0]],
  },
  "shield the memory": {
    lesson: "The cell holds 0.9 of step 1 all the time, and the output gate shows it at marks alone: an error at the last step finds a closed gate.",
    values: [1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0], marks: [0, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0],
    lstm: [[12, 0, 0, -6], [0, 0, 0, 6], [1.5, 0, 0, 0], [0, 10, 0, -5]],
    gru: [[0, 0, 0, 6], [-12, 0, 0, 6], [1.5, 0, 0, 0]],
    elman: [[1.5, 0, 1.2, 0]],
  },
};

const at = (id) => document.getElementById(id);
const number = (v) => (Math.abs(v) < 5e-4 ? "0.000" : v.toFixed(3)).replace("-", "−");
const raised = (n) => String(n).replace(/./g, (c) => "⁻⁰¹²³⁴⁵⁶⁷⁸⁹"["-0123456789".indexOf(c)]);
const power = (v) => (v === 0 ? "0" : v.toExponential(1).replace(/e\+?(-?\d+)/, (_, n) => ` · 10${raised(n)}`));
let values, marks, weights, chosen = "lstm", step = 6;

function engineOf(kind) {
  const gates = weights[kind], rows = gates.length, floats = Float32Array.from([...gates.flatMap((g) => g.slice(0, 2)), ...gates.map((g) => g[2]), ...gates.map((g) => g[3])]);
  const stage = {
    kind, inputs: 2, outputs: 1, joins: false,
    weights: { w: { at: 0, rows, columns: 2 }, r: { at: 8 * rows, rows, columns: 1 }, b: { at: 12 * rows, length: rows } },
  };
  return Carousel.open({
    precision: "float32", weights: btoa(String.fromCharCode(...new Uint8Array(floats.buffer))), input: { values: [{}, {}] }, answer: { values: [{}] },
    members: [{ before: [], stages: [stage] }],
  });
}

// After each step: its output, and what it holds.
const inputAt = (t) => [values[t % set], t < set ? marks[t] : 0];
const stateOf = (kind, saved) => ({ h: saved[1], c: saved[kind === "lstm" ? 2 : 1] });

function walk(kind) {
  const engine = engineOf(kind), states = [];
  for (let t = 0; t < length; t++) {
    engine.step(inputAt(t));
    states.push(stateOf(kind, engine.save()));
  }
  return states;
}

// The equations with their numbers, beside the engine.
function equations(kind, t, before) {
  const [x, m] = inputAt(t).map(Math.fround), sums = weights[kind].map((g) => [g[0] * x, g[1] * m, g[2] * before.h, g[3]]);
  const total = (n) => sums[n].reduce((a, b) => a + b), gate = (n) => 1 / (1 + Math.exp(-total(n)));
  if (kind === "elman") return { sums, gates: [Math.tanh(total(0))], h: Math.tanh(total(0)), c: Math.tanh(total(0)) };
  if (kind === "gru") {
    sums[2][2] *= gate(0);
    const candidate = Math.tanh(total(2)), h = candidate + gate(1) * (before.h - candidate);
    return { sums, gates: [gate(0), gate(1), candidate], h, c: h };
  }
  const gates = [gate(0), gate(1), Math.tanh(total(2)), gate(3)], c = gates[1] * before.c + gates[0] * gates[2];
  return { sums, gates, c, h: gates[3] * Math.tanh(c) };
}

// How far the last output moves with the state after each step: central differences through the engine.
function flow(kind) {
  const engine = engineOf(kind), place = kind === "lstm" ? 2 : 1, nudge = 1e-4, found = [];
  let before = { h: 0, c: 0 };
  for (let t = 0; t < length - 1; t++) {
    engine.step(inputAt(t));
    const saved = engine.save(), now = equations(kind, t, before);
    before = stateOf(kind, saved);
    // A cell is shown at once: what moves it moves its output by o · (1 − tanh² c).
    const shown = kind === "lstm" ? now.gates[3] * (1 - Math.tanh(now.c) ** 2) : 0;
    const ends = [nudge, -nudge].map((d) => {
      const moved = saved.slice();
      moved[place] += d;
      if (kind === "lstm") moved[1] += d * shown;
      engine.restore(moved);
      for (let k = t + 1; k < length; k++) engine.step(inputAt(k));
      return engine.save()[1];
    });
    engine.restore(saved);
    found.push(Math.abs(ends[0] - ends[1]) / (2 * nudge));
  }
  return found;
}

/** A picture with fixed axes. lines: { name, values, colour, dashed, isOwn }, a value a step; own ones are drawn by extra. */
function picture(title, lines, [low, high], labels, extra = () => "", said = "") {
  const width = 260, height = 170, left = 38, top = 24, bottom = 20;
  const x = (t) => left + ((width - left - 8) * t) / (length - 1), y = (v) => top + ((height - top - bottom) * (high - Math.min(Math.max(v, low), high))) / (high - low);
  const rule = ([v, label]) => `<line x1="${left}" x2="${width - 8}" y1="${y(v)}" y2="${y(v)}" stroke="var(--rule)"/><text x="${left - 5}" y="${y(v) + 4}" text-anchor="end">${label}</text>`;
  const path = (l) => `<path fill="none" stroke="${l.colour}" stroke-width="2"${l.dashed ? ' stroke-dasharray="5 4"' : ""} d="${l.values.map((v, t) => `${t ? "L" : "M"}${x(t).toFixed(1)},${y(v).toFixed(1)}`).join("")}"/>`;
  const legend = lines.map((l) => `<tspan fill="${l.colour}">${l.dashed ? "┅" : "━"}</tspan> ${l.name}`).join("  ");
  const words = said || `${title}: ${lines.map((l) => `${l.name} ends at ${number(l.values.at(-1))}`).join(", ")}.`;
  const beyond = lines.some((l) => l.values.some((v) => v > high || v < low)) ? `<text x="${width - 8}" y="13" text-anchor="end">beyond the scale</text>` : "";
  return `<svg viewBox="0 0 ${width} ${height}" role="img" aria-label="${words}">${beyond}<text x="${left}" y="13" xml:space="preserve">${legend}</text>${labels.map(rule).join("")}`
    + `<line x1="${x(step)}" x2="${x(step)}" y1="${top}" y2="${height - bottom}" stroke="var(--accent)" stroke-dasharray="2 3"/>`
    + `<text x="${x(0)}" y="${height - 4}">1</text><text x="${x(length - 1)}" y="${height - 4}" text-anchor="end">${length}</text>${lines.filter((l) => !l.isOwn).map(path).join("")}${extra(x, y)}</svg>`;
}

const states = [[1, "1"], [0, "0"], [-1, "−1"]], shares = [[1, "1"], [0.5, "0.5"], [0, "0"]];

function drawCells(walks) {
  at("cells").innerHTML = Object.entries(cells).map(([kind, cell]) => {
    const run = walks[kind], gates = run.map((_, t) => equations(kind, t, t ? run[t - 1] : { h: 0, c: 0 }).gates);
    const lines = [{ name: "output h", values: run.map((s) => s.h), colour: "var(--c0)" }, ...(kind === "lstm" ? [{ name: "cell c", values: run.map((s) => s.c), colour: "var(--truth)", dashed: true }] : [])];
    const shown = cell.gates.map((name, n) => ({ name: `${cell.letters[n]} ${name}`, values: gates.map((g) => g[n]), colour: colours[n] })).filter((l) => !isSquashed(l.name));
    return `<figure id="cell-${kind}"${kind === chosen ? ' class="chosen"' : ""}><figcaption>${cell.name}</figcaption>${picture(`${cell.name}, states`, lines, [-1.6, 1.6], states)}`
      + (shown.length ? picture(`${cell.name}, gates`, shown.map((l) => ({ ...l, name: l.name.split(" ")[0] })), [-0.05, 1.05], shares) : '<p class="quiet">No gates: what is read always gets in.</p>') + "</figure>";
  }).join("");
}

function drawNumbers(walks) {
  const cell = cells[chosen], before = step ? walks[chosen][step - 1] : { h: 0, c: 0 }, now = equations(chosen, step, before);
  const row = (name, cols) => `<tr><th scope="row">${name}</th>${cols.map((v) => `<td>${v}</td>`).join("")}</tr>`;
  const gates = cell.gates.map((name, n) => row(`${cell.letters[n]} ${name}`, [...now.sums[n].map(number), number(now.gates[n])])).join("");
  const end = {
    lstm: () => `c = f · c₋ + i · g = ${number(now.gates[1])} · ${number(before.c)} + ${number(now.gates[0])} · ${number(now.gates[2])} = <b>${number(now.c)}</b>; h = o · tanh c = ${number(now.gates[3])} · ${number(Math.tanh(now.c))} = <b>${number(now.h)}</b>`,
    gru: () => `h = z · h₋ + (1 − z) · n = ${number(now.gates[1])} · ${number(before.h)} + ${number(1 - now.gates[1])} · ${number(now.gates[2])} = <b>${number(now.h)}</b>`,
    elman: () => `h = tanh(sum) = <b>${number(now.h)}</b>`,
  }[chosen]();
  at("numbers").innerHTML = `<p>${cell.name}, step ${step + 1}: value ${number(inputAt(step)[0])}, ${inputAt(step)[1] ? "with" : "without"} a mark; before it h₋ = ${number(before.h)}${chosen === "lstm" ? `, c₋ = ${number(before.c)}` : ""}.</p>`
    + `<div class="scroller" tabindex="0"><table><thead><tr><th></th>${["from value", "from mark", "from h₋", "bias", "gate"].map((h) => `<th scope="col">${h}</th>`).join("")}</tr></thead><tbody>${gates}</tbody></table></div><p>${end}</p>`;
  let largest = 0;
  for (const kind of Object.keys(cells)) {
    walks[kind].forEach((s, t) => (largest = Math.max(largest, Math.abs(s.h - equations(kind, t, t ? walks[kind][t - 1] : { h: 0, c: 0 }).h))));
  }
  at("agreement").textContent = `Equations as shown and Carousel's engine differ by ${power(largest)} at most.`;
  at("agreement").dataset.largest = largest;
}

// The path of the state through one step: what multiplies it, what is added, what is shown.
function drawBelt(walks) {
  const before = step ? walks[chosen][step - 1] : { h: 0, c: 0 }, { gates, c, h } = equations(chosen, step, before), isElman = chosen === "elman";
  const kept = gates[1], added = chosen === "lstm" ? gates[0] * gates[2] : (1 - gates[1]) * gates[2], memory = cells[chosen].memory;
  const box = (x, text, value) => `<g><line x1="${x}" x2="${x}" y1="34" y2="58" stroke="var(--accent)" stroke-width="2"/><circle cx="${x}" cy="70" r="13" fill="var(--panel)" stroke="var(--accent)" stroke-width="2"/>`
    + `<text x="${x}" y="75" text-anchor="middle">${text[0]}</text><text x="${x}" y="14" text-anchor="middle">${text[1]}</text><text x="${x}" y="29" text-anchor="middle">${number(value)}</text></g>`;
  const words = isElman ? `The Elman net rewrites its whole state: ${number(before.h)} becomes ${number(h)}.`
    : `The state ${number(before[memory])} times ${number(kept)} plus ${number(added)} is ${number(c)}.`;
  at("belt").innerHTML = `<figure><figcaption>The belt at step ${step + 1}</figcaption><svg viewBox="0 0 560 130" role="img" aria-label="${words}">`
    + `<path d="M80 70H480" stroke="var(--c0)" stroke-width="${isElman ? 2 : 8}"${isElman ? ' stroke-dasharray="4 6"' : ""}/><text x="72" y="75" text-anchor="end">${memory}₋ ${number(before[memory])}</text><text x="488" y="75">${memory} ${number(c)}</text>`
    + (isElman ? box(280, ["⟳", "tanh of all that is read"], gates[0])
      : box(190, ["×", chosen === "lstm" ? "forget f" : "update z"], kept) + box(350, ["+", chosen === "lstm" ? "input i · candidate g" : "(1 − z) · candidate n"], added))
    + (chosen === "lstm" ? `<path d="M430 70V104" stroke="var(--c0)" stroke-width="2"/><text x="440" y="118" text-anchor="middle">output o ${number(gates[3])} · tanh c ${number(Math.tanh(c))} = h ${number(h)}</text>` : "") + "</svg></figure>";
}

// A capacitor that leaks through a resistor between steps and is given i · g at each.
function drawCircuit(walks) {
  const run = walks.lstm, gates = run.map((_, t) => equations("lstm", t, t ? run[t - 1] : { h: 0, c: 0 }).gates);
  const keeps = gates[step][1], time = -1 / Math.log(keeps), level = Math.max(-1, Math.min(1, run[step].c));
  let charge = 0;
  const fine = [];
  for (let t = 0; t < length; t++) {
    const tau = -1 / Math.log(gates[t][1]);
    for (let k = 0; t > 0 && k <= 10; k++) fine.push([t - 1 + k / 10, charge * Math.exp(-k / 10 / tau)]);
    charge = charge * (t > 0 ? Math.exp(-1 / tau) : 1) + gates[t][0] * gates[t][2];
    fine.push([t, charge]);
  }
  const curve = (x, y) => `<path fill="none" stroke="var(--c1)" stroke-width="1.6" d="${fine.map(([t, v], n) => `${n ? "L" : "M"}${x(t).toFixed(1)},${y(v).toFixed(1)}`).join("")}"/>`
    + run.map((s, t) => `<circle cx="${x(t)}" cy="${y(s.c)}" r="3.2" fill="var(--truth)"/>`).join("");
  const words = keeps > 0.999 ? "hardly leaks" : keeps < 0.02 ? "is all but shorted" : `has RC = ${time.toFixed(time < 10 ? 2 : 0)} steps`;
  at("circuit-lead").textContent = `A capacitor keeps f = exp(−Δt / RC) of its charge from step to step and is given i · g. At step ${step + 1} the forget gate of the LSTM is ${number(keeps)}: the circuit ${words}.`;
  const fill = 34 * Math.abs(level);
  at("circuit").innerHTML = `<figure><figcaption>The circuit at step ${step + 1}</figcaption><svg viewBox="0 0 260 170" role="img" aria-label="A source of i · g, a capacitor charged to ${number(run[step].c)}, and a resistor.">`
    + '<g fill="none" stroke="var(--truth)" stroke-width="2"><path d="M40 40H220M40 140H220M40 40V68M40 112V140M130 40V56M130 124V140M220 40V66M220 114V140"/><circle cx="40" cy="90" r="22"/>'
    + '<path d="M40 102V78M34 85L40 77L46 85"/><rect x="104" y="56" width="52" height="68"/><rect x="208" y="66" width="24" height="48"/></g>'
    + `<rect x="106" y="${level >= 0 ? 90 - fill : 90}" width="48" height="${fill}" fill="${level >= 0 ? "var(--c0)" : "var(--c4)"}" opacity="0.75"/><path d="M104 90H156" stroke="var(--rule)"/>`
    + `<text x="40" y="160" text-anchor="middle">i · g = ${number(gates[step][0] * gates[step][2])}</text><text x="130" y="160" text-anchor="middle">c = ${number(run[step].c)}</text><text x="220" y="160" text-anchor="middle">RC = ${keeps > 0.999 ? "∞" : time.toFixed(2)}</text></svg></figure>`
    + `<figure><figcaption>Its voltage and the cell</figcaption>${picture("Voltage", [{ name: "voltage", values: fine.map(([, v]) => v), colour: "var(--c1)", isOwn: true }, { name: "cell c", values: run.map((s) => s.c), colour: "var(--truth)", isOwn: true }], [-1.6, 1.6], states, curve)}</figure>`;
}

const powers = [0, -2, -4, -6, -8].map((p) => [p, p === 0 ? "1" : `10${raised(p)}`]);
const logarithm = (v) => Math.log10(Math.max(v, 1e-9));

function drawFlow(walks) {
  at("back").innerHTML = Object.entries(cells).map(([kind, cell]) => {
    const found = flow(kind), run = walks[kind];
    const lines = [{ name: `to ${cell.memory}`, values: [...found.map(logarithm)], colour: "var(--c0)" }];
    if (kind === "lstm") {
      const gates = run.map((_, t) => equations(kind, t, t ? run[t - 1] : { h: 0, c: 0 }).gates), last = gates[length - 1][3] * (1 - Math.tanh(run[length - 1].c) ** 2);
      lines.push({ name: "forget gates alone", values: found.map((_, t) => logarithm(gates.slice(t + 1).reduce((p, g) => p * g[1], last))), colour: "var(--c2)", dashed: true });
    }
    const reach = found[0] < 1e-9 ? "less than 10⁻⁹" : found[0] < 1e-3 ? power(found[0]) : number(found[0]), said = `Step 1 is reached by ${reach} of it`;
    return `<figure data-first="${found[0]}" id="back-${kind}"><figcaption>${cell.name}<span>${said}</span></figcaption>${picture("", lines, [-9, 0.5], powers, undefined, `${cell.name}, an error at the last output: ${said}.`)}</figure>`;
  }).join("");
}

function drawGates() {
  at("gates").innerHTML = cells[chosen].gates.map((name, n) => `<fieldset><legend>${cells[chosen].letters[n]}: ${name}${isSquashed(name) ? "" : " gate"}</legend><div class="weights">`
    + sources.map((source, k) => `<label>${source} <output>${number(weights[chosen][n][k])}</output><input type="range" min="${-most}" max="${most}" step="0.05" value="${weights[chosen][n][k]}" data-gate="${n}" data-source="${k}" aria-label="${name}: ${source}"></label>`).join("") + "</div></fieldset>").join("");
}

function drawInputs() {
  at("inputs").innerHTML = values.map((v, t) => `<div><input type="range" min="-1" max="1" step="0.05" value="${v}" data-value="${t}" aria-label="value at step ${t + 1}">`
    + `<input type="checkbox"${marks[t] ? " checked" : ""} data-mark-at="${t}" aria-label="mark at step ${t + 1}"><span>${t + 1}</span></div>`).join("");
}

function cellFile() {
  const gates = Object.fromEntries(cells[chosen].letters.map((letter, n) => [letter, { W: [weights[chosen][n].slice(0, 2)], R: [[weights[chosen][n][2]]], b: [weights[chosen][n][3]] }]));
  return JSON.stringify({ cell: chosen, features: ["value", "mark"], gates, inputs: Array.from({ length }, (_, t) => inputAt(t)) }, null, 2);
}

function draw() {
  const walks = Object.fromEntries(Object.keys(cells).map((kind) => [kind, walk(kind)]));
  at("step-number").textContent = step + 1;
  at("inputs").querySelectorAll("span").forEach((s, t) => s.classList.toggle("now", t === step));
  drawCells(walks);
  drawBelt(walks);
  drawNumbers(walks);
  drawCircuit(walks);
  drawFlow(walks);
  at("save").href = `data:application/json,${encodeURIComponent(cellFile())}`;
}

function begin(name) {
  const preset = structuredClone(presets[name]);
  ({ values, marks } = preset);
  weights = { lstm: preset.lstm, gru: preset.gru, elman: preset.elman };
  at("lesson").textContent = preset.lesson;
  drawInputs();
  drawGates();
  draw();
}

const option = (value, text) => `<option value="${value}">${text}</option>`;
at("preset").innerHTML = Object.keys(presets).map((name) => option(name, name)).join("");
at("cell").innerHTML = Object.entries(cells).map(([kind, cell]) => option(kind, cell.name)).join("");
at("step").value = step + 1;
at("length").innerHTML = [set, 100].map((n) => option(n, n)).join("");
at("length").addEventListener("change", (event) => {
  pause();
  length = Number(event.target.value);
  at("step").max = length;
  go(Math.min(step, length - 1));
});
at("preset").addEventListener("change", (event) => begin(event.target.value));
at("cell").addEventListener("change", (event) => {
  chosen = event.target.value;
  drawGates();
  draw();
});
const go = (to) => {
  step = to;
  at("step").value = step + 1;
  draw();
};
let playing = 0;
function pause() {
  clearInterval(playing);
  playing = 0;
  at("play").textContent = "Play";
}
at("step").addEventListener("input", (event) => {
  pause();
  go(Number(event.target.value) - 1);
});
at("play").addEventListener("click", () => {
  if (playing) {
    pause();
    return;
  }
  at("play").textContent = "Stop";
  if (step === length - 1) go(0);
  playing = setInterval(() => (step < length - 1 ? go(step + 1) : pause()), 700);
});
at("gates").addEventListener("input", ({ target }) => {
  weights[chosen][target.dataset.gate][target.dataset.source] = Number(target.value);
  target.parentElement.querySelector("output").textContent = number(Number(target.value));
  draw();
});
at("inputs").addEventListener("input", ({ target }) => {
  if (target.dataset.value !== undefined) values[target.dataset.value] = Number(target.value);
  else marks[target.dataset.markAt] = target.checked ? 1 : 0;
  draw();
});
begin(Object.keys(presets)[0]);
