// The page itself: which view the model gets, whether the engine says what Carousel says, and how fast it is.

const floatsOf = (base64) => new Float32Array(Carousel.bytesOf(base64).buffer);
const sizeText = (bytes) => (bytes < 1e6 ? `${count(bytes / 1000)} kB` : `${(bytes / 1e6).toFixed(1)} MB`);

function showFacts() {
  const layer = ({ kind, inputs, outputs, how }) => (kind === "pooling" ? `the ${how === "max" ? "largest values" : how === "mean" ? "mean" : "last"} of all steps`
    : `${{ lstm: "LSTM", gru: "GRU", elman: "Elman", dense: "dense", embedding: "embedding" }[kind]} ${kind === "embedding" ? outputs : `${inputs} → ${outputs}`}`);
  const first = model.members[0], layers = [...first.before, ...first.stages].map(layer).join(", ");
  const numbers = model.precision === "int8" ? "8 bits with a scale a row; activations in 8 bits too" : "32 bits";
  at("facts").textContent = `${model.members.length === 1 ? "One network" : `${model.members.length} networks of one design, averaged`}: ${layers}. `
    + `${count(model.parameters)} weights in ${numbers}: ${sizeText((model.weights.length * 3) / 4)}. The whole page: ${sizeText(new TextEncoder().encode(document.documentElement.outerHTML).length)}.`;
}

/** Compares with the answers that Carousel gave. */
function check() {
  const tolerance = 1e-5;
  let largest = 0, steps = 0;
  for (const { input, before, answers } of golden.sequences) {
    const sequence = floatsOf(input), mine = network.run(sequence, floatsOf(before)), theirs = floatsOf(answers);
    theirs.forEach((theirNumber, k) => {
      const apart = Math.abs(mine[k * golden.every] - theirNumber) / Math.max(1, Math.abs(theirNumber));
      // An answer that is no number stays the largest difference: no later one takes its place.
      if (!(apart <= largest) && !Number.isNaN(largest)) largest = apart;
    });
    steps += sequence.length / network.inputSize;
  }
  network.reset();
  const isEqual = largest <= tolerance;
  at("check").className = isEqual ? "good" : "problem";
  at("check").textContent = isEqual ? `✓ The answers equal those of Carousel on ${counted(steps, "step")} within 0.00001 (largest difference ${largest.toExponential(1).replace("-", "−")}).`
    : `The answers differ from those of Carousel by up to ${largest.toExponential(1)} on ${counted(steps, "step")}: do not trust this browser's figures.`;
}

/** Steps a second, answers included, over about a second. */
function measure() {
  const sequence = floatsOf(golden.sequences[0].input), size = network.inputSize;
  const inputs = Array.from({ length: sequence.length / size }, (_, t) => sequence.slice(t * size, (t + 1) * size));
  const run = (seconds) => {
    network.reset();
    const began = performance.now();
    let steps = 0, passed = 0;
    while ((passed = performance.now() - began) < 1000 * seconds) {
      for (const input of inputs) network.step(input);
      steps += inputs.length;
    }
    return (1000 * steps) / passed;
  };
  run(0.3);
  return run(1);
}

function showSpeed() {
  const steps = measure();
  at("speed").dataset.steps = String(Math.round(steps));
  at("speed").textContent = `${count(steps)} steps a second`;
  at("measure").disabled = false;
}

at("measure").addEventListener("click", () => {
  at("measure").disabled = true;
  at("speed").textContent = "measuring …";
  // The text is drawn before the page is busy.
  setTimeout(showSpeed, 50);
});

// For programs that open the page: page.html#measure.
if (location.hash === "#measure") showSpeed();

for (const [id, text, type] of [["engine-file", at("engine").textContent, "text/javascript"], ["model-file", at("model").textContent, "application/json"]]) {
  at(id).addEventListener("click", () => {
    at(id).href = URL.createObjectURL(new Blob([text], { type }));
  });
}

const isText = model.input.units !== "none", readsSymbols = model.input.symbols.length > 0;
at("usage").textContent = `<script src="carousel-engine.js"><\/script>
<script type="module">
  const model = Carousel.open(await (await fetch("model.json")).json());
  // ${readsSymbols ? `the number of a symbol among ${model.input.symbols.length}` : `${counted(network.inputSize, "number")}, scaled by Carousel.toNetwork`}
  const answer = model.step(${readsSymbols ? "[3]" : "input"});   // ${counted(network.answerSize, "number")}
  const state = model.save();        // go on later: model.restore(state)
  model.reset();                     // the next step is the first of a sequence
<\/script>`;

/** The view of the model's job. */
function view() {
  const { task, table } = model;
  if (task === "forecast") return forecastOfTable;
  if (task === "anomaly") return expectedOfTable;
  if (task === "classify" && isText) return classOfText;
  if (task === "classify" && table) return classOfTable;
  if (task === "tag") return isText ? labelsOfText : labelsOfTable;
  if (isText) return nextOfText;
  return table ? sharesOfTable : null;
}

showFacts();
check();
const job = view();
if (job) job(at("try"));
else show(at("try"), `<h2>Try it</h2><p>A step of this model reads ${counted(network.inputSize, "number")} that no table or text holds as they are. Call the engine with them, as below.</p>`);
