using Carousel.Kernels;
using Carousel.Layers;

namespace Carousel.Inspection.Equations;

/// <summary>
/// c = f⊙c₋ + i⊙g, h = o⊙tanh(c), with peepholes or coupled gates by choice. Derivations: docs/derivations/lstm.md and
/// lstm-variants.md. The state is h, then c.
/// </summary>
/// <param name="inputSize">I.</param>
/// <param name="hiddenSize">H.</param>
/// <param name="w">[4H, I], rows i, f, g, o; [3H, I], f, g, o, where gates are coupled.</param>
/// <param name="r">[4H, H] or [3H, H].</param>
/// <param name="b">[4H] or [3H].</param>
/// <param name="isCoupled">Whether i = 1 − f.</param>
/// <param name="peepholes">[3, H] rows i, f, o, or [2, H] rows f, o; null for none.</param>
internal sealed class LstmEquations(
    int inputSize, int hiddenSize, double[] w, double[] r, double[] b, bool isCoupled = false,
    double[]? peepholes = null) : RecurrentEquations(LstmDescription.Cell, inputSize, hiddenSize)
{
    private const int I = 0, F = 1, G = 2, O = 3;

    /// <summary>Of a layer; null where it has a projection, layer normalisation or zoneout.</summary>
    public static LstmEquations? Of(Lstm layer)
    {
        LstmOptions options = layer.Options;
        return options is { Projection: 0, LayerNormalization: false, ZoneoutCell: 0, ZoneoutHidden: 0 }
            ? new LstmEquations(
                layer.InputSize, layer.HiddenSize, Values(layer.W), Values(layer.R), Values(layer.B),
                options.CoupledGates, layer.Peepholes is { } p ? Values(p) : null)
            : null;
    }

    /// <inheritdoc/>
    public override CellStep Step(double[] input, double[] before)
    {
        double[] gates = new double[LstmGates.Count * H], after = new double[2 * H];
        ReadOnlySpan<double> h = before.AsSpan(0, H), c = before.AsSpan(H);
        for (int u = 0; u < H; u++)
        {
            double f = ScalarMath.Logistic(Sum(F, u, input, h) + (Peephole(F, u) * c[u]));
            double i = isCoupled ? 1 - f : ScalarMath.Logistic(Sum(I, u, input, h) + (Peephole(I, u) * c[u]));
            double g = ScalarMath.Tanh(Sum(G, u, input, h));
            double cell = (f * c[u]) + (i * g);
            double o = ScalarMath.Logistic(Sum(O, u, input, h) + (Peephole(O, u) * cell));
            (gates[u], gates[H + u], gates[(2 * H) + u], gates[(3 * H) + u]) = (i, f, g, o);
            (after[u], after[H + u]) = (o * ScalarMath.Tanh(cell), cell);
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
    public override IReadOnlyList<GateTerms> Terms(CellStep step) =>
        Terms(w, r, b, step.Input, step.Before[..H]);

    /// <inheritdoc/>
    public override void Pull(
        CellStep step, ReadOnlySpan<double> dOutput, ReadOnlySpan<double> dAfter, Span<double> dInput,
        Span<double> dBefore)
    {
        Span<double> dh = dBefore[..H], dc = dBefore[H..];
        for (int u = 0; u < H; u++)
        {
            (double i, double f, double g, double o) = (
                step.Gates[u], step.Gates[H + u], step.Gates[(2 * H) + u], step.Gates[(3 * H) + u]);
            double before = step.Before[H + u], cell = step.After[H + u], shown = ScalarMath.Tanh(cell);
            double error = dOutput[u] + dAfter[u];
            double dao = error * shown * o * (1 - o);
            double dCell = dAfter[H + u] + (error * o * (1 - (shown * shown))) + (Peephole(O, u) * dao);
            double daf = ((dCell * before) - (isCoupled ? dCell * g : 0)) * f * (1 - f);
            double dai = isCoupled ? 0 : dCell * g * i * (1 - i);
            dc[u] += (dCell * f) + (Peephole(F, u) * daf) + (isCoupled ? 0 : Peephole(I, u) * dai);
            PullGate(F, u, daf, dInput, dh);
            PullGate(G, u, dCell * i * (1 - (g * g)), dInput, dh);
            PullGate(O, u, dao, dInput, dh);
            if (!isCoupled)
            {
                PullGate(I, u, dai, dInput, dh);
            }
        }
    }

    private int Row(int gate, int u) => (((isCoupled ? gate - 1 : gate) * H) + u);

    private double Sum(int gate, int u, ReadOnlySpan<double> input, ReadOnlySpan<double> h) =>
        b[Row(gate, u)] + Dot(w, Row(gate, u), input) + Dot(r, Row(gate, u), h);

    private void PullGate(int gate, int u, double da, Span<double> dInput, Span<double> dh)
    {
        AddRow(w, Row(gate, u), da, dInput);
        AddRow(r, Row(gate, u), da, dh);
    }

    private double Peephole(int gate, int u)
    {
        int row = (gate == O ? 2 : gate) - (isCoupled ? 1 : 0);
        return peepholes is null || row < 0 ? 0 : peepholes[(row * H) + u];
    }

    /// <inheritdoc/>
    protected override IReadOnlyList<StepPart> Parts(CellStep step, CellState before, CellState after)
    {
        int shift = isCoupled ? 1 : 0;
        IReadOnlyList<GateTerms> terms = Terms(step);
        GateTerms candidate = terms[G - shift];
        double[] i = Gate(step, I), f = Gate(step, F), g = Gate(step, G), o = Gate(step, O);
        double[] squashed = [.. after.Cell.Select(ScalarMath.Tanh)];
        StepTerm[] entering = isCoupled
            ? [new("i", i, true)]
            : [.. Terms("i", terms[I], I, "c₋", before.Cell), new("i", i, true)];
        return
        [
            new StepPart(
                "forget", $"f = {Shown("f", "c₋")}",
                [.. Terms("f", terms[F - shift], F, "c₋", before.Cell), new("f", f, true)],
                "the share of c₋ that each cell keeps"),
            new StepPart(
                "input", $"i = {(isCoupled ? "1 − f" : Shown("i", "c₋"))},  g = tanh(W_g x + R_g h₋ + b_g)",
                [
                    .. entering, new("W_g x", candidate.Input), new("R_g h₋", candidate.Recurrent),
                    new("b_g", candidate.Bias), new("g", g, true),
                ],
                "how far each cell is open, and what it would take in"),
            new StepPart(
                "update", "c = f ⊙ c₋ + i ⊙ g",
                [
                    new("c₋", before.Cell), new("f ⊙ c₋", Times(f, before.Cell)), new("i ⊙ g", Times(i, g)),
                    new("c", after.Cell, true),
                ],
                "what is kept and what is added: nothing else changes a cell"),
            new StepPart(
                "output", $"o = {Shown("o", "c")},  h = o ⊙ tanh(c)",
                [
                    .. Terms("o", terms[O - shift], O, "c", after.Cell), new("o", o, true),
                    new("tanh(c)", squashed), new("h", after.Hidden, true),
                ],
                "how much of it the rest of the network sees"),
        ];
    }

    private string Shown(string gate, string seen) =>
        $"σ(W_{gate} x + R_{gate} h₋{(peepholes is null ? "" : $" + p_{gate} ⊙ {seen}")} + b_{gate})";

    private IEnumerable<StepTerm> Terms(string name, GateTerms terms, int gate, string seen, IReadOnlyList<double> cell)
    {
        yield return new($"W_{name} x", terms.Input);
        yield return new($"R_{name} h₋", terms.Recurrent);
        if (peepholes is not null)
        {
            // Rows i, f, o, or f, o where gates are coupled.
            int row = (gate == O ? 2 : gate) - (isCoupled ? 1 : 0);
            yield return new($"p_{name} ⊙ {seen}", Times(peepholes[(row * H)..((row + 1) * H)], cell));
        }

        yield return new($"b_{name}", terms.Bias);
    }
}
