namespace Carousel.Kernels;

/// <summary>Sizes of an LSTM with variants, and which of them are asked for.</summary>
/// <param name="I">Inputs.</param>
/// <param name="H">Cells.</param>
/// <param name="P">Outputs: H, or fewer where y is projected.</param>
/// <param name="Coupled">Whether the input gate is 1 − f; then the gates with weights are f, g, o, else i, f, g,
/// o.</param>
/// <param name="Peepholes">Whether i and f see c₋ and o sees the new cell.</param>
/// <param name="Normalized">Whether W x, R h₋ and the new cell are normalised.</param>
internal readonly record struct LstmVariantSize(int I, int H, int P, bool Coupled, bool Peepholes, bool Normalized)
{
    /// <summary>Gates with weights of their own.</summary>
    public int Gates => Coupled ? 3 : 4;

    /// <summary>Values of the gates of a row.</summary>
    public int GatesLength => Gates * H;

    /// <summary>Whether y is projected.</summary>
    public bool Projected => P != H;

    /// <summary>Values that training keeps for each row; see LstmVariantTrace.</summary>
    public int TraceLength => GatesLength + (3 * H) + P + (Normalized ? (4 * GatesLength) + H + 4 : 0);
}

/// <summary>
/// What makes a step of training or inference differ from the plain equations. Empty spans and zeros for nothing.
/// </summary>
internal readonly ref struct LstmVariantMasks
{
    /// <summary>[N, P]: 1 keeps h₋, 0 takes the new h; empty to use <see cref="HiddenRate"/> throughout.</summary>
    public ReadOnlySpan<float> ZoneoutHidden { get; init; }

    /// <summary>[N, H]: the same for c.</summary>
    public ReadOnlySpan<float> ZoneoutCell { get; init; }

    /// <summary>[B, P] by place: factor of h₋ where the gates see it.</summary>
    public ReadOnlySpan<float> Recurrent { get; init; }

    /// <summary>Share of h₋ in h where there is no mask: the expectation, for inference.</summary>
    public float HiddenRate { get; init; }

    /// <summary>Share of c₋ in c where there is no mask.</summary>
    public float CellRate { get; init; }
}

/// <summary>
/// The parameters of an LSTM with variants, or their gradients, which are added to; empty where not asked for or not
/// wanted.
/// </summary>
internal ref struct LstmVariantSpans
{
    /// <summary>W [G·H, I].</summary>
    public Span<float> W;

    /// <summary>R [G·H, P].</summary>
    public Span<float> R;

    /// <summary>b [G·H].</summary>
    public Span<float> B;

    /// <summary>[3, H] rows i, f, o, or [2, H] rows f, o where gates are coupled.</summary>
    public Span<float> Peepholes;

    /// <summary>[P, H].</summary>
    public Span<float> Projection;

    /// <summary>[G·H], the gain on the normalised W x.</summary>
    public Span<float> GainInput;

    /// <summary>[G·H], the gain on the normalised R h₋.</summary>
    public Span<float> GainRecurrent;

    /// <summary>[H], the gain on the normalised cell.</summary>
    public Span<float> GainCell;

    /// <summary>[H], the bias of the normalised cell.</summary>
    public Span<float> BiasCell;
}
