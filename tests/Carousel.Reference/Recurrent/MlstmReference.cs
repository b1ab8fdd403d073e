namespace Carousel.Reference.Recurrent;

/// <summary>
/// Textbook twin of MlstmCell: rows of W and b are q, k, v, o of all units, then ĩ and f̃ of each head. The state is h,
/// C by head, key and value, n, m. Derivation: docs/derivations/mlstm.md.
/// </summary>
/// <typeparam name="TForget">Whether the forget gate is logistic or exponential.</typeparam>
internal sealed class MlstmReference<TForget> : ICellReference
    where TForget : ISlstmForget
{
    private MlstmReference()
    {
    }

    /// <inheritdoc/>
    public static (double[,] H, double[] Final) Forward(
        CellReferenceWeights w, double[,] x, double[] start, bool reverse = false) =>
        MatrixSteps.Forward(w, x, start, reverse, Sizes(w, start), Make);

    /// <inheritdoc/>
    public static CellReferenceGradients Backward(
        CellReferenceWeights w, double[,] x, double[] start, double[,] dh, double[] dFinal, bool reverse = false) =>
        MatrixSteps.Backward(w, x, start, dh, dFinal, reverse, Sizes(w, start), Make);

    /// <summary>The same from an empty state, as attention: a step weighs the values of all steps up to it.</summary>
    /// <param name="w">The parameters.</param>
    /// <param name="x">[T, I].</param>
    /// <param name="units">H.</param>
    /// <param name="heads">Heads.</param>
    public static double[,] Parallel(CellReferenceWeights w, double[,] x, int units, int heads)
    {
        (int T, int d) = (x.GetLength(0), units / heads);
        double[][] a = [.. Enumerable.Range(0, T).Select(t => MatrixSteps.Sums(w, x, t))];
        var h = new double[T, units];
        for (int head = 0; head < heads; head++)
        {
            int first = head * d, input = (4 * units) + head;
            for (int t = 0; t < T; t++)
            {
                var logs = new double[t + 1];
                double kept = 0;
                for (int s = t; s >= 0; s--)
                {
                    logs[s] = kept + a[s][input];
                    kept += LogForget(a[s][input + heads]);
                }

                double most = Math.Max(kept, logs.Max()), den = 0;
                var num = new double[d];
                for (int s = 0; s <= t; s++)
                {
                    double weight = Math.Exp(logs[s] - most) / Math.Sqrt(d)
                        * Enumerable.Range(first, d).Sum(j => a[t][j] * a[s][units + j]);
                    den += weight;
                    for (int u = 0; u < d; u++)
                    {
                        num[u] += weight * a[s][(2 * units) + first + u];
                    }
                }

                for (int u = 0; u < d; u++)
                {
                    h[t, first + u] = Rows.Logistic(a[t][(3 * units) + first + u]) * num[u]
                        / Math.Max(Math.Abs(den), Math.Exp(-most));
                }
            }
        }

        return h;
    }

    private static (int Units, int Heads) Sizes(CellReferenceWeights w, double[] start) =>
        MatrixSteps.Sizes(w.B.Length, start.Length, 2, hasNormalizer: true);

    private static MatrixStep Make(double[] a, double[] before, int units, int heads) =>
        new Step(a, before, units, heads);

    private static double LogForget(double sum) => TForget.IsExponential ? sum : -Math.Log(1 + Math.Exp(-sum));

    private sealed class Step(double[] a, double[] before, int units, int heads)
        : MatrixStep(a, before, units, heads)
    {
        private readonly double[] _a = a;
        private readonly double[] _before = before;

        private double Query(int head, int j) => _a[(head * Head) + j];

        private double Key(int head, int j) => _a[H + (head * Head) + j] / Math.Sqrt(Head);

        private double Value(int head, int u) => _a[(2 * H) + (head * Head) + u];

        private double Output(int head, int u) => Rows.Logistic(_a[(3 * H) + (head * Head) + u]);

        /// <summary>Where the matrix, the normaliser and the scale of a head stand.</summary>
        private (int Matrix, int Norm, int Level) Places(int head) =>
            (H + (head * Head * Head), H + (H * Head) + (head * Head), H + (H * Head) + H + head);

        private (double Input, double Forget, bool Keeps) Gates(int head)
        {
            (_, _, int m) = Places(head);
            double input = _a[(4 * H) + head], past = LogForget(_a[(4 * H) + Heads + head]) + _before[m];
            double level = Math.Max(past, input);
            return (Math.Exp(input - level), Math.Exp(past - level), past > input);
        }

        private double Den(int head) =>
            Enumerable.Range(0, Head).Sum(j => After[Places(head).Norm + j] * Query(head, j));

        private double Num(int head, int u) => Enumerable.Range(0, Head).Sum(
            j => After[Places(head).Matrix + (j * Head) + u] * Query(head, j));

        private double Divisor(int head) =>
            Math.Max(Math.Abs(Den(head)), Math.Exp(-After[Places(head).Level]));

        protected override void Forward(int head)
        {
            (int matrix, int norm, int m) = Places(head);
            (double input, double forget, _) = Gates(head);
            After[m] = Math.Max(LogForget(_a[(4 * H) + Heads + head]) + _before[m], _a[(4 * H) + head]);
            for (int j = 0; j < Head; j++)
            {
                After[norm + j] = (forget * _before[norm + j]) + (input * Key(head, j));
                for (int u = 0; u < Head; u++)
                {
                    int at = matrix + (j * Head) + u;
                    After[at] = (forget * _before[at]) + (input * Key(head, j) * Value(head, u));
                }
            }

            for (int u = 0; u < Head; u++)
            {
                Hidden[(head * Head) + u] = Output(head, u) * Num(head, u) / Divisor(head);
            }
        }

        protected override void Backward(int head, double[] dh, double[] d, double[] da)
        {
            (int matrix, int norm, int m) = Places(head);
            (double input, double forget, bool keeps) = Gates(head);
            (double divisor, double den) = (Divisor(head), Den(head));
            int first = head * Head;
            double dDivisor = 0;
            var dNum = new double[Head];
            for (int u = 0; u < Head; u++)
            {
                (double o, double shown) = (Output(head, u), Num(head, u) / divisor);
                da[(3 * H) + first + u] = dh[first + u] * shown * o * (1 - o);
                dNum[u] = dh[first + u] * o / divisor;
                dDivisor -= dNum[u] * shown;
            }

            bool isDen = Math.Abs(den) > Math.Exp(-After[m]);
            double dDen = isDen ? Math.Sign(den) * dDivisor : 0;
            d[m] -= isDen ? 0 : dDivisor * divisor;
            (double dInput, double dForget) = (0, 0);
            for (int j = 0; j < Head; j++)
            {
                double dQuery = dDen * After[norm + j], dKey = 0;
                d[norm + j] += dDen * Query(head, j);
                for (int u = 0; u < Head; u++)
                {
                    int at = matrix + (j * Head) + u;
                    d[at] += dNum[u] * Query(head, j);
                    dQuery += After[at] * dNum[u];
                    dKey += d[at] * Value(head, u);
                    da[(2 * H) + first + u] += input * d[at] * Key(head, j);
                    dForget += d[at] * _before[at];
                    d[at] *= forget;
                }

                dKey += d[norm + j];
                dInput += dKey * Key(head, j);
                dForget += d[norm + j] * _before[norm + j];
                d[norm + j] *= forget;
                da[first + j] = dQuery;
                da[H + first + j] = input * dKey / Math.Sqrt(Head);
            }

            (dInput, dForget) = (dInput * input, dForget * forget);
            double dLevel = d[m] - dInput - dForget;
            dForget += keeps ? dLevel : 0;
            da[(4 * H) + head] = dInput + (keeps ? 0 : dLevel);
            da[(4 * H) + Heads + head] = dForget * (TForget.IsExponential
                ? 1 : 1 - Rows.Logistic(_a[(4 * H) + Heads + head]));
            d[m] = dForget;
        }
    }
}
