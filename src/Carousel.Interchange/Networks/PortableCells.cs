namespace Carousel.Interchange.Networks;

/// <summary>
/// Long short-term memory: z = W x + R h₋ + b by gate i, f, g, o; c = σ(f)⊙c₋ + σ(i)⊙tanh(g), h = σ(o)⊙tanh(c).
/// </summary>
/// <remarks>Gers, Schmidhuber and Cummins 2000, equations 1 to 6, without peepholes.</remarks>
internal sealed class PortableLstm : PortableCell
{
    /// <inheritdoc/>
    public override void Step(RecurrentStage stage, StepArithmetic arithmetic, float[] z, float[] h, float[] c)
    {
        arithmetic.Multiply(stage.R, 0, h, z);
        arithmetic.LstmCell(z, h, c);
    }

    /// <inheritdoc/>
    public override string Piece(RecurrentStage stage) => "lstm";

    /// <inheritdoc/>
    public override IEnumerable<string> Functions(RecurrentStage stage, bool inBytes) =>
        inBytes
            ? ["logistic_denominator", "cell"]
            : ["logistic", "tanh", "cell"];
}

/// <summary>Gated recurrent unit: r = σ(W_r x + R_r h₋ + b_r), z alike, h = (1 − z)⊙n + z⊙h₋.</summary>
/// <remarks>
/// With reset after, n = tanh(W_n x + b_n + r⊙(R_n h₋ + q)), as in cuDNN; with reset before, n = tanh(W_n x + b_n + R_n
/// (r⊙h₋)), Cho et al. 2014, equations 5 to 8.
/// </remarks>
internal sealed class PortableGru : PortableCell
{
    /// <inheritdoc/>
    public override void Step(RecurrentStage stage, StepArithmetic arithmetic, float[] z, float[] h, float[] c)
    {
        int units = h.Length;

        // This cell has no cell state: its array is free.
        float[] reset = c;
        arithmetic.Multiply(stage.R, 0, h, z.AsSpan(0, 2 * units));
        if (stage.ResetBias is { } q)
        {
            q.CopyTo(reset, 0);
            arithmetic.Multiply(stage.R, 2 * units, h, reset);
            for (int u = 0; u < units; u++)
            {
                z[(2 * units) + u] = arithmetic.MultiplyAdd(
                    arithmetic.Logistic(z[u]), reset[u], z[(2 * units) + u]);
            }
        }
        else
        {
            for (int u = 0; u < units; u++)
            {
                reset[u] = arithmetic.Logistic(z[u]) * h[u];
            }

            arithmetic.Multiply(stage.R, 2 * units, reset, z.AsSpan(2 * units));
        }

        for (int u = 0; u < units; u++)
        {
            float n = arithmetic.Tanh(z[(2 * units) + u]);
            h[u] = arithmetic.MultiplyAdd(arithmetic.Logistic(z[units + u]), h[u] - n, n);
        }
    }

    /// <inheritdoc/>
    public override string Piece(RecurrentStage stage) => stage.ResetBias is null ? "gru_before" : "gru_after";

    /// <inheritdoc/>
    public override IEnumerable<string> Functions(RecurrentStage stage, bool inBytes) =>
    [
        "logistic", "tanh",
        .. inBytes ? Array.Empty<string>() : ["multiply_add"],
        .. stage.ResetBias is null ? ["times"] : Array.Empty<string>(),
    ];
}

/// <summary>The simple recurrent layer: h = tanh(W x + R h₋ + b).</summary>
/// <remarks>Elman 1990.</remarks>
internal sealed class PortableElman : PortableCell
{
    /// <inheritdoc/>
    public override void Step(RecurrentStage stage, StepArithmetic arithmetic, float[] z, float[] h, float[] c)
    {
        arithmetic.Multiply(stage.R, 0, h, z);
        for (int u = 0; u < h.Length; u++)
        {
            h[u] = arithmetic.Tanh(z[u]);
        }
    }

    /// <inheritdoc/>
    public override string Piece(RecurrentStage stage) => "elman";

    /// <inheritdoc/>
    public override IEnumerable<string> Functions(RecurrentStage stage, bool inBytes) => ["tanh"];
}
