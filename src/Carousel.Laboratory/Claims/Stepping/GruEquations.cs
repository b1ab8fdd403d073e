using Carousel.Layers;

namespace Carousel.Laboratory.Claims.Stepping;

/// <summary>GRU: reset, update, candidate, state. The reset gate stands after the recurrent product or, as in the paper, before it.</summary>
internal sealed class GruEquations : CellEquations
{
    private const int ResetGate = 0;
    private const int UpdateGate = 1;
    private const int Candidate = 2;

    private readonly double[]? _q;

    /// <summary>The equations of a layer.</summary>
    public GruEquations(Gru layer)
        : base(layer, layer.W, layer.R, layer.B) => _q = layer.Q is { } q ? Values(q) : null;

    public override string Name => "GRU";

    public override CellStep Step(ReadOnlySpan<float> x, CellState before)
    {
        double[] h = before.Hidden;
        GateTerms reset = Terms(ResetGate, x, h), update = Terms(UpdateGate, x, h);
        double[] r = Each(u => Logistic(reset.Sum(u))), z = Each(u => Logistic(update.Sum(u)));
        GateTerms candidate = Terms(Candidate, x, _q is null ? Each(u => r[u] * h[u]) : h);
        double[] past = _q is { } q ? Each(u => r[u] * (candidate.Recurrent[u] + q[u])) : candidate.Recurrent;
        double[] n = Each(u => Math.Tanh(candidate.Input[u] + candidate.Bias[u] + past[u]));
        double[] taken = Each(u => (1 - z[u]) * n[u]), kept = Each(u => z[u] * h[u]);
        double[] hidden = Each(u => taken[u] + kept[u]);
        string pastName = _q is null ? "R_n (r ⊙ h₋)" : "r ⊙ (R_n h₋ + q)";
        return new CellStep(
            [
                new StepPart("reset", "r = σ(W_r x + R_r h₋ + b_r)", [new("W_r x", reset.Input), new("R_r h₋", reset.Recurrent), new("b_r", reset.Bias), new("r", r, true)], "how much of the past the candidate sees"),
                new StepPart("update gate", "z = σ(W_z x + R_z h₋ + b_z)", [new("W_z x", update.Input), new("R_z h₋", update.Recurrent), new("b_z", update.Bias), new("z", z, true)], "the share of h₋ that each unit keeps; the rest is replaced"),
                new StepPart("candidate", $"n = tanh(W_n x + b_n + {pastName})", [new("W_n x", candidate.Input), new("b_n", candidate.Bias), new(pastName, past), new("n", n, true)], "what a unit would become"),
                new StepPart("state", "h = (1 − z) ⊙ n + z ⊙ h₋", [new("h₋", h), new("(1 − z) ⊙ n", taken), new("z ⊙ h₋", kept), new("h", hidden, true)], "memory and output are one: what is kept is also shown"),
            ],
            new CellState(hidden, hidden));
    }
}
