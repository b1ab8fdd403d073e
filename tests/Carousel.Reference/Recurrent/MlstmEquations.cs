using Carousel.Inspection.Equations;
using Carousel.Kernels;
using Carousel.Layers;

namespace Carousel.Reference.Recurrent;

/// <summary>
/// C = f′C₋ + i′vκᵀ, n = f′n₋ + i′κ, h = o⊙Cq / max(|nᵀq|, e^−m). Derivation: docs/derivations/xlstm.md.
/// </summary>
/// <param name="weights">Its parameters, rows q, k, v, o, then those of each head.</param>
/// <param name="isExponential">Whether the forget gate is an exponential.</param>
internal sealed class MlstmEquations(EquationWeights weights, bool isExponential)
    : MatrixEquations(MlstmDescription.Cell, weights)
{
    /// <inheritdoc/>
    public override int StateSize => base.StateSize + H + Heads;

    /// <inheritdoc/>
    protected override void Advance(int head, double[] gates, double[] before, double[] after)
    {
        ref double i = ref gates[Scalar(0, head)], f = ref gates[Scalar(1, head)];
        double past = Level(before, head)
            + (isExponential ? f : -ScalarMath.Log(1 + ScalarMath.Exp(-f)));
        double m = Math.Max(past, i);
        Level(after, head) = m;
        (i, f) = (ScalarMath.Exp(i - m), ScalarMath.Exp(past - m));
        ReadOnlySpan<double> query = Part(gates, 0, head), key = Part(gates, 1, head), value = Part(gates, 2, head);
        double den = 0;
        for (int j = 0; j < Head; j++)
        {
            double share = i * key[j] / Math.Sqrt(Head);
            int norm = Norm(head) + j;
            after[norm] = (f * before[norm]) + share;
            den += after[norm] * query[j];
            for (int u = 0; u < Head; u++)
            {
                int at = Key(head, j) + u;
                after[at] = (f * before[at]) + (share * value[u]);
            }
        }

        double[] read = Read(after, head, query);
        double divisor = Math.Max(Math.Abs(den), ScalarMath.Exp(-m));
        for (int u = 0; u < Head; u++)
        {
            ref double o = ref gates[(3 * H) + (head * Head) + u];
            o = ScalarMath.Logistic(o);
            after[(head * Head) + u] = o * read[u] / divisor;
        }
    }

    /// <inheritdoc/>
    protected override void Retreat(int head, CellStep step, double[] d, double[] dSums)
    {
        double[] g = step.Gates, after = step.After, before = step.Before;
        ReadOnlySpan<double> query = Part(g, 0, head), key = Part(g, 1, head), value = Part(g, 2, head),
            o = Part(g, 3, head);
        (double i, double f) = (g[Scalar(0, head)], g[Scalar(1, head)]);
        int first = head * Head, norm = Norm(head);
        double den = 0, level = ScalarMath.Exp(-Level(after, head));
        for (int j = 0; j < Head; j++)
        {
            den += after[norm + j] * query[j];
        }

        double divisor = Math.Max(Math.Abs(den), level), dDivisor = 0;
        double[] read = Read(after, head, query), dRead = new double[Head];
        for (int u = 0; u < Head; u++)
        {
            double shown = read[u] / divisor;
            dSums[(3 * H) + first + u] = d[first + u] * shown * o[u] * (1 - o[u]);
            dRead[u] = d[first + u] * o[u] / divisor;
            dDivisor -= dRead[u] * shown;
        }

        bool isDen = Math.Abs(den) > level;
        double dDen = isDen ? Math.Sign(den) * dDivisor : 0, dm = d[Place(head)] - (isDen ? 0 : dDivisor * divisor);
        (double di, double df) = (0, 0);
        for (int j = 0; j < Head; j++)
        {
            double dQuery = dDen * after[norm + j], dKey = d[norm + j] + (dDen * query[j]);
            df += dKey * before[norm + j];
            d[norm + j] = dKey * f;
            for (int u = 0; u < Head; u++)
            {
                int at = Key(head, j) + u;
                double dHeld = d[at] + (dRead[u] * query[j]);
                dQuery += after[at] * dRead[u];
                dKey += dHeld * value[u];
                dSums[(2 * H) + first + u] += i * dHeld * key[j] / Math.Sqrt(Head);
                df += dHeld * before[at];
                d[at] = dHeld * f;
            }

            di += dKey * key[j] / Math.Sqrt(Head);
            dSums[first + j] = dQuery;
            dSums[H + first + j] = i * dKey / Math.Sqrt(Head);
        }

        // The scale is one of the two sums; the kept value 1 marks that of the past.
        (di, df) = (di * i, df * f);
        dm -= di + df;
        bool keeps = f == 1;
        df += keeps ? dm : 0;
        double past = Level(after, head) + (keeps ? 0 : ScalarMath.Log(f)) - Level(before, head);
        dSums[Scalar(0, head)] = di + (keeps ? 0 : dm);
        dSums[Scalar(1, head)] = isExponential ? df : df * (1 - ScalarMath.Exp(past));
        d[Place(head)] = df;
    }

    /// <inheritdoc/>
    protected override double[] Kept(double[] gates) => Spread(gates, 1);

    /// <inheritdoc/>
    protected override IReadOnlyList<StepPart> Parts(CellStep step, CellState before, CellState after)
    {
        double[] q = Gate(step, 0), k = Gate(step, 1), v = Gate(step, 2), o = Gate(step, 3);
        return
        [
            new StepPart(
                "key, value, query", "q = W_q x + b_q, k and v likewise",
                [new("q", q), new("k", k), new("v", v)], "q asks, v is stored under k"),
            new StepPart(
                "scale", isExponential ? "m = max(a_f + m₋, a_i)" : "m = max(ln σ(a_f) + m₋, a_i)",
                [
                    new("i", Spread(step.Gates, 0), true), new("f", Spread(step.Gates, 1), true),
                    new("m", [.. Enumerable.Range(0, H).Select(u => Level(step.After, u / Head))]),
                ],
                "one value per head: the larger of past and input counts 1, the other in proportion"),
            new StepPart(
                "matrix", "C = f C₋ + i v kᵀ / √d",
                [new("‖C₋‖", Sizes(step.Before)), new("‖C‖", Sizes(step.After), true)],
                "each head's matrix, here by its size"),
            new StepPart(
                "norm", "n = f n₋ + i k / √d", [new("n", step.After[Norm(0)..(Norm(0) + H)], true)],
                "the keys that came in, by the same gates"),
            new StepPart(
                "output", "h = o ⊙ C q / max(|nᵀ q|, e^−m)",
                [new("o", o, true), new("h", after.Hidden, true)], "the values under keys similar to the query"),
        ];
    }

    private int Norm(int head) => H + (H * Head) + (head * Head);

    private int Place(int head) => H + (H * Head) + H + head;

    private ref double Level(double[] state, int head) => ref state[Place(head)];
}
