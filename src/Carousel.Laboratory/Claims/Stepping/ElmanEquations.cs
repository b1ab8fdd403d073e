using Carousel.Layers;

namespace Carousel.Laboratory.Claims.Stepping;

/// <summary>Elman's cell: one sum, squashed.</summary>
/// <param name="layer">A layer.</param>
internal sealed class ElmanEquations(Elman layer) : CellEquations(layer, layer.W, layer.R, layer.B)
{
    public override string Name => "Elman";

    public override CellStep Step(ReadOnlySpan<float> x, CellState before)
    {
        GateTerms terms = Terms(0, x, before.Hidden);
        double[] sum = Each(terms.Sum);
        double[] hidden = Each(u => Math.Tanh(sum[u]));
        return new CellStep(
            [
                new StepPart("sum", "a = W x + R h₋ + b", [new("h₋", before.Hidden), new("W x", terms.Input), new("R h₋", terms.Recurrent), new("b", terms.Bias), new("a", sum, true)], "every input gets in and every memory is mixed, in each step: there is no gate"),
                new StepPart("state", "h = tanh(a)", [new("a", sum), new("h", hidden, true)], "squashed anew in each step, so that what it holds fades"),
            ],
            new CellState(hidden, hidden));
    }
}
