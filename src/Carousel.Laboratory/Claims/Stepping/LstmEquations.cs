using Carousel.Layers;

namespace Carousel.Laboratory.Claims.Stepping;

/// <summary>LSTM: forget, input, update, output.</summary>
/// <param name="layer">A plain layer.</param>
internal sealed class LstmEquations(Lstm layer) : CellEquations(layer, layer.W, layer.R, layer.B)
{
    private const int InputGate = 0;
    private const int ForgetGate = 1;
    private const int Candidate = 2;
    private const int OutputGate = 3;

    public override string Name => "LSTM";

    public override CellStep Step(ReadOnlySpan<float> x, CellState before)
    {
        double[] h = before.Hidden, c = before.Cell;
        GateTerms forget = Terms(ForgetGate, x, h), input = Terms(InputGate, x, h), candidate = Terms(Candidate, x, h), output = Terms(OutputGate, x, h);
        double[] f = Each(u => Logistic(forget.Sum(u))), i = Each(u => Logistic(input.Sum(u))), g = Each(u => Math.Tanh(candidate.Sum(u))), o = Each(u => Logistic(output.Sum(u)));
        double[] kept = Each(u => f[u] * c[u]), added = Each(u => i[u] * g[u]);
        double[] after = Each(u => kept[u] + added[u]);
        double[] squashed = Each(u => Math.Tanh(after[u]));
        double[] hidden = Each(u => o[u] * squashed[u]);
        return new CellStep(
            [
                new StepPart("forget", "f = σ(W_f x + R_f h₋ + b_f)", [new("W_f x", forget.Input), new("R_f h₋", forget.Recurrent), new("b_f", forget.Bias), new("f", f, true)], "the share of c₋ that each cell keeps"),
                new StepPart(
                    "input", "i = σ(W_i x + R_i h₋ + b_i),  g = tanh(W_g x + R_g h₋ + b_g)",
                    [
                        new("W_i x", input.Input), new("R_i h₋", input.Recurrent), new("b_i", input.Bias), new("i", i, true),
                        new("W_g x", candidate.Input), new("R_g h₋", candidate.Recurrent), new("b_g", candidate.Bias), new("g", g, true),
                    ],
                    "how far each cell is open, and what it would take in"),
                new StepPart("update", "c = f ⊙ c₋ + i ⊙ g", [new("c₋", c), new("f ⊙ c₋", kept), new("i ⊙ g", added), new("c", after, true)], "what is kept and what is added: nothing else changes a cell"),
                new StepPart(
                    "output", "o = σ(W_o x + R_o h₋ + b_o),  h = o ⊙ tanh(c)",
                    [new("W_o x", output.Input), new("R_o h₋", output.Recurrent), new("b_o", output.Bias), new("o", o, true), new("tanh(c)", squashed), new("h", hidden, true)],
                    "how much of it the rest of the network sees"),
            ],
            new CellState(hidden, after));
    }
}
