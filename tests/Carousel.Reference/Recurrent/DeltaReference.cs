namespace Carousel.Reference.Recurrent;

/// <summary>
/// Textbook twin of DeltaCell: rows of W and b are q, k, v, o of all units, then the rate of each head and, where there
/// is decay, its gate. The state is h, then S by head, key and value. Derivation: docs/derivations/delta.md.
/// </summary>
/// <typeparam name="TDecay">Whether there is decay.</typeparam>
internal sealed class DeltaReference<TDecay> : ICellReference
    where TDecay : IDeltaDecay
{
    private DeltaReference()
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

    private static (int Units, int Heads) Sizes(CellReferenceWeights w, double[] start) =>
        MatrixSteps.Sizes(w.B.Length, start.Length, TDecay.Decays ? 2 : 1, hasNormalizer: false);

    private static MatrixStep Make(double[] a, double[] before, int units, int heads) =>
        new Step(a, before, units, heads);

    private sealed class Step(double[] a, double[] before, int units, int heads)
        : MatrixStep(a, before, units, heads)
    {
        private readonly double[] _a = a;
        private readonly double[] _before = before;

        private double[] Part(int gate, int head) => _a[((gate * H) + (head * Head))..][..Head];

        private double Rate(int head) => 2 * Rows.Logistic(_a[(4 * H) + head]);

        private double Decay(int head) => TDecay.Decays ? Rows.Logistic(_a[(4 * H) + Heads + head]) : 1;

        private static double Length(double[] row) => Math.Sqrt(row.Sum(value => value * value) + 1e-12);

        private static double[] Normal(double[] row) => [.. row.Select(value => value / Length(row))];

        private int Place(int head, int j) => H + (head * Head * Head) + (j * Head);

        /// <summary>What a matrix says of a key.</summary>
        private double[] Read(double[] state, int head, double[] key)
        {
            var read = new double[Head];
            for (int j = 0; j < Head; j++)
            {
                for (int u = 0; u < Head; u++)
                {
                    read[u] += state[Place(head, j) + u] * key[j];
                }
            }

            return read;
        }

        private double[] Errors(int head)
        {
            double[] said = Read(_before, head, Normal(Part(1, head)));
            return [.. Part(2, head).Select((value, u) => value - (Decay(head) * said[u]))];
        }

        protected override void Forward(int head)
        {
            (double[] key, double[] errors, double decay) = (Normal(Part(1, head)), Errors(head), Decay(head));
            for (int j = 0; j < Head; j++)
            {
                for (int u = 0; u < Head; u++)
                {
                    int at = Place(head, j) + u;
                    After[at] = (decay * _before[at]) + (Rate(head) * errors[u] * key[j]);
                }
            }

            double[] read = Read(After, head, Normal(Part(0, head)));
            for (int u = 0; u < Head; u++)
            {
                Hidden[(head * Head) + u] = Rows.Logistic(Part(3, head)[u]) * read[u];
            }
        }

        protected override void Backward(int head, double[] dh, double[] d, double[] da)
        {
            (double[] query, double[] key) = (Normal(Part(0, head)), Normal(Part(1, head)));
            (double[] errors, double rate, double decay) = (Errors(head), Rate(head), Decay(head));
            double[] read = Read(After, head, query), said = Read(_before, head, key);
            int first = head * Head;
            double[] dRead = new double[Head], dQuery = new double[Head], dKey = new double[Head];
            for (int u = 0; u < Head; u++)
            {
                double o = Rows.Logistic(Part(3, head)[u]);
                da[(3 * H) + first + u] = dh[first + u] * read[u] * o * (1 - o);
                dRead[u] = dh[first + u] * o;
            }

            var dErrors = new double[Head];
            (double dRate, double dDecay) = (0, 0);
            for (int j = 0; j < Head; j++)
            {
                for (int u = 0; u < Head; u++)
                {
                    int at = Place(head, j) + u;
                    dQuery[j] += After[at] * dRead[u];
                    d[at] += dRead[u] * query[j];
                    dErrors[u] += rate * d[at] * key[j];
                    dRate += d[at] * errors[u] * key[j];
                    dKey[j] += d[at] * rate * errors[u];
                    dDecay += d[at] * _before[at];
                }
            }

            for (int u = 0; u < Head; u++)
            {
                da[(2 * H) + first + u] = dErrors[u];
                dDecay -= dErrors[u] * said[u];
            }

            for (int j = 0; j < Head; j++)
            {
                for (int u = 0; u < Head; u++)
                {
                    int at = Place(head, j) + u;
                    dKey[j] -= decay * dErrors[u] * _before[at];
                    d[at] = decay * (d[at] - (dErrors[u] * key[j]));
                }
            }

            Turn(Part(0, head), query, dQuery).CopyTo(da, first);
            Turn(Part(1, head), key, dKey).CopyTo(da, H + first);
            da[(4 * H) + head] = dRate * rate * (1 - (rate / 2));
            if (TDecay.Decays)
            {
                da[(4 * H) + Heads + head] = dDecay * decay * (1 - decay);
            }
        }

        /// <summary>The gradient of a row from that of the row at length 1.</summary>
        private static double[] Turn(double[] row, double[] normal, double[] d)
        {
            double along = normal.Zip(d, (a, b) => a * b).Sum();
            return [.. d.Select((value, j) => (value - (along * normal[j])) / Length(row))];
        }
    }
}

/// <summary>Whether a matrix decays.</summary>
internal interface IDeltaDecay
{
    /// <summary>Whether a gate says how much is kept; else all.</summary>
    static abstract bool Decays { get; }
}

/// <summary>All is kept.</summary>
internal sealed class NoDeltaDecay : IDeltaDecay
{
    /// <inheritdoc/>
    public static bool Decays => false;
}

/// <summary>A gate says how much.</summary>
internal sealed class GatedDeltaDecay : IDeltaDecay
{
    /// <inheritdoc/>
    public static bool Decays => true;
}
