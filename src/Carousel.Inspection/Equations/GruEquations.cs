using Carousel.Kernels;
using Carousel.Layers;

namespace Carousel.Inspection.Equations;

/// <summary>h = (1 − z)⊙n + z⊙h₋. Derivation: docs/derivations/gru.md, by its line numbers.</summary>
/// <param name="inputSize">I.</param>
/// <param name="hiddenSize">H.</param>
/// <param name="w">[3H, I], rows r, z, n.</param>
/// <param name="r">[3H, H].</param>
/// <param name="b">[3H].</param>
/// <param name="q">[H] where the reset gate acts after the recurrent product; null where it acts before.</param>
internal sealed class GruEquations(int inputSize, int hiddenSize, double[] w, double[] r, double[] b, double[]? q)
    : RecurrentEquations(GruDescription.Cell, inputSize, hiddenSize)
{
    /// <summary>Of a layer.</summary>
    public static GruEquations Of(Gru layer) =>
        new(
            layer.InputSize, layer.OutputSize, Values(layer.W), Values(layer.R), Values(layer.B),
            layer.Q is { } own ? Values(own) : null);

    /// <inheritdoc/>
    public override CellStep Step(double[] input, double[] before)
    {
        // r, z, n, and s: the recurrent part of n before the reset gate.
        var gates = new double[4 * H];
        var seen = new double[H];
        for (int u = 0; u < H; u++)
        {
            gates[u] = ScalarMath.Logistic(b[u] + Dot(w, u, input) + Dot(r, u, before));
            gates[H + u] = ScalarMath.Logistic(b[H + u] + Dot(w, H + u, input) + Dot(r, H + u, before));
            seen[u] = q is null ? gates[u] * before[u] : before[u];
        }

        var h = new double[H];
        for (int u = 0; u < H; u++)
        {
            int row = (2 * H) + u;
            double s = Dot(r, row, seen) + (q?[u] ?? 0);
            double n = ScalarMath.Tanh(b[row] + Dot(w, row, input) + (q is null ? s : gates[u] * s));
            (gates[row], gates[(3 * H) + u]) = (n, s);
            double z = gates[H + u];
            h[u] = ((1 - z) * n) + (z * before[u]);
        }

        return new CellStep
        {
            Input = input,
            Before = before,
            After = h,
            Output = h,
            Gates = gates,
            Kept = gates[H..(2 * H)],
        };
    }

    /// <inheritdoc/>
    public override IReadOnlyList<GateTerms> Terms(CellStep step)
    {
        GateTerms[] terms = Terms(w, r, b, step.Input, step.Before);
        double[] s = step.Gates[(3 * H)..];
        terms[2] = terms[2] with { Recurrent = q is null ? s : [.. s.Select((value, u) => step.Gates[u] * value)] };
        return terms;
    }

    /// <inheritdoc/>
    public override void Pull(
        CellStep step, ReadOnlySpan<double> dOutput, ReadOnlySpan<double> dAfter, Span<double> dInput,
        Span<double> dBefore)
    {
        ReadOnlySpan<double> reset = step.Gates.AsSpan(0, H), z = step.Gates.AsSpan(H, H),
            n = step.Gates.AsSpan(2 * H, H), s = step.Gates.AsSpan(3 * H, H);
        var dSeen = new double[H];
        for (int u = 0; u < H; u++)
        {
            double dh = dOutput[u] + dAfter[u];
            double dn = dh * (1 - z[u]) * (1 - (n[u] * n[u]));
            double dz = dh * (step.Before[u] - n[u]) * z[u] * (1 - z[u]);
            dBefore[u] += dh * z[u];
            AddRow(w, (2 * H) + u, dn, dInput);
            AddRow(w, H + u, dz, dInput);
            AddRow(r, H + u, dz, dBefore);
            AddRow(r, (2 * H) + u, q is null ? dn : dn * reset[u], dSeen);
            if (q is not null)
            {
                PullReset(u, dn * s[u] * reset[u] * (1 - reset[u]), dInput, dBefore);
            }
        }

        for (int u = 0; u < H; u++)
        {
            dBefore[u] += q is null ? dSeen[u] * reset[u] : dSeen[u];
            if (q is null)
            {
                PullReset(u, dSeen[u] * step.Before[u] * reset[u] * (1 - reset[u]), dInput, dBefore);
            }
        }
    }

    private void PullReset(int u, double dr, Span<double> dInput, Span<double> dBefore)
    {
        AddRow(w, u, dr, dInput);
        AddRow(r, u, dr, dBefore);
    }

    /// <inheritdoc/>
    protected override IReadOnlyList<StepPart> Parts(CellStep step, CellState before, CellState after)
    {
        IReadOnlyList<GateTerms> terms = Terms(step);
        (GateTerms reset, GateTerms update, GateTerms candidate) = (terms[0], terms[1], terms[2]);
        string past = q is null ? "R_n (r ⊙ h₋)" : "r ⊙ (R_n h₋ + q)";
        IReadOnlyList<double> h = before.Hidden;
        double[] r = Gate(step, 0), z = Gate(step, 1), n = Gate(step, 2);
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
                    new("W_n x", candidate.Input), new("b_n", candidate.Bias), new(past, candidate.Recurrent),
                    new("n", n, true),
                ], "what a unit would become"),
            new StepPart(
                "state", "h = (1 − z) ⊙ n + z ⊙ h₋",
                [new("h₋", h), new("(1 − z) ⊙ n", taken), new("z ⊙ h₋", kept), new("h", after.Hidden, true)],
                "memory and output are one: what is kept is also shown"),
        ];
    }
}
