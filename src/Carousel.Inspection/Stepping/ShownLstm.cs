using Carousel.Inspection.Equations;
using Carousel.Kernels.Primitives;
using Carousel.Layers;

namespace Carousel.Inspection.Stepping;

/// <summary>
/// LSTM: forget, input, update, output; with peepholes each gate sees the cell too, with coupled gates i = 1 − f.
/// </summary>
/// <param name="equations">Those of the layer.</param>
/// <param name="layer">The layer.</param>
internal sealed class ShownLstm(LstmEquations equations, Lstm layer) : ShownCell(equations)
{
    private const int InputGate = 0;
    private const int ForgetGate = 1;
    private const int Candidate = 2;
    private const int OutputGate = 3;

    private readonly bool _isCoupled = layer.Options.CoupledGates;
    private readonly double[] _peepholes = layer.Peepholes is { } p
        ? [.. p.Value.ToArray().Select(v => (double)v)]
        : [];

    public override string Name => "LSTM";

    protected override IReadOnlyList<StepPart> Parts(
        CellStep step, IReadOnlyList<GateTerms> terms, CellState before, CellState after)
    {
        int shift = _isCoupled ? 1 : 0;
        GateTerms candidate = terms[Candidate - shift];
        double[] i = Gate(step, InputGate), f = Gate(step, ForgetGate), g = Gate(step, Candidate),
            o = Gate(step, OutputGate);
        double[] squashed = [.. after.Cell.Select(ScalarMath.Tanh)];
        StepTerm[] entering = _isCoupled
            ? [new("i", i, true)]
            : [.. Terms("i", terms[InputGate], InputGate, "c₋", before.Cell), new("i", i, true)];
        return
        [
            new StepPart(
                "forget", $"f = {Sum("f", "c₋")}",
                [.. Terms("f", terms[ForgetGate - shift], ForgetGate, "c₋", before.Cell), new("f", f, true)],
                "the share of c₋ that each cell keeps"),
            new StepPart(
                "input", $"i = {(_isCoupled ? "1 − f" : Sum("i", "c₋"))},  g = tanh(W_g x + R_g h₋ + b_g)",
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
                "output", $"o = {Sum("o", "c")},  h = o ⊙ tanh(c)",
                [
                    .. Terms("o", terms[OutputGate - shift], OutputGate, "c", after.Cell), new("o", o, true),
                    new("tanh(c)", squashed), new("h", after.Hidden, true),
                ],
                "how much of it the rest of the network sees"),
        ];
    }

    private string Sum(string gate, string seen) =>
        $"σ(W_{gate} x + R_{gate} h₋{(_peepholes.Length == 0 ? "" : $" + p_{gate} ⊙ {seen}")} + b_{gate})";

    private IEnumerable<StepTerm> Terms(string name, GateTerms terms, int gate, string seen, IReadOnlyList<double> cell)
    {
        yield return new($"W_{name} x", terms.Input);
        yield return new($"R_{name} h₋", terms.Recurrent);
        if (_peepholes.Length > 0)
        {
            // Rows i, f, o, or f, o where gates are coupled.
            int row = (gate == OutputGate ? 2 : gate) - (_isCoupled ? 1 : 0);
            yield return new($"p_{name} ⊙ {seen}", Times(_peepholes[(row * H)..((row + 1) * H)], cell));
        }

        yield return new($"b_{name}", terms.Bias);
    }
}
