using Carousel.Kernels;
using Carousel.Layers;

namespace Carousel.Inspection.Equations;

/// <summary>
/// c = f′⊙c₋ + i′⊙z, n = f′⊙n₋ + i′, h = o⊙c/n, gates scaled by the stabiliser m. Derivation:
/// docs/derivations/slstm.md.
/// </summary>
/// <param name="inputSize">I.</param>
/// <param name="hiddenSize">H.</param>
/// <param name="head">Units of a head.</param>
/// <param name="w">[4H, I], rows i, f, z, o.</param>
/// <param name="r">[4H, head].</param>
/// <param name="b">[4H].</param>
/// <param name="isExponential">Whether the forget gate is an exponential.</param>
internal sealed class SlstmEquations(
    int inputSize, int hiddenSize, int head, double[] w, double[] r, double[] b, bool isExponential)
    : RecurrentEquations(SlstmDescription.Cell, inputSize, hiddenSize)
{
    /// <summary>Of a layer.</summary>
    public static SlstmEquations Of(RecurrentLayer layer) => new(
        layer.InputSize, layer.OutputSize, layer.R.Shape[1], Values(layer.W), Values(layer.R), Values(layer.B),
        layer is ScanLayer<SlstmCell<ExponentialForget>>);

    /// <inheritdoc/>
    public override CellStep Step(double[] input, double[] before)
    {
        // i′, f′, z, o, then σ of the forget gate's sum and whether the kept part sets m.
        var gates = new double[6 * H];
        var after = new double[4 * H];
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

        return new CellStep
        {
            Input = input,
            Before = before,
            After = after,
            Output = after[..H],
            Gates = gates,
            Kept = gates[H..(2 * H)],
        };
    }

    /// <inheritdoc/>
    public override IReadOnlyList<GateTerms> Terms(CellStep step) => Terms(step.Input, step.Before);

    /// <inheritdoc/>
    public override void Pull(
        CellStep step, ReadOnlySpan<double> dOutput, ReadOnlySpan<double> dAfter, Span<double> dInput,
        Span<double> dBefore)
    {
        double[] g = step.Gates;
        for (int u = 0; u < H; u++)
        {
            double dh = dOutput[u] + dAfter[u], i = g[u], f = g[H + u], z = g[(2 * H) + u], o = g[(3 * H) + u];
            double n = step.After[(2 * H) + u], shown = step.After[H + u] / n;
            double dc = dAfter[H + u] + (dh * o / n), dn = dAfter[(2 * H) + u] - (dh * o * shown / n);
            double di = ((dc * z) + dn) * i;
            double df = ((dc * step.Before[H + u]) + (dn * step.Before[(2 * H) + u])) * f;
            double dm = dAfter[(3 * H) + u] - di - df;
            bool keeps = g[(5 * H) + u] > 0;
            df += keeps ? dm : 0;
            di += keeps ? 0 : dm;
            dBefore[H + u] += dc * f;
            dBefore[(2 * H) + u] += dn * f;
            dBefore[(3 * H) + u] += df;
            PullSum(u, di, dInput, dBefore);
            PullSum(H + u, isExponential ? df : df * (1 - g[(4 * H) + u]), dInput, dBefore);
            PullSum((2 * H) + u, dc * i * (1 - (z * z)), dInput, dBefore);
            PullSum((3 * H) + u, dh * shown * o * (1 - o), dInput, dBefore);
        }
    }

    /// <inheritdoc/>
    protected override IReadOnlyList<StepPart> Parts(CellStep step, CellState before, CellState after)
    {
        double[] i = Gate(step, 0), f = Gate(step, 1), z = Gate(step, 2), o = Gate(step, 3);
        IReadOnlyList<double> c = step.Before[H..(2 * H)], n = step.Before[(2 * H)..(3 * H)];
        double[] cell = step.After[H..(2 * H)], norm = step.After[(2 * H)..(3 * H)];
        IReadOnlyList<GateTerms> terms = Terms(step);
        return
        [
            new StepPart(
                "gates", "a_i = W_i x + R_i h₋ + b_i, a_f, a_z, a_o likewise",
                [
                    new("a_i", terms[0].Sum), new("a_f", terms[1].Sum), new("a_z", terms[2].Sum),
                    new("a_o", terms[3].Sum),
                ],
                "a unit sees the states of its own head alone"),
            new StepPart(
                "scale", isExponential ? "m = max(a_f + m₋, a_i)" : "m = max(ln σ(a_f) + m₋, a_i)",
                [
                    new("m₋", step.Before[(3 * H)..]), new("m", step.After[(3 * H)..], true),
                    new("i", i, true), new("f", f, true),
                ],
                "what counts more, past or input, counts 1, and the other beside it"),
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
                "a mean of what came in, weighed by the gates"),
        ];
    }

    private GateTerms[] Terms(double[] input, double[] before)
    {
        var terms = new GateTerms[4];
        for (int gate = 0; gate < 4; gate++)
        {
            int first = gate * H;
            double Recurrent(int u) => Dot(r, first + u, before.AsSpan(u / head * head, head));
            terms[gate] = new GateTerms(
                [.. Enumerable.Range(first, H).Select(row => Dot(w, row, input))],
                [.. Enumerable.Range(0, H).Select(Recurrent)], b[first..(first + H)]);
        }

        return terms;
    }

    private void PullSum(int row, double da, Span<double> dInput, Span<double> dBefore)
    {
        AddRow(w, row, da, dInput);
        AddRow(r, row, da, dBefore.Slice(row % H / head * head, head));
    }
}
