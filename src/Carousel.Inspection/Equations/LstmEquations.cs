using Carousel.Kernels;
using Carousel.Layers;

namespace Carousel.Inspection.Equations;

/// <summary>
/// c = f⊙c₋ + i⊙g, h = o⊙tanh(c), with peepholes by choice. The state is h and then c. Derivation:
/// docs/derivations/lstm.md.
/// </summary>
/// <param name="weights">Its parameters, rows i, f, g, o.</param>
internal sealed class LstmEquations(EquationWeights weights) : RecurrentEquations(LstmDescription.Cell, weights)
{
    private const int I = 0, F = 1, G = 2, O = 3;

    private readonly double[]? _peepholes = weights.Peepholes;

    /// <summary>Of a layer; null where it has a projection.</summary>
    public static LstmEquations? Of(Lstm layer) =>
        layer.Projection is null ? new LstmEquations(EquationWeights.Of(layer)) : null;

    #region step
    /// <inheritdoc/>
    protected override double[] Advance(double[] input, double[] before, double[] after)
    {
        double[] a = Sums(input, before), gates = new double[4 * H];
        for (int u = 0; u < H; u++)
        {
            double c = before[H + u];
            double f = ScalarMath.Logistic(a[Row(F, u)] + (Peephole(F, u) * c));
            double i = ScalarMath.Logistic(a[Row(I, u)] + (Peephole(I, u) * c));
            double g = ScalarMath.Tanh(a[Row(G, u)]);
            double cell = (f * c) + (i * g);
            double o = ScalarMath.Logistic(a[Row(O, u)] + (Peephole(O, u) * cell));
            (gates[u], gates[H + u], gates[(2 * H) + u], gates[(3 * H) + u]) = (i, f, g, o);
            (after[u], after[H + u]) = (o * ScalarMath.Tanh(cell), cell);
        }

        return gates;
    }

    /// <inheritdoc/>
    protected override void Retreat(CellStep step, double[] d, double[] dSums)
    {
        double[] gates = step.Gates;
        for (int u = 0; u < H; u++)
        {
            (double i, double f, double g, double o) = (
                gates[u], gates[H + u], gates[(2 * H) + u], gates[(3 * H) + u]);
            double before = step.Before[H + u], shown = ScalarMath.Tanh(step.After[H + u]);
            double dao = d[u] * shown * o * (1 - o);
            double dc = d[H + u] + (d[u] * o * (1 - (shown * shown))) + (Peephole(O, u) * dao);
            double daf = dc * before * f * (1 - f);
            double dai = dc * g * i * (1 - i);
            (d[u], d[H + u]) = (0, (dc * f) + (Peephole(F, u) * daf) + (Peephole(I, u) * dai));
            (dSums[Row(I, u)], dSums[Row(F, u)]) = (dai, daf);
            (dSums[Row(G, u)], dSums[Row(O, u)]) = (dc * i * (1 - (g * g)), dao);
        }
    }
    #endregion

    private int Row(int gate, int u) => (gate * H) + u;

    // Rows i, f, o.
    private double Peephole(int gate, int u) => _peepholes?[((gate == O ? 2 : gate) * H) + u] ?? 0;

    /// <inheritdoc/>
    protected override IReadOnlyList<StepPart> Parts(CellStep step, CellState before, CellState after)
    {
        GateTerms[] terms = Terms(step.Input, step.Before);
        GateTerms candidate = terms[G];
        double[] i = Gate(step, I), f = Gate(step, F), g = Gate(step, G), o = Gate(step, O);
        double[] squashed = [.. after.Cell.Select(ScalarMath.Tanh)];
        return
        [
            new StepPart(
                "forget", $"f = {Shown("f", "c₋")}",
                [.. Terms("f", terms[F], F, "c₋", before.Cell), new("f", f, true)],
                "the share of c₋ that each cell keeps"),
            new StepPart(
                "input", $"i = {Shown("i", "c₋")},  g = tanh(W_g x + R_g h₋ + b_g)",
                [
                    .. Terms("i", terms[I], I, "c₋", before.Cell), new("i", i, true), new("W_g x", candidate.Input),
                    new("R_g h₋", candidate.Recurrent),
                    new("b_g", candidate.Bias), new("g", g, true),
                ],
                "how far each cell is open, and the value that it would add"),
            new StepPart(
                "update", "c = f ⊙ c₋ + i ⊙ g",
                [
                    new("c₋", before.Cell), new("f ⊙ c₋", Times(f, before.Cell)), new("i ⊙ g", Times(i, g)),
                    new("c", after.Cell, true),
                ],
                "the kept part and the added part: nothing else changes a cell"),
            new StepPart(
                "output", $"o = {Shown("o", "c")},  h = o ⊙ tanh(c)",
                [
                    .. Terms("o", terms[O], O, "c", after.Cell), new("o", o, true),
                    new("tanh(c)", squashed), new("h", after.Hidden, true),
                ],
                "how much of it the rest of the network sees"),
        ];
    }

    private string Shown(string gate, string seen) =>
        $"σ(W_{gate} x + R_{gate} h₋{(_peepholes is null ? "" : $" + p_{gate} ⊙ {seen}")} + b_{gate})";

    private IEnumerable<StepTerm> Terms(string name, GateTerms terms, int gate, string seen, IReadOnlyList<double> cell)
    {
        yield return new($"W_{name} x", terms.Input);
        yield return new($"R_{name} h₋", terms.Recurrent);
        if (_peepholes is not null)
        {
            double[] own = [.. Enumerable.Range(0, H).Select(u => Peephole(gate, u))];
            yield return new($"p_{name} ⊙ {seen}", Times(own, cell));
        }

        yield return new($"b_{name}", terms.Bias);
    }
}
