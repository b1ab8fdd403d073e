const logistic = (x) => 1 / (1 + Math.exp(-x));
const tanh = (x) => 1 - 2 / (Math.exp(2 * x) + 1);

// Rows stand in blocks of four, column by column, so that four sums run side by side and each input is read once for them.
const block = 4;
const padded = (rows) => Math.ceil(rows / block) * block;

function pack(values, columns, first, rows, packed) {
  for (let r = 0; r < rows; r++) {
    const at = (r - (r % block)) * columns + (r % block);
    for (let k = 0; k < columns; k++) packed[at + k * block] = values[(first + r) * columns + k];
  }
  return packed;
}

// z[at + r] += row r · x.
class FloatMatrix {
  constructor(values, columns, first, rows) {
    [this.rows, this.columns] = [rows, columns];
    this.values = pack(values, columns, first, rows, new Float64Array(padded(rows) * columns));
  }

  addTo(z, at, x) {
    const { values, columns, rows } = this;
    let p = 0;
    for (let r = 0; r < rows; r += block) {
      let s0 = 0, s1 = 0, s2 = 0, s3 = 0;
      for (let k = 0; k < columns; k++, p += block) {
        const v = x[k];
        s0 += values[p] * v;
        s1 += values[p + 1] * v;
        s2 += values[p + 2] * v;
        s3 += values[p + 3] * v;
      }
      z[at + r] += s0;
      if (r + 1 < rows) z[at + r + 1] += s1;
      if (r + 2 < rows) z[at + r + 2] += s2;
      if (r + 3 < rows) z[at + r + 3] += s3;
    }
  }
}

class ByteMatrix {
  constructor(values, scales, columns, first, rows) {
    [this.rows, this.columns, this.scales] = [rows, columns, scales.slice(first, first + rows)];
    this.values = pack(values, columns, first, rows, new Int8Array(padded(rows) * columns));
    this.bytes = new Int32Array(columns);
  }

  // The bytes of a row, and its scale: NaN where a value is no finite number, so that all that comes of the row is NaN.
  quantise(x) {
    const { bytes, columns } = this;
    let largest = 0;
    for (let k = 0; k < columns; k++) largest = Math.max(largest, Math.abs(x[k]));
    const inverse = round32(127 / largest), isKnown = Number.isFinite(largest), isZero = largest === 0 || !Number.isFinite(inverse);
    if (!isKnown || isZero) {
      bytes.fill(0);
      return isKnown ? 0 : NaN;
    }
    for (let k = 0; k < columns; k++) {
      // Adding and taking off 1.5·2²³ in single precision rounds to whole numbers, ties to even.
      const q = round32(round32(round32(x[k] * inverse) + 12582912) - 12582912);
      bytes[k] = q < -127 ? -127 : q > 127 ? 127 : q;
    }
    return round32(largest / 127);
  }

  addTo(z, at, x) {
    const { values, columns, rows, bytes, scales } = this, scale = this.quantise(x);
    let p = 0;
    for (let r = 0; r < rows; r += block) {
      let s0 = 0, s1 = 0, s2 = 0, s3 = 0;
      for (let k = 0; k < columns; k++, p += block) {
        const v = bytes[k];
        s0 = (s0 + Math.imul(values[p], v)) | 0;
        s1 = (s1 + Math.imul(values[p + 1], v)) | 0;
        s2 = (s2 + Math.imul(values[p + 2], v)) | 0;
        s3 = (s3 + Math.imul(values[p + 3], v)) | 0;
      }
      this.end(z, at, r, s0, scale);
      if (r + 1 < rows) this.end(z, at, r + 1, s1, scale);
      if (r + 2 < rows) this.end(z, at, r + 2, s2, scale);
      if (r + 3 < rows) this.end(z, at, r + 3, s3, scale);
    }
  }

  end(z, at, r, sum, scale) {
    z[at + r] = fusedMultiplyAdd(round32(sum), round32(this.scales[r] * scale), z[at + r]);
  }
}

const float32 = {
  array: Float64Array,
  round: (x) => x,
  logistic,
  tanh,
  multiplyAdd: (a, b, c) => a * b + c,
  matrix: (m, first = 0, rows = m.rows - first) => new FloatMatrix(m.values, m.columns, first, rows),
  lstmCell(z, h, c, units) {
    for (let u = 0; u < units; u++) {
      c[u] = logistic(z[units + u]) * c[u] + logistic(z[u]) * tanh(z[2 * units + u]);
      h[u] = logistic(z[3 * units + u]) * tanh(c[u]);
    }
  },
};

const int8 = {
  array: Float32Array,
  round: round32,
  logistic: logistic8,
  tanh: tanh8,
  multiplyAdd: fusedMultiplyAdd,
  matrix: (m, first = 0, rows = m.rows - first) => new ByteMatrix(m.values, m.scales, m.columns, first, rows),
  lstmCell: lstmCell8,
};
