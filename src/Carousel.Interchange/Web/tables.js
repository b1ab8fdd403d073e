// Views of models that read a table, row by row: classes, labels, what is expected, or probabilities at each row.

/** A box for a table, a button for a file, and a place that `answer(table, place)` fills. */
function tableBox(place, sentence, answer) {
  show(place, `<h2>Try it</h2><label for="table">Your table</label><p class="quiet">${sentence}</p><textarea id="table" class="table" spellcheck="false" wrap="off" placeholder="Paste CSV here, or drop a file."></textarea>`
    + `<div class="row"><label>or open a file <input type="file" id="file" accept=".csv,.tsv,.txt,text/csv"></label></div><div id="answer" aria-live="polite"></div>`);
  const box = at("table"), below = at("answer");
  let waiting = 0;
  const run = () => answering(below, () => {
    below.replaceChildren();
    if (box.value.trim() !== "") answer(new Table(box.value), below);
  });
  const open = async (file) => {
    if (!file) return;
    box.value = await file.text();
    run();
  };
  box.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(run, 150);
  });
  at("file").addEventListener("change", (event) => open(event.target.files[0]));
  for (const [name, isOver] of [["dragover", true], ["dragleave", false], ["drop", false]]) {
    box.addEventListener(name, (event) => {
      event.preventDefault();
      box.classList.toggle("over", isOver);
      if (name === "drop") open(event.dataTransfer.files[0]);
    });
  }
  box.value = golden.example;
  run();
}

const listed = (names) => names.map((name) => `<b>${escaped(name)}</b>`).join(", ");

/** The numbers of the table that the inputs are made of, and the time stamps, in whose order the rows are put. */
function readColumns(table, names, time) {
  table.require(time ? [...names, time] : names);
  const stamps = time ? putInOrder(table, time, model.table.frequency) : null;
  return [Object.fromEntries(names.map((name) => [name, table.numbers(name)])), stamps];
}

/** Where a column named id stands and is no input, each of its values is a sequence; the table's rows are put in the order of the sequences. */
function sequencesOf(table, names) {
  const column = names.includes("id") ? -1 : table.find("id");
  if (column < 0) return [{ name: "", from: 0, to: table.length }];
  const found = new Map();
  for (const row of table.rows) {
    const name = row.cells[column];
    if (!found.has(name)) found.set(name, []);
    found.get(name).push(row);
  }
  table.rows = [...found.values()].flat();
  let from = 0;
  return [...found].map(([name, rows]) => ({ name, from, to: (from += rows.length) }));
}

/** Runs a sequence and gives the answer at each row; of a network that pools the last one. */
function answersOf(features, from, to) {
  network.reset();
  const answers = [];
  for (let r = from; r < to; r++) {
    network.advance(features.row(r, from));
    if (!network.isPooled || r === to - 1) answers.push(Array.from(network.answer()));
  }
  return answers;
}

const mostSequences = 50;
const leftOutNote = (sequences) => `<p class="quiet">The first ${mostSequences} of ${count(sequences.length)} sequences are shown.</p>`;

function classOfTable(place) {
  const names = columnsOf(model.input.values), classes = model.answer.values.map((v) => v.name);
  tableBox(place, `A row is a step, in order, with the columns ${listed(names)}. A column <b>id</b> tells sequences apart; without it the table is one sequence.`, (table, below) => {
    const sequences = sequencesOf(table, names), [columns] = readColumns(table, names), features = new Features(model.input.values, columns, null);
    below.append(chart({
      title: "What was read", names: rowNames(table, sequences[0]), note: sequences[0].name === "" ? "" : `Sequence ${sequences[0].name}`,
      lines: names.slice(0, 6).map((name, k) => ({ name, colour: `var(--c${k})`, values: columns[name].slice(sequences[0].from, sequences[0].to) })),
    }));
    for (const { name, from, to } of sequences.slice(0, mostSequences)) {
      const answer = answersOf(features, from, to).at(-1), part = document.createElement("div");
      show(part, `<h3>${name === "" ? "The sequence" : `Sequence ${escaped(name)}`}, ${counted(to - from, "step")}</h3>${bars(classes, answer, 8)}`);
      below.append(part);
    }
    if (sequences.length > mostSequences) below.insertAdjacentHTML("beforeend", leftOutNote(sequences));
  });
}

const rowNames = (table, { from, to }) => table.rows.slice(from, to).map((row) => String(row.number));

