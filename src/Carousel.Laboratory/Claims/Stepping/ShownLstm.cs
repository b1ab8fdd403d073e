using Carousel.Inspection.Equations;

namespace Carousel.Laboratory.Claims.Stepping;

/// <summary>LSTM: forget, input, update, output.</summary>
/// <param name="equations">Those of a plain layer.</param>
internal sealed class ShownLstm(LstmEquations equations) : ShownCell(equations)
{
    private const int InputGate = 0;
    private const int ForgetGate = 1;
    private const int Candidate = 2;
    private const int OutputGate = 3;

    public override string Name => "LSTM";

    protected override IReadOnlyList<StepPart> Parts(CellStep step, IReadOnlyList<GateTerms> terms, CellState before, CellState after)
    {
        (GateTerms input, GateTerms forget, GateTerms candidate, GateTerms output) = (terms[InputGate], terms[ForgetGate], terms[Candidate], terms[OutputGate]);
        double[] i = Gate(step, InputGate), f = Gate(step, ForgetGate), g = Gate(step, Candidate), o = Gate(step, OutputGate);
        double[] squashed = [.. after.Cell.Select(Math.Tanh)];
        return
        [
            new StepPart("forget", "f = σ(W_f x + R_f h₋ + b_f)", [new("W_f x", forget.Input), new("R_f h₋", forget.Recurrent), new("b_f", forget.Bias), new("f", f, true)], "the share of c₋ that each cell keeps"),
            new StepPart(
                "input", "i = σ(W_i x + R_i h₋ + b_i),  g = tanh(W_g x + R_g h₋ + b_g)",
                [
                    new("W_i x", input.Input), new("R_i h₋", input.Recurrent), new("b_i", input.Bias), new("i", i, true),
                    new("W_g x", candidate.Input), new("R_g h₋", candidate.Recurrent), new("b_g", candidate.Bias), new("g", g, true),
                ],
                "how far each cell is open, and what it would take in"),
            new StepPart("update", "c = f ⊙ c₋ + i ⊙ g", [new("c₋", before.Cell), new("f ⊙ c₋", Times(f, before.Cell)), new("i ⊙ g", Times(i, g)), new("c", after.Cell, true)], "what is kept and what is added: nothing else changes a cell"),
            new StepPart(
                "output", "o = σ(W_o x + R_o h₋ + b_o),  h = o ⊙ tanh(c)",
                [new("W_o x", output.Input), new("R_o h₋", output.Recurrent), new("b_o", output.Bias), new("o", o, true), new("tanh(c)", squashed), new("h", after.Hidden, true)],
                "how much of it the rest of the network sees"),
        ];
    }
}
