namespace Carousel.Kernels;

/// <summary>What forward keeps for backward: sections of [N, …], one behind the other.</summary>
internal readonly unsafe struct LstmVariantTrace
{
    private readonly float* _start;
    private readonly nint _rows;
    private readonly nint _row;
    private readonly LstmVariantSize _size;

    /// <summary>The trace at one row.</summary>
    /// <param name="size">Sizes and variants.</param>
    /// <param name="start">[rows, size.TraceLength] values in sections.</param>
    /// <param name="rows">N.</param>
    /// <param name="row">The row.</param>
    public LstmVariantTrace(LstmVariantSize size, float* start, int rows, int row)
    {
        _size = size;
        _start = start;
        _rows = rows;
        _row = row;
    }

    /// <summary>[N, G·H]: gates after their nonlinearity; backward leaves ∂loss/∂preactivation.</summary>
    public float* Gates => Section(0, G);

    /// <summary>[N, H]: the new cell, before zoneout.</summary>
    public float* CellNew => Section(G, H);

    /// <summary>[N, H]: the squashed new cell e; backward leaves ∂loss/∂(argument of its tanh).</summary>
    public float* Shown => Section(G + H, H);

    /// <summary>[N, H]: o⊙e.</summary>
    public float* Y => Section(G + (2 * H), H);

    /// <summary>[N, P]: h₋ as the gates saw it, where it was masked.</summary>
    public float* Seen => Section(G + (3 * H), _size.P);

    /// <summary>[N, G·H]: normalised W x.</summary>
    public float* InputNorm => Section(Plain, G);

    /// <summary>[N, G·H]: normalised R h₋.</summary>
    public float* StateNorm => Section(Plain + G, G);

    /// <summary>[N, G·H]: ∂loss/∂(W x); where nothing is normalised the same as Gates.</summary>
    public float* DInput => _size.Normalized ? Section(Plain + (2 * G), G) : Gates;

    /// <summary>[N, G·H]: ∂loss/∂(R h₋); where nothing is normalised the same as Gates.</summary>
    public float* DState => _size.Normalized ? Section(Plain + (3 * G), G) : Gates;

    /// <summary>[N, H]: normalised new cell.</summary>
    public float* CellNorm => Section(Plain + (4 * G), H);

    /// <summary>[N, 4]: deviations of W x, R h₋ and the new cell.</summary>
    public float* Deviations => Section(Plain + (4 * G) + H, 4);

    private nint G => _size.GatesLength;

    private nint H => _size.H;

    private nint Plain => G + (3 * H) + _size.P;

    private float* Section(nint before, nint width) => _start + (before * _rows) + (width * _row);
}
