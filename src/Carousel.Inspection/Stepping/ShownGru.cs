using Carousel.Inspection.Equations;
using Carousel.Layers;

namespace Carousel.Inspection.Stepping;

/// <summary>
/// GRU: reset, update, candidate, state. The reset gate stands after the recurrent product or, as in the paper, before
/// it.
/// </summary>
/// <param name="layer">A layer.</param>
internal sealed class ShownGru(Gru layer) : ShownCell(GruEquations.Of(layer))
{
    private const int ResetGate = 0;
    private const int UpdateGate = 1;
    private const int Candidate = 2;

    private readonly string _past = layer.Q is null ? "R_n (r ⊙ h₋)" : "r ⊙ (R_n h₋ + q)";

    public override string Name => "GRU";

    protected override IReadOnlyList<StepPart> Parts(
        CellStep step, IReadOnlyList<GateTerms> terms, CellState before, CellState after)
    {
        (GateTerms reset, GateTerms update, GateTerms candidate) = (
            terms[ResetGate], terms[UpdateGate], terms[Candidate]);
        IReadOnlyList<double> h = before.Hidden;
        double[] r = Gate(step, ResetGate), z = Gate(step, UpdateGate), n = Gate(step, Candidate);
        double[] taken = Times([.. z.Select(v => 1 - v)], n), kept = Times(z, h);
        return
        [
            new StepPart(
                "reset", "r = σ(W_r x + R_r h₋ + b_r)",
                [new("W_r x", reset.Input), new("R_r h₋", reset.Recurrent), new("b_r", reset.Bias), new("r", r, true)],
                "how much of the past the candidate sees"),
            new StepPart(
                "update gate", "z = σ(W_z x + R_z h₋ + b_z)",
                [
                    new("W_z x", update.Input), new("R_z h₋", update.Recurrent), new("b_z", update.Bias),
                    new("z", z, true),
                ], "the share of h₋ that each unit keeps; the rest is replaced"),
            new StepPart(
                "candidate", $"n = tanh(W_n x + b_n + {_past})",
                [
                    new("W_n x", candidate.Input), new("b_n", candidate.Bias), new(_past, candidate.Recurrent),
                    new("n", n, true),
                ], "what a unit would become"),
            new StepPart(
                "state", "h = (1 − z) ⊙ n + z ⊙ h₋",
                [new("h₋", h), new("(1 − z) ⊙ n", taken), new("z ⊙ h₋", kept), new("h", after.Hidden, true)],
                "memory and output are one: what is kept is also shown"),
        ];
    }
}
