using Carousel.Kernels;
using Carousel.Layers;

namespace Carousel.Inspection.Equations;

/// <summary>
/// c = f⊙c₋ + i⊙g, h = o⊙tanh(c), with peepholes or coupled gates by choice. Derivation:
/// docs/derivations/lstm.md. The state is h, then c.
/// </summary>
/// <param name="weights">Its parameters, rows i, f, g, o; f, g, o where gates are coupled: i = 1 − f.</param>
internal sealed class LstmEquations(EquationWeights weights) : RecurrentEquations(LstmDescription.Cell, weights)
{
    private const int I = 0, F = 1, G = 2, O = 3;

    private readonly bool _isCoupled = weights.B.Length == 3 * weights.Units;
    private readonly double[]? _peepholes = weights.Peepholes;

    /// <inheritdoc/>
    protected override int SumCount => O + 1 - Shift;

    // Coupled gates have no rows for i.
    private int Shift => _isCoupled ? 1 : 0;

    /// <summary>Of a layer; null where it has a projection, layer normalisation or zoneout.</summary>
    public static LstmEquations? Of(Lstm layer) =>
        layer.Options is { Projection: 0, LayerNormalization: false, ZoneoutCell: 0, ZoneoutHidden: 0 }
            ? new LstmEquations(EquationWeights.Of(layer))
            : null;

    #region step
    /// <inheritdoc/>
    protected override double[] Advance(double[] input, double[] before, double[] after)
    {
        double[] a = Sums(input, before), gates = new double[4 * H];
        for (int u = 0; u < H; u++)
        {
            double c = before[H + u];
            double f = ScalarMath.Logistic(a[Row(F, u)] + (Peephole(F, u) * c));
            double i = _isCoupled ? 1 - f : ScalarMath.Logistic(a[Row(I, u)] + (Peephole(I, u) * c));
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
            double daf = ((dc * before) - (_isCoupled ? dc * g : 0)) * f * (1 - f);
            double dai = _isCoupled ? 0 : dc * g * i * (1 - i);
            (d[u], d[H + u]) = (0, (dc * f) + (Peephole(F, u) * daf) + (Peephole(I, u) * dai));

            // Coupled gates have no row for i: that of f takes its place.
            (dSums[Row(I, u)], dSums[Row(G, u)], dSums[Row(O, u)]) = (dai, dc * i * (1 - (g * g)), dao);
            dSums[Row(F, u)] = daf;
        }
    }
    #endregion

    private int Row(int gate, int u) => (Math.Max(0, gate - Shift) * H) + u;

    private double Peephole(int gate, int u)
    {
        // Rows i, f, o, or f, o where gates are coupled.
        int row = (gate == O ? 2 : gate) - Shift;
        return _peepholes is null || row < 0 ? 0 : _peepholes[(row * H) + u];
    }

    /// <inheritdoc/>
    protected override IReadOnlyList<StepPart> Parts(CellStep step, CellState before, CellState after)
    {
        GateTerms[] terms = Terms(step.Input, step.Before);
        GateTerms candidate = terms[G - Shift];
        double[] i = Gate(step, I), f = Gate(step, F), g = Gate(step, G), o = Gate(step, O);
        double[] squashed = [.. after.Cell.Select(ScalarMath.Tanh)];
        StepTerm[] entering = _isCoupled
            ? [new("i", i, true)]
            : [.. Terms("i", terms[I], I, "c₋", before.Cell), new("i", i, true)];
        return
        [
            new StepPart(
                "forget", $"f = {Shown("f", "c₋")}",
                [.. Terms("f", terms[F - Shift], F, "c₋", before.Cell), new("f", f, true)],
                "the share of c₋ that each cell keeps"),
            new StepPart(
                "input", $"i = {(_isCoupled ? "1 − f" : Shown("i", "c₋"))},  g = tanh(W_g x + R_g h₋ + b_g)",
                [
                    .. entering, new("W_g x", candidate.Input), new("R_g h₋", candidate.Recurrent),
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
                    .. Terms("o", terms[O - Shift], O, "c", after.Cell), new("o", o, true),
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
