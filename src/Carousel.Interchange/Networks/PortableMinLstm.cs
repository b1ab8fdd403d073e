namespace Carousel.Interchange.Networks;

/// <summary>A minimal LSTM: h = (f⊙h₋ + i⊙g) / (f + i), f = σ(a_f), i = σ(a_i), a = W x + b by gate f, i, g.</summary>
/// <remarks>Feng, Tung, Ahmed, Bengio and Hajimirsadeghi 2024, section 3.2.</remarks>
internal sealed class PortableMinLstm : PortableCell
{
    /// <inheritdoc/>
    public override void Step(RecurrentStage stage, StepArithmetic arithmetic, float[] z, float[] h, float[] c)
    {
        int units = h.Length;
        for (int u = 0; u < units; u++)
        {
            // 1 / f and 1 / i, whose shares are each other's.
            float f = Denominator(z[u]), i = Denominator(z[units + u]);
            h[u] = ((i * h[u]) + (f * z[(2 * units) + u])) / (f + i);
        }
    }

    /// <inheritdoc/>
    public override string Piece(RecurrentStage stage) => "minlstm";

    /// <inheritdoc/>
    public override IEnumerable<string> Functions(RecurrentStage stage, bool inBytes) => ["logistic_denominator"];

    /// <inheritdoc/>
    public override IEnumerable<int> Settings(RecurrentStage stage) => [stage.HiddenSize];

    /// <summary>1 / σ(x), no larger than 1e30, as in the cells' kernels.</summary>
    internal static float Denominator(float x) => MathF.Min(1 + MathF.Exp(-x), 1e30f);
}
