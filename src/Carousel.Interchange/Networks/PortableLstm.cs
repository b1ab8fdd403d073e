using Carousel.Interchange.Integers;

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
    public override void Step(IntegerStage stage, int[] z, short[] h, int[] c)
    {
        stage.R!.Multiply(0, h, z);
        int units = h.Length;
        for (int u = 0; u < units; u++)
        {
            long kept = FixedPoint.Shift((long)FixedPoint.Logistic(z[units + u]) * c[u], FixedPoint.StateBits);
            long entering = FixedPoint.Shift(
                (long)FixedPoint.Logistic(z[u]) * FixedPoint.Tanh(z[(2 * units) + u]),
                (2 * FixedPoint.StateBits) - FixedPoint.CellBits);
            c[u] = FixedPoint.Hold(kept + entering, 1 << 30);
            int squashed = FixedPoint.TanhAt(c[u], FixedPoint.CellBits - 6);
            h[u] = (short)FixedPoint.Hold(
                FixedPoint.Shift((long)FixedPoint.Logistic(z[(3 * units) + u]) * squashed, FixedPoint.StateBits),
                FixedPoint.MostValue);
        }
    }

    /// <inheritdoc/>
    public override string Piece(RecurrentStage stage) => "lstm";

    /// <inheritdoc/>
    public override IEnumerable<string> Functions(RecurrentStage stage, bool inBytes) =>
        inBytes
            ? ["logistic_denominator", "cell"]
            : ["logistic", "tanh", "cell"];
}
