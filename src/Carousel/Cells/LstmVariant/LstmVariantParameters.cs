using Carousel.Kernels;
using Carousel.Tensors;

namespace Carousel.Autograd;

/// <summary>
/// The parameters of an LSTM with variants, rows by gate i, f, g, o; <c>null</c> where not asked for.
/// </summary>
/// <param name="W">[4H, I], from the input.</param>
/// <param name="R">[4H, P], from the state before.</param>
/// <param name="B">[4H].</param>
internal sealed record LstmVariantParameters(Parameter W, Parameter R, Parameter B)
    : RecurrentParameters(W, R, B, null)
{
    /// <summary>[3, H] rows i, f, o.</summary>
    public Parameter? Peepholes { get; init; }

    /// <summary>[P, H].</summary>
    public Parameter? Projection { get; init; }

    /// <summary>Sizes and variants.</summary>
    public LstmVariantSize Size => new(
        W.Shape[1], B.Shape[0] / LstmGates.Count, Recurrent.Shape[1], Peepholes is not null);

    /// <inheritdoc/>
    public override int RestLength => Size.H;

    /// <inheritdoc/>
    public override int GatesLength => Size.TraceLength;

    /// <inheritdoc/>
    internal override int Gates => LstmGates.Count;

    /// <inheritdoc/>
    internal override bool HandsStateGradient => false;

    /// <inheritdoc/>
    internal override IEnumerable<Parameter?> Others => [Peepholes, Projection];

    /// <inheritdoc/>
    internal override ForwardRunner Forward => LstmVariantForward.Instance;

    /// <inheritdoc/>
    internal override BackwardRunner Backward => LstmVariantBackward.Instance;

    /// <summary>Their values.</summary>
    internal LstmVariantSpans Spans
    {
        get
        {
            static Span<float> Of(Parameter? parameter) => parameter is null ? [] : CpuBackend.Values(parameter.Value);
            return new LstmVariantSpans
            {
                W = Of(W),
                R = Of(R),
                B = Of(B),
                Peepholes = Of(Peepholes),
                Projection = Of(Projection),
            };
        }
    }

    /// <summary>One gate of the rows that a run kept.</summary>
    /// <param name="gates">[N, 4H] in planes, the first section of what a run keeps.</param>
    /// <param name="gate">One of <see cref="LstmGates"/>.</param>
    /// <param name="table">[N, H], overwritten.</param>
    internal override void ReadGate(ReadOnlySpan<float> gates, int gate, Span<float> table)
    {
        (int H, int width) = (Size.H, Size.GatesLength);
        int rows = table.Length / H;
        ShapeException.Require(gates, (rows, width));
        for (int row = 0; row < rows; row++)
        {
            gates.Slice((row * width) + (gate * H), H).CopyTo(table[(row * H)..]);
        }
    }
}

/// <summary>
/// The gradients of the parameters of an LSTM with variants beside W, R and b; no tensor where not wanted.
/// </summary>
internal readonly record struct LstmVariantTensors
{
    /// <summary>Whether any of them is wanted.</summary>
    internal bool AreWanted => !Peepholes.IsNone || !Projection.IsNone;

    /// <summary>[3, H].</summary>
    public Tensor Peepholes { get; init; }

    /// <summary>[P, H].</summary>
    public Tensor Projection { get; init; }
}