function labelsOfTable(place) {
  const names = columnsOf(model.input.values), labels = model.answer.values.map((v) => v.name);
  tableBox(place, `A row is a step, with the columns ${listed(names)}. A column <b>id</b> tells sequences apart.`, (table, below) => {
    const sequences = sequencesOf(table, names), [columns] = readColumns(table, names), features = new Features(model.input.values, columns, null);
    const answers = sequences.flatMap(({ from, to }) => answersOf(features, from, to)), best = answers.map((a) => a.indexOf(Math.max(...a)));
    const whole = { from: 0, to: table.length };
    below.append(chart({
      title: "Probability of each label", names: rowNames(table, whole), note: "By row, from the rows of its sequence up to it.",
      lines: labels.slice(0, 6).map((name, k) => ({ name, colour: `var(--c${k})`, values: answers.map((a) => a[k]) })),
    }));
    below.append(figures("The label of each row", ["row", "label", "probability"], best.map((b, r) => [String(table.rows[r].number), labels[b], percent(answers[r][b])])));
  });
}

/** Probabilities at each row, such as those of leaving in each period ahead. */
function sharesOfTable(place) {
  const names = columnsOf(model.input.values), answersNamed = model.answer.values.map((v) => v.name);
  tableBox(place, `A row is a step, with the columns ${listed(names)}. A column <b>id</b> tells sequences apart.`, (table, below) => {
    const sequences = sequencesOf(table, names), [columns] = readColumns(table, names), features = new Features(model.input.values, columns, null);
    for (const { name, from, to } of sequences.slice(0, mostSequences)) {
      const part = document.createElement("div");
      show(part, `<h3>After the last row${name === "" ? "" : ` of ${escaped(name)}`}</h3>${bars(answersNamed, answersOf(features, from, to).at(-1), 12)}`);
      below.append(part);
    }
    if (sequences.length > mostSequences) below.insertAdjacentHTML("beforeend", leftOutNote(sequences));
  });
}

/** Rows that each stand beside what was expected of them. */
function expectedOfTable(place) {
  const { time, piece } = model.table, names = columnsOf(model.input.values);
  tableBox(place, `A row with the columns ${listed([...(time ? [time] : []), ...names])}, in the order of time. The network expects each row from those before it; the level that the detector follows is not part of it.`, (table, below) => {
    const [read, times] = readColumns(table, names, time), columns = {};
    for (const name of names) {
      let last = NaN;
      columns[name] = read[name].map((v) => (last = Number.isNaN(v) ? last : v));
    }
    const features = new Features(model.input.values, columns, times), answers = [];
    for (let from = 0; from < table.length; from += piece) {
      answers.push(...answersOf(features, Math.max(0, from - piece), Math.min(table.length, from + piece)).slice(from === 0 ? 0 : piece));
    }
    const called = times ? [...times].map(timeText) : rowNames(table, { from: 0, to: table.length });
    names.forEach((name, c) => {
      const value = model.answer.values[3 * c], positive = (v) => Math.max(v, 0) + Math.log1p(Math.exp(-Math.abs(v)));
      const of = answers.map((a) => ({ middle: a[3 * c], scale: positive(a[3 * c + 1]) + 1e-4, freedom: 2 + positive(a[3 * c + 2]) }));
      const surprise = of.map(({ middle, scale, freedom }, r) => ((freedom + 1) / 2) * Math.log(1 + ((Carousel.toNetwork(value, read[name][r]) - middle) / scale) ** 2 / freedom) + Math.log(scale));
      const known = [...surprise.keys()].filter((r) => !Number.isNaN(surprise[r])).sort((a, b) => surprise[b] - surprise[a]);
      const back = (number) => Carousel.toData(value, number);
      below.append(chart({
        title: name, note: known.length > 0 ? `The most surprising row: ${called[known[0]]}. The band is two deviations wide on either side.` : "", names: called,
        lines: [{ name: "rows", colour: "var(--truth)", values: read[name] }, { name: "expected", colour: "var(--forecast)", dashed: true, values: of.map((o) => back(o.middle)) }],
        bands: [{ name: "usual", colour: "var(--forecast)", low: of.map((o) => back(o.middle - 2 * o.scale)), high: of.map((o) => back(o.middle + 2 * o.scale)) }],
      }));
      below.append(figures(`The most surprising rows of ${name}`, ["row", "value", "expected", "surprise"],
        known.slice(0, 20).map((r) => [called[r], figure(read[name][r]), figure(back(of[r].middle)), surprise[r].toFixed(2)])));
    });
  });
}
