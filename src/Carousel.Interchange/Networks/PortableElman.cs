using Carousel.Interchange.Integers;

namespace Carousel.Interchange.Networks;

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
    public override void Step(IntegerStage stage, int[] z, short[] h, int[] c)
    {
        stage.R!.Multiply(0, h, z);
        for (int u = 0; u < h.Length; u++)
        {
            h[u] = (short)FixedPoint.Tanh(z[u]);
        }
    }

    /// <inheritdoc/>
    public override string Piece(RecurrentStage stage) => "elman";

    /// <inheritdoc/>
    public override IEnumerable<string> Functions(RecurrentStage stage, bool inBytes) => ["tanh"];
}
