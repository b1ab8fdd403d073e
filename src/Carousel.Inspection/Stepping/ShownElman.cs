using Carousel.Inspection.Equations;

namespace Carousel.Inspection.Stepping;

/// <summary>Elman's cell: one sum, squashed.</summary>
/// <param name="equations">Its equations.</param>
internal sealed class ShownElman(ElmanEquations equations) : ShownCell(equations)
{
    public override string Name => "Elman";

    protected override IReadOnlyList<StepPart> Parts(
        CellStep step, IReadOnlyList<GateTerms> terms, CellState before, CellState after)
    {
        GateTerms all = terms[0];
        double[] sum = all.Sum;
        return
        [
            new StepPart(
                "sum", "a = W x + R h₋ + b",
                [
                    new("h₋", before.Hidden), new("W x", all.Input), new("R h₋", all.Recurrent), new("b", all.Bias),
                    new("a", sum, true),
                ], "every input gets in and every memory is mixed, in each step: there is no gate"),
            new StepPart(
                "state", "h = tanh(a)", [new("a", sum), new("h", after.Hidden, true)],
                "squashed anew in each step, so that what it holds fades"),
        ];
    }
}
