using Carousel.Kernels;
using Carousel.Tensors;

namespace Carousel.Autograd;

/// <summary>The parameters of an LSTM, rows by gate i, f, g, o, then by unit.</summary>
/// <param name="W">[4H, I], from the input.</param>
/// <param name="R">[4H, H], from the state before.</param>
/// <param name="B">[4H].</param>
internal sealed record LstmParameters(Parameter W, Parameter R, Parameter B) : RecurrentParameters(W, R, B, null)
{
    /// <summary>I and H.</summary>
    public LstmSize Size { get; } = new(W.Shape[1], R.Shape[1]);

    /// <inheritdoc/>
    public override int RestLength => Units;

    /// <inheritdoc/>
    public override int GatesLength => LstmGates.Count * Units;

    /// <inheritdoc/>
    internal override int Gates => LstmGates.Count;

    /// <inheritdoc/>
    internal override bool HandsStateGradient => false;

    /// <inheritdoc/>
    internal override ForwardRunner Forward => LstmForward<LstmKernel>.Instance;

    /// <inheritdoc/>
    internal override ForwardRunner QuantizedForward => LstmForward<QuantizedLstmKernel>.Instance;

    /// <inheritdoc/>
    internal override BackwardRunner Backward => LstmBackward.Instance;

    /// <inheritdoc/>
    internal override void ReadGate(ReadOnlySpan<float> gates, int gate, Span<float> table)
    {
        (int H, int width) = (Units, GatesLength);
        int rows = table.Length / H;
        ShapeException.Require(gates, (rows, width));
        for (int row = 0; row < rows; row++)
        {
            ReadOnlySpan<float> kept = gates.Slice(row * width, width);
            Span<float> to = table.Slice(row * H, H);
            for (int first = 0; first < H; first += UnitBlocks.Size)
            {
                // A block of 16 units is one cache line: each gate's pass over the rows reads its own lines alone.
                int units = Math.Min(UnitBlocks.Size, H - first);
                kept.Slice((LstmGates.Count * first) + (gate * units), units).CopyTo(to[first..]);
            }
        }
    }
}
