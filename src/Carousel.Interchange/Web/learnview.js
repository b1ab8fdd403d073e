// The training on the page: a button, the error on sequences that are held out, and how far errors reach back.

const lags = [20, 50, 100], solved = 0.01, atOnce = 25, between = 640;
const runs = {};
let training = null;

/** A plot with fixed axes. lines: { name, points: [x, y], colour }; labels: [y, text]. */
function plot(title, lines, end, [low, high], labels, [first, last]) {
  const width = 380, height = 200, left = 44, top = 24, bottom = 22;
  const x = (v) => left + ((width - left - 8) * v) / end, y = (v) => top + ((height - top - bottom) * (high - Math.min(Math.max(v, low), high))) / (high - low);
  const rule = ([v, label]) => `<line x1="${left}" x2="${width - 8}" y1="${y(v)}" y2="${y(v)}" stroke="var(--rule)"/><text x="${left - 5}" y="${y(v) + 4}" text-anchor="end">${label}</text>`;
  const path = (l) => `<path fill="none" stroke="${l.colour}" stroke-width="2" d="${l.points.map(([a, b], n) => `${n ? "L" : "M"}${x(a).toFixed(1)},${y(b).toFixed(1)}`).join("")}"/>`;
  const legend = lines.map((l) => `<tspan fill="${l.colour}">━</tspan> ${l.name}`).join("  ");
  return `<figure><figcaption>${title}</figcaption><svg viewBox="0 0 ${width} ${height}" role="img" aria-label="${title}"><text x="${left}" y="13" xml:space="preserve">${legend}</text>${labels.map(rule).join("")}`
    + `<text x="${x(0)}" y="${height - 4}">${first}</text><text x="${x(end)}" y="${height - 4}" text-anchor="end">${last}</text>${lines.map(path).join("")}</svg></figure>`;
}

function drawLearning() {
  const steps = Number(at("lag").value), mine = Object.entries(cells).filter(([kind]) => runs[`${kind} ${steps}`]);
  const line = (points) => mine.map(([kind, cell], n) => ({ name: cell.name, colour: ["var(--c0)", "var(--c1)", "var(--c2)"][Object.keys(cells).indexOf(kind)], points: points(runs[`${kind} ${steps}`]) }));
  at("learning").innerHTML = mine.length === 0 ? "" : plot(
    "Squared error on held-out sequences", line((r) => r.errors.map(([n, e]) => [n, Math.log10(e)])), mostSequences, [-3, 0.3],
    [[0, "1"], [Math.log10(1 / 6), "0.167"], [-2, "0.01"], [-3, "0.001"]], ["0", `${mostSequences} sequences`])
    + plot(
      "Share of an error that is left at each step", line((r) => r.reach.map((v, t) => [t, logarithm(v)])), steps - 1, [-9, 1],
      powers.slice(0, 5), ["step 1", `step ${steps}`]);
}

function say(kind, run) {
  const cell = cells[kind].name, [read, error] = run.errors.at(-1), counted = `${read.toLocaleString("en-US")} sequences`;
  at("progress").textContent = `${cell} over ${run.steps} steps: ${counted}, error ${number(error)}`;
  at("learned").textContent = error < solved ? `The ${cell} has learned to add over ${run.steps} steps from ${counted}.`
    : read >= mostSequences ? `The ${cell} has not learned to add over ${run.steps} steps from ${counted}.` : "";
  at("learned").dataset.error = error;
}

function stop() {
  training = null;
  at("train").textContent = "Train";
  at("learner").disabled = at("lag").disabled = false;
}

/** Trains for a moment, shows how far it is, and lets the page breathe. */
function proceed(kind, run) {
  if (training !== run) return;
  const until = performance.now() + atOnce;
  while (performance.now() < until && training === run) {
    run.network.train();
    run.read += batchSize;
    if (run.read % between > 0) continue;
    run.errors.push([run.read, run.network.error()]);
    run.reach = run.network.reach();
    say(kind, run);
    drawLearning();
    if (run.errors.at(-1)[1] < solved || run.read >= mostSequences) stop();
  }
  setTimeout(() => proceed(kind, run));
}

at("learner").innerHTML = Object.entries(cells).map(([kind, cell]) => option(kind, cell.name)).join("");
at("lag").innerHTML = lags.map((steps) => option(steps, `${steps} steps`)).join("");
at("lag").value = lags.at(-1);
at("lag").addEventListener("change", drawLearning);
at("train").addEventListener("click", () => {
  if (training) {
    stop();
    return;
  }
  const kind = at("learner").value, steps = Number(at("lag").value), network = learner(kind, steps, 1);
  training = { network, steps, read: 0, errors: [[0, network.error()]], reach: network.reach() };
  runs[`${kind} ${steps}`] = training;
  at("train").textContent = "Stop";
  at("learner").disabled = at("lag").disabled = true;
  say(kind, training);
  drawLearning();
  proceed(kind, training);
});
