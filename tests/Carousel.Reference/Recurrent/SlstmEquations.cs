using Carousel.Inspection.Equations;
using Carousel.Kernels;
using Carousel.Layers;

namespace Carousel.Reference.Recurrent;

/// <summary>
/// c = f′⊙c₋ + i′⊙z, n = f′⊙n₋ + i′, h = o⊙c/n, gates scaled by the stabiliser m. Derivation:
/// docs/derivations/xlstm.md.
/// </summary>
/// <param name="weights">Its parameters, rows i, f, z, o.</param>
/// <param name="isExponential">Whether the forget gate is an exponential.</param>
internal sealed class SlstmEquations(EquationWeights weights, bool isExponential)
    : RecurrentEquations(SlstmDescription.Cell, weights)
{
    /// <inheritdoc/>
    protected override double[] Advance(double[] input, double[] before, double[] after)
    {
        // i′, f′, z, o, then σ of the forget gate's sum and whether the kept part sets m.
        var gates = new double[6 * H];
        GateTerms[] terms = Terms(input, before);
        double[] i = terms[0].Sum, f = terms[1].Sum, z = terms[2].Sum, o = terms[3].Sum;
        for (int u = 0; u < H; u++)
        {
            double n = before[(2 * H) + u], open = ScalarMath.Logistic(f[u]);
            double kept = n == 0 ? double.NegativeInfinity
                : before[(3 * H) + u] + (isExponential ? f[u] : -ScalarMath.Log(1 + ScalarMath.Exp(-f[u])));
            double m = Math.Max(kept, i[u]);
            (gates[u], gates[H + u]) = (ScalarMath.Exp(i[u] - m), n == 0 ? 0 : ScalarMath.Exp(kept - m));
            (gates[(2 * H) + u], gates[(3 * H) + u]) = (ScalarMath.Tanh(z[u]), ScalarMath.Logistic(o[u]));
            (gates[(4 * H) + u], gates[(5 * H) + u]) = (open, kept > i[u] ? 1 : 0);
            after[H + u] = (gates[H + u] * before[H + u]) + (gates[u] * gates[(2 * H) + u]);
            after[(2 * H) + u] = (gates[H + u] * n) + gates[u];
            after[(3 * H) + u] = m;
            after[u] = gates[(3 * H) + u] * after[H + u] / after[(2 * H) + u];
        }

        return gates;
    }

    /// <inheritdoc/>
    protected override void Retreat(CellStep step, double[] d, double[] dSums)
    {
        double[] g = step.Gates;
        for (int u = 0; u < H; u++)
        {
            double dh = d[u], i = g[u], f = g[H + u], z = g[(2 * H) + u], o = g[(3 * H) + u];
            double n = step.After[(2 * H) + u], shown = step.After[H + u] / n;
            double dc = d[H + u] + (dh * o / n), dn = d[(2 * H) + u] - (dh * o * shown / n);
            double di = ((dc * z) + dn) * i;
            double df = ((dc * step.Before[H + u]) + (dn * step.Before[(2 * H) + u])) * f;
            double dm = d[(3 * H) + u] - di - df;
            bool keeps = g[(5 * H) + u] > 0;
            df += keeps ? dm : 0;
            di += keeps ? 0 : dm;
            (d[u], d[H + u], d[(2 * H) + u], d[(3 * H) + u]) = (0, dc * f, dn * f, df);
            (dSums[u], dSums[H + u]) = (di, isExponential ? df : df * (1 - g[(4 * H) + u]));
            (dSums[(2 * H) + u], dSums[(3 * H) + u]) = (dc * i * (1 - (z * z)), dh * shown * o * (1 - o));
        }
    }

    /// <inheritdoc/>
    protected override IReadOnlyList<StepPart> Parts(CellStep step, CellState before, CellState after)
    {
        double[] i = Gate(step, 0), f = Gate(step, 1), z = Gate(step, 2), o = Gate(step, 3);
        IReadOnlyList<double> c = step.Before[H..(2 * H)], n = step.Before[(2 * H)..(3 * H)];
        double[] cell = step.After[H..(2 * H)], norm = step.After[(2 * H)..(3 * H)];
        GateTerms[] terms = Terms(step.Input, step.Before);
        return
        [
            new StepPart(
                "gates", "a_i = W_i x + R_i h₋ + b_i, a_f, a_z, a_o likewise",
                [
                    new("a_i", terms[0].Sum), new("a_f", terms[1].Sum), new("a_z", terms[2].Sum),
                    new("a_o", terms[3].Sum),
                ],
                "a unit sees only the states of its head"),
            new StepPart(
                "scale", isExponential ? "m = max(a_f + m₋, a_i)" : "m = max(ln σ(a_f) + m₋, a_i)",
                [
                    new("m₋", step.Before[(3 * H)..]), new("m", step.After[(3 * H)..], true),
                    new("i", i, true), new("f", f, true),
                ],
                "the larger of past and input counts 1, the other in proportion"),
            new StepPart(
                "cell", "c = f ⊙ c₋ + i ⊙ z",
                [new("f ⊙ c₋", Times(f, c)), new("z", z, true), new("i ⊙ z", Times(i, z)), new("c", cell, true)],
                "what is held"),
            new StepPart(
                "norm", "n = f ⊙ n₋ + i",
                [new("f ⊙ n₋", Times(f, n)), new("n", norm, true)], "how much has come in, by the same gates"),
            new StepPart(
                "output", "h = o ⊙ c / n",
                [new("o", o, true), new("c", cell), new("n", norm), new("h", after.Hidden, true)],
                "a mean of all z so far, weighted by the gates"),
        ];
    }
}
