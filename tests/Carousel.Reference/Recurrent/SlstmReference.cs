namespace Carousel.Reference.Recurrent;

/// <summary>
/// Textbook twin of SlstmCell: rows of W, R and b stand in the order i, f, z, o, and R has a column for each unit of
/// the row's own head. The state is h, c, n, m. Derivation: docs/derivations/slstm.md.
/// </summary>
/// <typeparam name="TForget">Whether the forget gate is logistic or exponential.</typeparam>
internal sealed class SlstmReference<TForget> : ICellReference
    where TForget : ISlstmForget
{
    private SlstmReference()
    {
    }

    /// <inheritdoc/>
    public static (double[,] H, double[] Final) Forward(
        CellReferenceWeights w, double[,] x, double[] start, bool reverse = false)
    {
        int H = start.Length / 4;
        var h = new double[x.GetLength(0), H];
        double[] state = start;
        foreach (int t in Steps.Of(x, reverse))
        {
            state = new Step(w, Rows.Copy(x, t), state).After;
            Rows.Set(h, t, state[..H]);
        }

        return (h, state);
    }

    /// <inheritdoc/>
    public static CellReferenceGradients Backward(
        CellReferenceWeights w, double[,] x, double[] start, double[,] dh, double[] dFinal, bool reverse = false)
    {
        var d = CellReferenceGradients.Of(w, x, dFinal);
        int[] order = Steps.Of(x, reverse);
        var steps = new List<Step>();
        foreach (int t in order)
        {
            steps.Add(new Step(w, Rows.Copy(x, t), steps.Count == 0 ? start : steps[^1].After));
        }

        for (int s = order.Length - 1; s >= 0; s--)
        {
            int t = order[s];
            for (int u = 0; u < start.Length / 4; u++)
            {
                d.DStart[u] += dh[t, u];
            }

            double[] da = steps[s].Backward(d.DStart);
            Rows.Add(d.Db, da);
            Rows.Backward(w.W, da, Rows.Copy(x, t), d.Dw, dx => Rows.Add(d.Dx, t, dx));
            int H = start.Length / 4, head = w.R!.GetLength(1);
            for (int row = 0; row < da.Length; row++)
            {
                for (int k = 0; k < head; k++)
                {
                    int from = (row % H / head * head) + k;
                    d.Dr![row, k] += da[row] * steps[s].Before[from];
                    d.DStart[from] += da[row] * w.R[row, k];
                }
            }
        }

        return d;
    }

    /// <summary>One step and what its way back needs.</summary>
    private sealed class Step
    {
        private readonly int _units;
        private readonly double[] _sums;

        public Step(CellReferenceWeights w, double[] x, double[] before)
        {
            (_units, Before, After) = (before.Length / 4, before, new double[before.Length]);
            _sums = [.. Rows.Product(w.W, x).Zip(w.B, (sum, bias) => sum + bias)];
            int H = _units, head = w.R!.GetLength(1);
            for (int row = 0; row < _sums.Length; row++)
            {
                for (int k = 0; k < head; k++)
                {
                    _sums[row] += w.R[row, k] * before[(row % H / head * head) + k];
                }
            }

            for (int u = 0; u < H; u++)
            {
                (double c, double n, double m) = (before[H + u], before[(2 * H) + u], before[(3 * H) + u]);
                double a = KeptLog(u), b = _sums[u];
                double most = Math.Max(a, b), input = Math.Exp(b - most), forget = Math.Exp(a - most);
                After[(3 * H) + u] = most;
                After[H + u] = (forget * c) + (input * Math.Tanh(_sums[(2 * H) + u]));
                After[(2 * H) + u] = (forget * n) + input;
                After[u] = Rows.Logistic(_sums[(3 * H) + u]) * After[H + u] / After[(2 * H) + u];
            }
        }

        public double[] Before { get; }

        public double[] After { get; }

        /// <summary>
        /// ∂loss/∂sums; the gradient of the state after becomes, but for what R sends, that of the state before.
        /// </summary>
        public double[] Backward(double[] d)
        {
            int H = _units;
            var da = new double[4 * H];
            for (int u = 0; u < H; u++)
            {
                double c = After[H + u], n = After[(2 * H) + u], m = After[(3 * H) + u];
                double o = Rows.Logistic(_sums[(3 * H) + u]), z = Math.Tanh(_sums[(2 * H) + u]);
                double a = KeptLog(u), b = _sums[u], input = Math.Exp(b - m), forget = Math.Exp(a - m);
                double dc = d[H + u] + (d[u] * o / n), dn = d[(2 * H) + u] - (d[u] * o * c / (n * n));
                double dInput = ((dc * z) + dn) * input;
                double dForget = ((dc * Before[H + u]) + (dn * Before[(2 * H) + u])) * forget;
                double dm = d[(3 * H) + u] - dInput - dForget;
                dForget += a > b ? dm : 0;
                dInput += a > b ? 0 : dm;
                da[u] = dInput;
                da[H + u] = dForget * (TForget.IsExponential ? 1 : 1 - Rows.Logistic(_sums[H + u]));
                da[(2 * H) + u] = dc * input * (1 - (z * z));
                da[(3 * H) + u] = d[u] * c / n * o * (1 - o);
                (d[u], d[H + u], d[(2 * H) + u], d[(3 * H) + u]) = (0, dc * forget, dn * forget, dForget);
            }

            return da;
        }

        /// <summary>ln f + m₋; nothing is kept of an empty state.</summary>
        private double KeptLog(int u)
        {
            int H = _units;
            double f = _sums[H + u], log = TForget.IsExponential ? f : -Math.Log(1 + Math.Exp(-f));
            return Before[(2 * H) + u] == 0 ? double.NegativeInfinity : log + Before[(3 * H) + u];
        }
    }
}

/// <summary>What squashes a forget gate of an sLSTM.</summary>
internal interface ISlstmForget
{
    /// <summary>Whether it is an exponential; else the logistic function.</summary>
    static abstract bool IsExponential { get; }
}

/// <summary>σ.</summary>
internal sealed class LogisticSlstmForget : ISlstmForget
{
    /// <inheritdoc/>
    public static bool IsExponential => false;
}

/// <summary>An exponential.</summary>
internal sealed class ExponentialSlstmForget : ISlstmForget
{
    /// <inheritdoc/>
    public static bool IsExponential => true;
}
