/*
 * Runs a model of Carousel, a step at a time, in plain JavaScript. No dependency; copy it where you need it.
 *
 *   const model = Carousel.open(description);   // the object that "carousel export web" writes
 *   model.step(input)       → the answer after one step more (Float32Array, the same one each time)
 *   model.reset()           forgets what was read
 *   model.run(sequence)     → the answers to a whole sequence
 *   model.save(), model.restore(state)
 *
 * An input holds the numbers as the network sees them (Carousel.toNetwork), or the number of one symbol.
 * Two precisions. "float32": weights of 32 bits, sums in JavaScript's own double precision. "int8": weights of 8 bits with a
 * scale a row, activations of 8 bits with a scale a step, sums of whole numbers; rounded as Carousel rounds, so states are equal to the bit.
 */
function member(description, read) {
  const at = description.stages.findIndex((s) => s.kind === "pooling");
  const [before, each, end] = [description.before, at < 0 ? description.stages : description.stages.slice(0, at), at < 0 ? [] : description.stages.slice(at + 1)]
    .map((list) => list.map(read));
  // Without pooling the last row is the answer: kept here, it is part of what is saved.
  const pool = pooling(at < 0 ? { how: "last", inputs: description.stages.at(-1).outputs } : description.stages[at]);
  const through = (list, input) => list.reduce((row, stage) => stage.step(stage.joins ? [...row, ...input] : row), input);
  const withState = (list) => list.filter((s) => s.states.length > 0);
  return {
    states: [...before, ...each, pool].flatMap((s) => s.states),
    past: (input) => through(before, input),
    // The recurrent stages go on from where those of the past stand.
    turn: () => withState(before).forEach((from, n) => from.states.forEach((state, k) => withState(each)[n].states[k].set(state))),
    advance: (input) => pool.add(through(each, input)),
    answer: () => through(end, pool.row()),
  };
}

function softmax(values, factor, spread) {
  let largest = -Infinity, sum = 0;
  for (const value of values) largest = Math.max(largest, value);
  for (let k = 0; k < values.length; k++) sum += values[k] = Math.exp((values[k] - largest) * factor);
  for (let k = 0; k < values.length; k++) values[k] = (values[k] / sum) * (1 - spread) + spread / values.length;
}

// From the last stage of one network to its answer.
function finish(rule, values) {
  if (rule.function === "softmax") softmax(values, 1 / rule.temperature, rule.spread ?? 0);
  else if (rule.function === "logistic") for (let k = 0; k < values.length; k++) values[k] = logistic(values[k]);
  else if (rule.quantiles) for (let k = 0; k < values.length; k += rule.quantiles.count) values.subarray(k, k + rule.quantiles.count).sort();
}

// Quantiles are widened after the mean over the networks, none across the median.
function widen({ count, median, offsets, spreads }, values) {
  for (let first = 0; first < values.length; first += count) {
    const run = values.subarray(first, first + count), middle = run[median];
    for (let q = 0; q < count; q++) {
      const moved = run[q] + offsets[first + q];
      run[q] = q < median ? Math.min(moved, middle) : Math.max(moved, middle);
    }
    run.sort();
    for (let q = 0; q < count; q++) run[q] += spreads[first + q] * (run[q] - middle);
    run.sort();
  }
}

function bytesOf(base64) {
  const text = atob(base64), bytes = new Uint8Array(text.length);
  for (let k = 0; k < text.length; k++) bytes[k] = text.charCodeAt(k);
  return bytes;
}

function reader(model) {
  const data = bytesOf(model.weights).buffer, arithmetic = model.precision === "int8" ? int8 : float32;
  const floats = (at, length) => new Float32Array(data, at, length);
  const weight = (w) =>
    w.columns === undefined ? floats(w.at, w.length)
    : w.scales === undefined ? { ...w, values: floats(w.at, w.rows * w.columns) }
    : { ...w, values: new Int8Array(data, w.at, w.rows * w.columns), scales: floats(w.scales, w.rows) };
  return (stage) => {
    const weights = Object.fromEntries(Object.entries(stage.weights).map(([name, w]) => [name, weight(w)]));
    return { joins: stage.joins === true, ...stages[stage.kind](weights, arithmetic, stage) };
  };
}

