namespace Carousel.Interchange.Networks;

/// <summary>
/// sLSTM: c = f′⊙c₋ + i′⊙z, n = f′⊙n₋ + i′, h = o⊙c / n, of a = W x + R h₋ + b by gate i, f, z, o, each head by itself.
/// The state is h, c, n, m.
/// </summary>
/// <remarks>Beck, Pöppel, Spanring and others 2024, equations 8 to 18.</remarks>
internal sealed class PortableSlstm : PortableCell
{
    // ln f where nothing is kept.
    private const float Nothing = -1e30f;

    /// <inheritdoc/>
    public override void Step(RecurrentStage stage, StepArithmetic arithmetic, float[] z, float[] h, float[] c)
    {
        int units = h.Length, head = stage.R!.Columns;
        for (int first = 0; first < z.Length; first += head)
        {
            arithmetic.Multiply(stage.R, first, h.AsSpan(first % units, head), z.AsSpan(first, head));
        }

        for (int u = 0; u < units; u++)
        {
            ref float norm = ref c[units + u], scale = ref c[(2 * units) + u];
            float f = z[units + u];
            float log = stage.ExponentialForget ? f : -MathF.Log(PortableMinLstm.Denominator(f));
            float kept = norm == 0 ? Nothing : log + scale;
            scale = MathF.Max(kept, z[u]);
            float input = arithmetic.Exp(z[u] - scale), forget = arithmetic.Exp(kept - scale);
            c[u] = (forget * c[u]) + (input * arithmetic.Tanh(z[(2 * units) + u]));
            norm = (forget * norm) + input;
            h[u] = arithmetic.Logistic(z[(3 * units) + u]) * c[u] / norm;
        }
    }

    /// <inheritdoc/>
    public override string Piece(RecurrentStage stage) => "slstm";

    /// <inheritdoc/>
    public override IEnumerable<string> Functions(RecurrentStage stage, bool inBytes) =>
        ["logistic_denominator", "exp", "log", "logistic", "tanh"];

    /// <inheritdoc/>
    public override IEnumerable<int> Settings(RecurrentStage stage) =>
        [stage.HiddenSize, stage.ExponentialForget ? 1 : 0];
}
