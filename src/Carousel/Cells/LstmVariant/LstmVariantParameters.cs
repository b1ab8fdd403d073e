using Carousel.Kernels;
using Carousel.Tensors;

namespace Carousel.Autograd;

/// <summary>
/// The parameters of an LSTM with variants, rows by gate i, f, g, o, or f, g, o where gates are coupled; <c>null</c>
/// where not asked for.
/// </summary>
/// <param name="W">[G·H, I], from the input.</param>
/// <param name="R">[G·H, P], from the state before.</param>
/// <param name="B">[G·H].</param>
internal sealed record LstmVariantParameters(Parameter W, Parameter R, Parameter B)
    : RecurrentParameters(W, R, B, null)
{
    /// <summary>Whether the input gate is 1 − f.</summary>
    public bool Coupled { get; init; }

    /// <summary>[3, H] rows i, f, o, or [2, H] rows f, o where gates are coupled.</summary>
    public Parameter? Peepholes { get; init; }

    /// <summary>[P, H].</summary>
    public Parameter? Projection { get; init; }

    /// <summary>[G·H], the gain on the normalised W x.</summary>
    public Parameter? GainInput { get; init; }

    /// <summary>[G·H], the gain on the normalised R h₋.</summary>
    public Parameter? GainRecurrent { get; init; }

    /// <summary>[H], the gain on the normalised cell.</summary>
    public Parameter? GainCell { get; init; }

    /// <summary>[H], the bias of the normalised cell.</summary>
    public Parameter? BiasCell { get; init; }

    /// <summary>Share of h₋ in h where no mask is given: zoneout in inference.</summary>
    public float HiddenRate { get; init; }

    /// <summary>Share of c₋ in c where no mask is given.</summary>
    public float CellRate { get; init; }

    /// <summary>Sizes and variants.</summary>
    public LstmVariantSize Size => new(
        W.Shape[1], B.Shape[0] / (Coupled ? 3 : 4), Recurrent.Shape[1], Coupled, Peepholes is not null,
        GainInput is not null);

    /// <inheritdoc/>
    public override int RestLength => Size.H;

    /// <inheritdoc/>
    public override int GatesLength => Size.TraceLength;

    /// <inheritdoc/>
    internal override int Gates => Size.Gates;

    /// <inheritdoc/>
    internal override bool HandsStateGradient => false;

    /// <inheritdoc/>
    internal override IEnumerable<Parameter?> Others =>
        [Peepholes, Projection, GainInput, GainRecurrent, GainCell, BiasCell];

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
                GainInput = Of(GainInput),
                GainRecurrent = Of(GainRecurrent),
                GainCell = Of(GainCell),
                BiasCell = Of(BiasCell),
            };
        }
    }

    /// <summary>
    /// One gate of the rows that a run kept; where gates are coupled the input gate is 1 − f, as the kernel computes
    /// it.
    /// </summary>
    /// <param name="gates">[N, G·H] in planes, the first section of what a run keeps.</param>
    /// <param name="gate">One of <see cref="LstmGates"/>.</param>
    /// <param name="table">[N, H], overwritten.</param>
    internal override void ReadGate(ReadOnlySpan<float> gates, int gate, Span<float> table)
    {
        (int H, int width) = (Size.H, Size.GatesLength);
        int rows = table.Length / H;
        ShapeException.Require(gates, (rows, width));
        bool isOneMinus = Size.Coupled && gate == LstmGates.Input;
        int plane = Size.Coupled ? Math.Max(0, gate - 1) : gate;
        for (int row = 0; row < rows; row++)
        {
            ReadOnlySpan<float> kept = gates.Slice((row * width) + (plane * H), H);
            Span<float> to = table.Slice(row * H, H);
            if (!isOneMinus)
            {
                kept.CopyTo(to);
                continue;
            }

            for (int u = 0; u < H; u++)
            {
                to[u] = 1 - kept[u];
            }
        }
    }
}

/// <summary>
/// The gradients of the parameters of an LSTM with variants beside W, R and b; no tensor where not wanted.
/// </summary>
internal readonly record struct LstmVariantTensors
{
    /// <summary>Whether any of them is wanted.</summary>
    internal bool AreWanted => !Peepholes.IsNone || !Projection.IsNone || !GainInput.IsNone || !GainRecurrent.IsNone
        || !GainCell.IsNone || !BiasCell.IsNone;

    /// <summary>[G − 1, H].</summary>
    public Tensor Peepholes { get; init; }

    /// <summary>[P, H].</summary>
    public Tensor Projection { get; init; }

    /// <summary>[G·H].</summary>
    public Tensor GainInput { get; init; }

    /// <summary>[G·H].</summary>
    public Tensor GainRecurrent { get; init; }

    /// <summary>[H].</summary>
    public Tensor GainCell { get; init; }

    /// <summary>[H].</summary>
    public Tensor BiasCell { get; init; }
}

/// <summary>What a training step drew for an LSTM; no tensors in inference.</summary>
/// <param name="ZoneoutHidden">[N, P]: 1 keeps h₋, 0 takes the new h.</param>
/// <param name="ZoneoutCell">[N, H]: the same for c.</param>
/// <param name="Recurrent">[B, P] in packed order: factor of h₋ where the gates see it.</param>
internal readonly record struct LstmMaskTensors(Tensor ZoneoutHidden, Tensor ZoneoutCell, Tensor Recurrent);
