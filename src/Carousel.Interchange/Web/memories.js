// Cells whose heads hold a matrix each, [size, size] by key, then value: a key and a value change it, a query reads it.
const memories = (() => {
  // M = keep M + key value'.
  function write(m, keep, key, value) {
    for (let j = 0, at = 0; j < key.length; j++) {
      for (let u = 0; u < value.length; u++, at++) m[at] = keep * m[at] + key[j] * value[u];
    }
  }

  // What stands under a key: M' key.
  function read(m, key, into) {
    into.fill(0);
    for (let j = 0, at = 0; j < key.length; j++) {
      for (let u = 0; u < into.length; u++, at++) into[u] += key[j] * m[at];
    }
  }

  function normalise(row) {
    let square = 1e-12;
    for (let j = 0; j < row.length; j++) square += row[j] * row[j];
    const length = Math.sqrt(square);
    for (let j = 0; j < row.length; j++) row[j] /= length;
  }

  // advance(head) leaves what the query reads in shown; what is held beside the matrices is its own.
  function stage(weights, arithmetic, { outputs: units, heads }, beside, advance) {
    const w = arithmetic.matrix(weights.w), size = units / heads;
    const [h, c, a] = [units, units * size, w.rows].map((n) => new arithmetic.array(n));
    const all = Array.from({ length: heads }, (_, head) => {
      const first = head * size, row = (part) => a.subarray(part * units + first, part * units + first + size);
      return {
        head, first, q: row(0), k: row(1), v: row(2), o: row(3), gate: (g) => a[4 * units + g * heads + head],
        matrix: c.subarray(first * size, (first + size) * size), shown: h.subarray(first, first + size),
      };
    });
    return {
      states: [h, c, ...beside],
      step(x) {
        a.set(weights.b);
        w.addTo(a, 0, x);
        for (const one of all) {
          advance(one);
          for (let u = 0; u < size; u++) one.shown[u] *= arithmetic.logistic(one.o[u]);
        }
        return h;
      },
    };
  }

  function mlstm(weights, arithmetic, layer) {
    const { outputs: units, heads, forget } = layer, root = Math.sqrt(units / heads);
    const [n, m] = [units, heads].map((count) => new arithmetic.array(count));
    return stage(weights, arithmetic, layer, [n, m], ({ head, first, q, k, v, gate, matrix, shown }) => {
      const i = gate(0), f = gate(1);
      const log = forget === "exponential" ? f : Math.min(f, 0) - Math.log1p(Math.exp(-Math.abs(f)));
      const kept = log + m[head];
      m[head] = Math.max(kept, i);
      const enters = Math.exp(i - m[head]) / root, stays = Math.exp(kept - m[head]);
      let sum = 0;
      for (let j = 0; j < k.length; j++) {
        k[j] *= enters;
        n[first + j] = stays * n[first + j] + k[j];
        sum += n[first + j] * q[j];
      }
      write(matrix, stays, k, v);
      read(matrix, q, shown);
      const divisor = Math.max(Math.abs(sum), Math.exp(-m[head]), 1e-6);
      for (let u = 0; u < shown.length; u++) shown[u] /= divisor;
    });
  }

  function delta(weights, arithmetic, layer) {
    const decays = weights.w.rows > 4 * layer.outputs + layer.heads;
    return stage(weights, arithmetic, layer, [], ({ q, k, v, gate, matrix, shown }) => {
      const rate = 2 * arithmetic.logistic(gate(0)), decay = decays ? arithmetic.logistic(gate(1)) : 1;
      normalise(q);
      normalise(k);
      read(matrix, k, shown);
      for (let u = 0; u < v.length; u++) v[u] = rate * (v[u] - decay * shown[u]);
      write(matrix, decay, k, v);
      read(matrix, q, shown);
    });
  }

  return { mlstm, delta };
})();
