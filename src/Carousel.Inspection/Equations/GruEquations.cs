using Carousel.Kernels;
using Carousel.Layers;

namespace Carousel.Inspection.Equations;

/// <summary>h = (1 − z)⊙n + z⊙h₋. Derivation: docs/derivations/gru.md, by its line numbers.</summary>
/// <param name="weights">Its parameters, rows r, z, n; with q the reset gate acts after the recurrent product.</param>
internal sealed class GruEquations(EquationWeights weights) : RecurrentEquations(GruDescription.Cell, weights)
{
    private readonly double[]? _q = weights.Q;

    /// <summary>Rows r and z; those of n see what the reset gate leaves.</summary>
    public override int StateRows => 2 * H;

    /// <inheritdoc/>
    protected override double[] Advance(double[] input, double[] before, double[] after)
    {
        // r, z, n, and s: the recurrent part of n before the reset gate.
        double[] gates = new double[4 * H], sums = Sums(input, before), seen = new double[H];
        for (int u = 0; u < H; u++)
        {
            (gates[u], gates[H + u]) = (ScalarMath.Logistic(sums[u]), ScalarMath.Logistic(sums[H + u]));
            seen[u] = _q is null ? gates[u] * before[u] : before[u];
        }

        for (int u = 0; u < H; u++)
        {
            int row = (2 * H) + u;
            double s = Dot(Weights.R, row, seen) + (_q?[u] ?? 0), z = gates[H + u];
            double n = ScalarMath.Tanh(
                Weights.B[row] + Dot(Weights.W, row, input) + (_q is null ? s : gates[u] * s));
            (gates[row], gates[(3 * H) + u]) = (n, s);
            after[u] = ((1 - z) * n) + (z * before[u]);
        }

        return gates;
    }

    /// <inheritdoc/>
    protected override void Retreat(CellStep step, double[] d, double[] dSums)
    {
        ReadOnlySpan<double> r = step.Gates.AsSpan(0, H), z = step.Gates.AsSpan(H, H),
            n = step.Gates.AsSpan(2 * H, H), s = step.Gates.AsSpan(3 * H, H);
        var dSeen = new double[H];
        for (int u = 0; u < H; u++)
        {
            double dn = d[u] * (1 - z[u]) * (1 - (n[u] * n[u]));
            dSums[H + u] = d[u] * (step.Before[u] - n[u]) * z[u] * (1 - z[u]);
            dSums[(2 * H) + u] = dn;
            d[u] *= z[u];
            AddRow(Weights.R, (2 * H) + u, _q is null ? dn : dn * r[u], dSeen);
        }

        for (int u = 0; u < H; u++)
        {
            double dr = _q is null ? dSeen[u] * step.Before[u] : dSums[(2 * H) + u] * s[u];
            dSums[u] = dr * r[u] * (1 - r[u]);
            d[u] += _q is null ? dSeen[u] * r[u] : dSeen[u];
        }
    }

    /// <inheritdoc/>
    protected override IReadOnlyList<StepPart> Parts(CellStep step, CellState before, CellState after)
    {
        double[] r = Gate(step, 0), z = Gate(step, 1), n = Gate(step, 2), s = Gate(step, 3);
        GateTerms[] terms = Terms(step.Input, step.Before);
        (GateTerms reset, GateTerms update, GateTerms candidate) = (terms[0], terms[1], terms[2]);
        string past = _q is null ? "R_n (r ⊙ h₋)" : "r ⊙ (R_n h₋ + q)";
        IReadOnlyList<double> h = before.Hidden;
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
                "candidate", $"n = tanh(W_n x + b_n + {past})",
                [
                    new("W_n x", candidate.Input), new("b_n", candidate.Bias), new(past, _q is null ? s : Times(r, s)),
                    new("n", n, true),
                ], "what a unit would become"),
            new StepPart(
                "state", "h = (1 − z) ⊙ n + z ⊙ h₋",
                [new("h₋", h), new("(1 − z) ⊙ n", taken), new("z ⊙ h₋", kept), new("h", after.Hidden, true)],
                "memory and output are one: what is kept is also shown"),
        ];
    }
}
