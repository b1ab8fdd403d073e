// What a stage keeps between steps is in its states; step(x) gives its output, which is valid until the next step.
const stages = {
  embedding(weights) {
    const { values, scales, columns } = weights.table, row = new Float32Array(columns);
    return {
      states: [],
      step(x) {
        const scale = scales ? scales[x[0]] : 1;
        for (let k = 0; k < columns; k++) row[k] = scale * values[x[0] * columns + k];
        return row;
      },
    };
  },

  dense(weights, arithmetic, { activation }) {
    const matrix = arithmetic.matrix(weights.w), y = new arithmetic.array(matrix.rows);
    const activate = { tanh: arithmetic.tanh, logistic: arithmetic.logistic, relu: (v) => Math.max(v, 0) }[activation];
    return {
      states: [],
      step(x) {
        y.set(weights.b);
        matrix.addTo(y, 0, x);
        if (activate) for (let k = 0; k < y.length; k++) y[k] = activate(y[k]);
        return y;
      },
    };
  },

  lstm(weights, arithmetic) {
    const w = arithmetic.matrix(weights.w), r = arithmetic.matrix(weights.r), units = r.columns;
    const [h, c, z] = [units, units, 4 * units].map((n) => new arithmetic.array(n));
    return {
      states: [h, c],
      step(x) {
        z.set(weights.b);
        w.addTo(z, 0, x);
        r.addTo(z, 0, h);
        arithmetic.lstmCell(z, h, c, units);
        return h;
      },
    };
  },

  elman(weights, arithmetic) {
    const w = arithmetic.matrix(weights.w), r = arithmetic.matrix(weights.r), units = r.columns;
    const [h, z] = [units, units].map((n) => new arithmetic.array(n));
    return {
      states: [h],
      step(x) {
        z.set(weights.b);
        w.addTo(z, 0, x);
        r.addTo(z, 0, h);
        for (let u = 0; u < units; u++) h[u] = arithmetic.tanh(z[u]);
        return h;
      },
    };
  },

  gru(weights, arithmetic) {
    const { logistic: gate, tanh: squash, multiplyAdd, round } = arithmetic, units = weights.r.columns;
    const w = arithmetic.matrix(weights.w), gates = arithmetic.matrix(weights.r, 0, 2 * units), candidate = arithmetic.matrix(weights.r, 2 * units);
    const [h, reset, z] = [units, units, 3 * units].map((n) => new arithmetic.array(n));
    return {
      states: [h],
      step(x) {
        z.set(weights.b);
        w.addTo(z, 0, x);
        gates.addTo(z, 0, h);
        if (weights.q) {
          reset.set(weights.q);
          candidate.addTo(reset, 0, h);
          for (let u = 0; u < units; u++) z[2 * units + u] = multiplyAdd(gate(z[u]), reset[u], z[2 * units + u]);
        } else {
          for (let u = 0; u < units; u++) reset[u] = gate(z[u]) * h[u];
          candidate.addTo(z, 2 * units, reset);
        }
        for (let u = 0; u < units; u++) {
          const n = squash(z[2 * units + u]);
          h[u] = multiplyAdd(gate(z[units + u]), round(h[u] - n), n);
        }
        return h;
      },
    };
  },
};

// One row of all steps so far: the last, the mean, or the largest of each value.
function pooling(stage) {
  const row = new Float32Array(stage.inputs), mean = new Float32Array(stage.inputs), count = new Float64Array(1);
  return {
    states: [row, count],
    add(values) {
      if (stage.how === "last") row.set(values);
      else for (let k = 0; k < row.length; k++) {
        row[k] = count[0] === 0 ? values[k] : stage.how === "mean" ? row[k] + values[k] : Math.max(row[k], values[k]);
      }
      count[0]++;
    },
    row() {
      if (stage.how !== "mean") return row;
      for (let k = 0; k < row.length; k++) mean[k] = row[k] / count[0];
      return mean;
    },
  };
}
