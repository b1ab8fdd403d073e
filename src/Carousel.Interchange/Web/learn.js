// A network of one layer that learns in this page to add two marked numbers of a sequence: Elman net, GRU or LSTM.

const units = 16, inputs = 2, width = inputs + units + 1, batchSize = 32, tested = 200, mostSequences = 64000;
const gatesOf = { lstm: 4, gru: 3, elman: 1 }, rates = { lstm: 0.01, gru: 0.01, elman: 0.003 };

/** Numbers from 0 to 1 that a seed decides: mulberry32. */
function drawing(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

/** Numbers and marks [steps · 2] of which two are marked, one in each half, and the sum of those two. */
function task(steps, random) {
  const read = new Float64Array(steps * inputs), half = steps >> 1;
  for (let t = 0; t < steps; t++) read[t * inputs] = random();
  const marked = [Math.floor(random() * half), half + Math.floor(random() * (steps - half))];
  for (const t of marked) read[t * inputs + 1] = 1;
  return { read, sum: read[marked[0] * inputs] + read[marked[1] * inputs] };
}

/** A network, its training by back-propagation through time and Adam, and how far its errors reach. */
function learner(kind, steps, seed) {
  const random = drawing(seed), gates = gatesOf[kind], rows = gates * units, size = rows * width + units + 1;
  const weights = new Float64Array(size), gradient = new Float64Array(size), mean = new Float64Array(size), square = new Float64Array(size);
  const bound = 1 / Math.sqrt(units), scale = (r) => (r % width === width - 1 ? 0 : bound);
  for (let k = 0; k < size; k++) weights[k] = k < rows * width ? (2 * random() - 1) * scale(k) : k < size - 1 ? (2 * random() - 1) * bound : 1;
  // The gate that keeps, the second of an LSTM and of a GRU, begins open for lags up to this length (Tallec and Ollivier 2018).
  for (let u = 0; gates > 1 && u < units; u++) weights[(units + u + 1) * width - 1] = Math.log(1 + random() * (steps - 2));
  const hidden = new Float64Array((steps + 1) * units), cell = new Float64Array((steps + 1) * units), acts = new Float64Array(steps * rows), drawn = new Float64Array(steps * units);
  const errorOfHidden = new Float64Array(units), errorOfCell = new Float64Array(units), errorOfSum = new Float64Array(rows), errorOfDrawn = new Float64Array(units), earlier = new Float64Array(units);
  let updates = 0;

  // Forward over one sequence; states are kept for the way back.
  function answer(read) {
    for (let t = 0; t < steps; t++) {
      const h = t * units, a = t * rows;
      for (let r = 0; r < rows; r++) {
        const w = r * width;
        let own = 0;
        for (let u = 0; u < units; u++) own += weights[w + inputs + u] * hidden[h + u];
        let sum = weights[w + width - 1] + weights[w] * read[t * inputs] + weights[w + 1] * read[t * inputs + 1];
        const u = r % units, gate = (r - u) / units;
        if (kind === "gru" && gate === 2) {
          drawn[h + u] = own;
          own *= acts[a + u];
        }
        sum += own;
        acts[a + r] = kind === "elman" || gate === 2 ? Math.tanh(sum) : 1 / (1 + Math.exp(-sum));
      }
      for (let u = 0; u < units; u++) {
        const now = h + units + u;
        if (kind === "lstm") {
          cell[now] = acts[a + units + u] * cell[h + u] + acts[a + u] * acts[a + 2 * units + u];
          hidden[now] = acts[a + 3 * units + u] * Math.tanh(cell[now]);
        } else if (kind === "gru") {
          hidden[now] = acts[a + units + u] * hidden[h + u] + (1 - acts[a + units + u]) * acts[a + 2 * units + u];
        } else {
          hidden[now] = acts[a + u];
        }
      }
    }
    let told = weights[size - 1];
    for (let u = 0; u < units; u++) told += weights[rows * width + u] * hidden[steps * units + u];
    return told;
  }

  // Back over the same sequence: adds to the gradient; sizes, if given, takes the length of the error after each step.
  function back(read, error, sizes) {
    errorOfCell.fill(0);
    gradient[size - 1] += error;
    for (let u = 0; u < units; u++) {
      gradient[rows * width + u] += error * hidden[steps * units + u];
      errorOfHidden[u] = error * weights[rows * width + u];
    }
    for (let t = steps - 1; t >= 0; t--) {
      const h = t * units, a = t * rows;
      let length = 0;
      for (let u = 0; u < units; u++) {
        const now = h + units + u, i = acts[a + u], f = acts[a + units + u], g = acts[a + 2 * units + u], dh = errorOfHidden[u];
        earlier[u] = 0;
        if (kind === "lstm") {
          const o = acts[a + 3 * units + u], shown = Math.tanh(cell[now]), dc = errorOfCell[u] + dh * o * (1 - shown * shown);
          length += dc * dc;
          errorOfSum[u] = dc * g * i * (1 - i);
          errorOfSum[units + u] = dc * cell[h + u] * f * (1 - f);
          errorOfSum[2 * units + u] = dc * i * (1 - g * g);
          errorOfSum[3 * units + u] = dh * shown * o * (1 - o);
          errorOfCell[u] = dc * f;
        } else if (kind === "gru") {
          length += dh * dh;
          const dn = dh * (1 - f) * (1 - g * g);
          errorOfSum[2 * units + u] = dn;
          errorOfSum[units + u] = dh * (hidden[h + u] - g) * f * (1 - f);
          errorOfSum[u] = dn * drawn[h + u] * i * (1 - i);
          errorOfDrawn[u] = dn * i;
          earlier[u] = dh * f;
        } else {
          length += dh * dh;
          errorOfSum[u] = dh * (1 - i * i);
        }
      }
      if (sizes) sizes[t] += Math.sqrt(length);
      for (let r = 0; r < rows; r++) {
        const w = r * width, e = errorOfSum[r], own = kind === "gru" && r >= 2 * units ? errorOfDrawn[r - 2 * units] : e;
        gradient[w] += e * read[t * inputs];
        gradient[w + 1] += e * read[t * inputs + 1];
        gradient[w + width - 1] += e;
        for (let u = 0; u < units; u++) {
          gradient[w + inputs + u] += own * hidden[h + u];
          earlier[u] += own * weights[w + inputs + u];
        }
      }
      errorOfHidden.set(earlier);
    }
  }

  // One batch: the gradient is shortened to a length of 1, then Adam moves the weights.
  function train() {
    gradient.fill(0);
    for (let b = 0; b < batchSize; b++) {
      const { read, sum } = task(steps, random);
      back(read, (2 / batchSize) * (answer(read) - sum));
    }
    const length = Math.sqrt(gradient.reduce((a, g) => a + g * g, 0)), shorten = length > 1 ? 1 / length : 1;
    updates++;
    const rate = (rates[kind] * Math.sqrt(1 - 0.999 ** updates)) / (1 - 0.9 ** updates);
    for (let k = 0; k < size; k++) {
      const g = gradient[k] * shorten;
      mean[k] += 0.1 * (g - mean[k]);
      square[k] += 0.001 * (g * g - square[k]);
      weights[k] -= (rate * mean[k]) / (Math.sqrt(square[k]) + 1e-8);
    }
  }

  // Sequences that the training never sees, and the share of an error that is left after each step.
  const fresh = drawing(seed + 1000003), held = Array.from({ length: tested }, () => task(steps, fresh));
  const error = () => held.reduce((a, { read, sum }) => a + (answer(read) - sum) ** 2, 0) / tested;
  function reach() {
    const sizes = new Float64Array(steps);
    for (const { read } of held.slice(0, 20)) {
      answer(read);
      back(read, 1, sizes);
    }
    return Array.from(sizes, (v) => v / sizes[steps - 1]);
  }
  return { answer, back, train, error, reach, held, weights, gradient, steps };
}
