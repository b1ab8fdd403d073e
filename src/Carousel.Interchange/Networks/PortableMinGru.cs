namespace Carousel.Interchange.Networks;

/// <summary>A minimal GRU: h = (1 − σ(a_z))⊙h₋ + σ(a_z)⊙g, a = W x + b by gate z, g.</summary>
/// <remarks>Feng, Tung, Ahmed, Bengio and Hajimirsadeghi 2024, section 3.1.</remarks>
internal sealed class PortableMinGru : PortableCell
{
    /// <inheritdoc/>
    public override void Step(RecurrentStage stage, StepArithmetic arithmetic, float[] z, float[] h, float[] c)
    {
        for (int u = 0; u < h.Length; u++)
        {
            float gate = arithmetic.Logistic(z[u]);
            h[u] = ((1 - gate) * h[u]) + (gate * z[h.Length + u]);
        }
    }

    /// <inheritdoc/>
    public override string Piece(RecurrentStage stage) => "mingru";

    /// <inheritdoc/>
    public override IEnumerable<string> Functions(RecurrentStage stage, bool inBytes) => ["logistic"];

    /// <inheritdoc/>
    public override IEnumerable<int> Settings(RecurrentStage stage) => [stage.HiddenSize];
}
