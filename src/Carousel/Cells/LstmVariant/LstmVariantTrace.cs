namespace Carousel.Kernels;

/// <summary>
/// What a step of an LSTM with variants keeps for the way back, section by section: each holds all rows of the run.
/// </summary>
internal readonly unsafe struct LstmVariantTrace
{
    private readonly float* _start;
    private readonly nint _rows;
    private readonly nint _row;
    private readonly LstmVariantSize _size;

    /// <summary>The sections from one row on.</summary>
    /// <param name="size">Sizes and variants.</param>
    /// <param name="start">[rows, TraceLength].</param>
    /// <param name="rows">Rows of the run.</param>
    /// <param name="row">The first row wanted.</param>
    public LstmVariantTrace(LstmVariantSize size, float* start, int rows, int row)
    {
        _size = size;
        _start = start;
        _rows = rows;
        _row = row;
    }

    /// <summary>[rows, 4H], the gates in planes; backward ∂loss/∂preactivation.</summary>
    public float* Gates => Section(0, G);

    /// <summary>[rows, H], e = tanh(c).</summary>
    public float* Shown => Section(G, H);

    /// <summary>[rows, H], y = o⊙e.</summary>
    public float* Y => Section(G + H, H);

    /// <summary>[rows, P], m⊙h₋, where there is a mask.</summary>
    public float* Seen => Section(G + (2 * H), _size.P);

    private nint G => _size.GatesLength;

    private nint H => _size.H;

    private float* Section(nint before, nint width) => _start + (before * _rows) + (width * _row);
}
