namespace Carousel.Kernels;

/// <summary>Sizes and variants of an LSTM: I inputs, H cells, P outputs.</summary>
internal readonly record struct LstmVariantSize(int I, int H, int P, bool Peepholes)
{
    /// <summary>Rows of W and R, and values of b.</summary>
    public int GatesLength => LstmGates.Count * H;

    /// <summary>Whether outputs are projected.</summary>
    public bool Projected => P != H;

    /// <summary>Floats kept for a row: see <see cref="LstmVariantTrace"/>.</summary>
    public int TraceLength => GatesLength + (2 * H) + P;
}

/// <summary>Parameters, or their gradients; those of absent variants are empty.</summary>
internal ref struct LstmVariantSpans
{
    /// <summary>[4H, I].</summary>
    public Span<float> W;

    /// <summary>[4H, P].</summary>
    public Span<float> R;

    /// <summary>[4H].</summary>
    public Span<float> B;

    /// <summary>[3, H], of i, f and o.</summary>
    public Span<float> Peepholes;

    /// <summary>[P, H].</summary>
    public Span<float> Projection;
}