/** Opens a model. */
function open(model) {
  const read = reader(model), members = model.members.map((m) => member(m, read));
  const size = model.answer.values.length, sum = new Float64Array(size), own = new Float32Array(size), answer = new Float32Array(size);
  const isPooled = model.members[0].stages.some((s) => s.kind === "pooling");
  const row = new Float32Array(model.input.values.length), states = members.flatMap((m) => m.states);
  let isAhead = false;

  const opened = {
    /** Numbers of an input, of an input of the past, and of an answer. */
    inputSize: model.input.values.length,
    pastSize: model.inputBefore ? model.inputBefore.values.length : 0,
    answerSize: size,
    isPooled,

    reset() {
      isAhead = false;
      for (const state of states) state.fill(0);
    },

    /** Reads a row of the past: of models that look back before they look ahead. */
    past(input) {
      for (const m of members) m.past(Float32Array.from(input));
    },

    /** Reads a step without asking for the answer. */
    advance(input) {
      row.set(input);
      for (const m of members) {
        if (!isAhead) m.turn();
        m.advance(row);
      }
      isAhead = true;
    },

    /** The answer after the steps read so far: the mean over the networks. */
    answer() {
      if (!isAhead) throw new Error("There is no answer before the first step: call step or advance.");
      sum.fill(0);
      for (const m of members) {
        own.set(m.answer());
        finish(model.answer, own);
        for (let k = 0; k < size; k++) sum[k] += own[k] / members.length;
      }
      answer.set(sum);
      if (model.answer.quantiles) widen(model.answer.quantiles, answer);
      return answer;
    },

    step(input) {
      opened.advance(input);
      return opened.answer();
    },

    /** [steps · inputs] (and [steps · inputs] of the past) → [steps · answers], or one answer where steps are pooled. */
    run(sequence, before = []) {
      opened.reset();
      const inputs = opened.inputSize, steps = sequence.length / inputs, all = new Float32Array((isPooled ? 1 : steps) * size);
      for (let at = 0; at < before.length; at += opened.pastSize) opened.past(before.slice(at, at + opened.pastSize));
      for (let t = 0; t < steps; t++) {
        opened.advance(sequence.slice(t * inputs, (t + 1) * inputs));
        if (!isPooled || t === steps - 1) all.set(opened.answer(), isPooled ? 0 : t * size);
      }
      return all;
    },

    /** Everything that was read, and the answer to it, as numbers. */
    save: () => Float64Array.from([isAhead ? 1 : 0, ...states.flatMap((state) => [...state])]),

    /** Takes what save gave, or an array of the same numbers. */
    restore(saved) {
      const numbers = Float64Array.from(saved), length = states.reduce((sum, state) => sum + state.length, 1);
      if (numbers.length !== length) throw new Error(`A state of this model has ${length} numbers, not ${numbers.length}.`);
      isAhead = numbers[0] === 1;
      let at = 1;
      for (const state of states) state.set(numbers.subarray(at, (at += state.length)));
    },
  };
  return opened;
}

/** As the network sees a number of the data: one of model.input.values, before a level is taken off. */
function toNetwork(value, number) {
  const { scaling = "linear", offset = 0, scale = 1 } = value;
  if (scaling === "inverse-sine") return 2 * Math.asinh((number - offset) / (2 * scale));
  const even = scaling === "square-root" ? Math.sqrt(Math.max(number, 0))
    : scaling === "logarithm" ? Math.log(1 + Math.max(number, 0))
    : scaling === "signed-logarithm" ? Math.sign(number) * Math.log(1 + Math.abs(number)) : number;
  return (even - offset) / scale;
}

/** The number of the data that the network sees as this: one of model.answer.values, after a level was added. */
function toData(value, number) {
  const { scaling = "linear", offset = 0, scale = 1 } = value, linear = number * scale + offset;
  return scaling === "square-root" ? (linear <= 0 ? 0 : linear * linear)
    : scaling === "logarithm" ? (linear <= 0 ? 0 : Math.exp(Math.min(linear, 80)) - 1)
    : scaling === "signed-logarithm" ? Math.sign(linear) * (Math.exp(Math.min(Math.abs(linear), 80)) - 1)
    : scaling === "inverse-sine" ? offset + 2 * scale * Math.sinh(number / 2)
    : scaling === "non-negative" ? Math.max(linear, 0) : linear;
}
