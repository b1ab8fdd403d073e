// Arithmetic of single precision as Carousel's kernels do it, for weights of 8 bits.
const { round32, fusedMultiplyAdd, tanh8, logistic8, lstmCell8 } = (() => {
  const f = Math.fround;

  // The product of two single-precision numbers is exact in double precision, so only the sum rounds twice. That errs where the
  // first rounding ends exactly between two neighbours; there the rest that it dropped decides.
  function fma(a, b, c) {
    const product = a * b, sum = product + c, near = f(sum), apart = sum - near;
    if (apart !== 0 && apart === apart) {
      const other = near + 2 * apart;
      if (f(other) === other) {
        const part = sum - product, rest = product - (sum - part) + (c - part);
        if (rest !== 0 && rest > 0 === apart > 0) return other;
        if (rest !== 0) return near;
      }
    }
    return near;
  }

  const floats = new Float32Array(1), bits = new Int32Array(floats.buffer);
  // 1.5·2²³ + 127: added to a number it rounds it to a whole one, whose biased exponent is then in the lowest bits.
  const exponentSum = 12583039;

  // 2ⁿ of such a sum, n the whole number.
  function powerOf(sum) {
    floats[0] = sum;
    bits[0] <<= 23;
    return floats[0];
  }

  // The polynomials are those of Carousel's kernels: minimax over |fraction| ≤ ½. They stand in full, for each number is a step's inner loop.
  const [l0, l1, l2, l3, l4] = [0.00132684363, 0.00967149157, 0.0555071831, 0.240222439, 0.693147004].map(f);
  const [t0, t1, t2, t3, t4, t5] = [0.000153932619, 0.00133817107, 0.00961824693, 0.0555038452, 0.240226507, 0.693147182].map(f);
  const perLogistic = f(-1.44269502), perTanh = f(2.88539004), mostTanh = f(9.1);

  // 1 + e⁻ˣ.
  function logisticDenominator(x) {
    const t = f((x < -89 ? -89 : x > 40 ? 40 : x) * perLogistic), sum = f(t + exponentSum), fraction = f(t - f(sum - exponentSum));
    const p = fma(fma(fma(fma(fma(l0, fraction, l1), fraction, l2), fraction, l3), fraction, l4), fraction, 1);
    return fma(powerOf(sum), p, 1);
  }

  // e²ˣ − 1.
  function tanhNumerator(x) {
    const t = f((x < -mostTanh ? -mostTanh : x > mostTanh ? mostTanh : x) * perTanh), sum = f(t + exponentSum), fraction = f(t - f(sum - exponentSum));
    const p = fma(fma(fma(fma(fma(t0, fraction, t1), fraction, t2), fraction, t3), fraction, t4), fraction, t5), power = powerOf(sum);
    return fma(power, f(p * fraction), f(power - 1));
  }

  return {
    round32: f,
    fusedMultiplyAdd: fma,
    tanh8(x) {
      const numerator = tanhNumerator(x);
      return f(numerator / f(numerator + 2));
    },
    logistic8: (x) => f(1 / logisticDenominator(x)),
    lstmCell8(z, h, c, units) {
      for (let u = 0; u < units; u++) {
        const forget = f(1 / logisticDenominator(z[units + u])), g = tanhNumerator(z[2 * units + u]);
        const entering = f(g * f(1 / f(logisticDenominator(z[u]) * f(g + 2))));
        c[u] = fma(forget, c[u], entering);
        const squashed = tanhNumerator(c[u]);
        h[u] = f(squashed * f(1 / f(logisticDenominator(z[3 * units + u]) * f(squashed + 2))));
      }
    },
  };
})();
