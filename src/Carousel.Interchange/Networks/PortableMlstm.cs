namespace Carousel.Interchange.Networks;

/// <summary>mLSTM: C = f′C₋ + i′κvᵀ, n = f′n₋ + i′κ, h = o⊙Cᵀq / max(|nᵀq|, e^−m). The state is
/// h, C, n, m.</summary>
/// <remarks>Beck, Pöppel, Spanring and others 2024, equations 19 to 27.</remarks>
internal sealed class PortableMlstm : PortableMatrix
{
    // The least divisor, as in the cell's kernel.
    private const float Least = 1e-6f;

    /// <inheritdoc/>
    public override IEnumerable<string> Functions(RecurrentStage stage, bool inBytes) =>
        ["exp", "log", "logistic", "sqrt", "memory"];

    /// <inheritdoc/>
    protected override bool HasOption(RecurrentStage stage) => stage.ExponentialForget;

    /// <inheritdoc/>
    protected override void Step(
        RecurrentStage stage, StepArithmetic arithmetic, int head, float[] a, float[] state, Span<float> shown)
    {
        int H = stage.HiddenSize, d = shown.Length;
        Span<float> key = Row(stage, head, a, 1), matrix = Matrix(stage, head, state);
        Span<float> norm = state.AsSpan((H * d) + (head * d), d);
        ref float scale = ref state[(H * d) + H + head];
        float i = Gate(stage, head, a, 0), f = Gate(stage, head, a, 1);
        float past = (stage.ExponentialForget ? f : LogOfLogistic(arithmetic, f)) + scale;
        scale = MathF.Max(past, i);
        float input = arithmetic.Exp(i - scale) / MathF.Sqrt(d), forget = arithmetic.Exp(past - scale), sum = 0;
        Span<float> query = Row(stage, head, a, 0);
        for (int j = 0; j < d; j++)
        {
            key[j] *= input;
            norm[j] = (forget * norm[j]) + key[j];
            sum += norm[j] * query[j];
        }

        Write(matrix, forget, key, Row(stage, head, a, 2));
        Read(matrix, query, shown);
        float divisor = MathF.Max(MathF.Abs(sum), MathF.Max(arithmetic.Exp(-scale), Least));
        for (int u = 0; u < d; u++)
        {
            shown[u] /= divisor;
        }
    }

    /// <summary>ln σ(x), by an exponential of nothing above 0.</summary>
    private static float LogOfLogistic(StepArithmetic arithmetic, float x) =>
        MathF.Min(x, 0) - MathF.Log(1 + arithmetic.Exp(-MathF.Abs(x)));
}
