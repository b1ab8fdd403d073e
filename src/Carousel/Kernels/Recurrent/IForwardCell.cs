using Carousel.Tensors;

namespace Carousel.Kernels;

/// <summary>A cell whose state is h alone, with its sizes: what <see cref="HiddenLoops"/> runs over steps.</summary>
/// <remarks>A struct, so that each loop is compiled for its cell and no call costs more than one written out.</remarks>
/// <typeparam name="TSelf">The cell.</typeparam>
internal unsafe interface IForwardCell<TSelf>
    where TSelf : struct, IForwardCell<TSelf>
{
    /// <summary>The cell of a layer.</summary>
    /// <param name="inputs">I.</param>
    /// <param name="units">H.</param>
    /// <param name="hasInnerBias">Whether it has a bias beside b.</param>
    static abstract TSelf Of(int inputs, int units, bool hasInnerBias);

    /// <summary>Whether its weights are in 8 bits.</summary>
    static virtual bool IsQuantized => false;

    /// <summary>Inputs.</summary>
    int I { get; }

    /// <summary>Units.</summary>
    int H { get; }

    /// <summary>Values that training keeps for each row beside h.</summary>
    int GatesLength { get; }

    /// <summary>Floats of the forward panels.</summary>
    int PanelLength { get; }

    /// <summary>Whether threads can share out the units of a step, each with one fork and join.</summary>
    bool SharesUnits { get; }

    /// <summary>Packs the weights for the way forward.</summary>
    /// <param name="weights">The layer's.</param>
    /// <param name="panels">[PanelLength], overwritten.</param>
    /// <exception cref="ShapeException">Weights are not the size that the cell has.</exception>
    void Pack(in CellWeights weights, Span<float> panels);

    /// <summary>Floats of scratch for some rows of a step.</summary>
    int ForwardScratch(int rows);

    /// <summary>The blocks of units of a part; of part 0 of 1, all.</summary>
    (int From, int To) Part(int part, int parts);

    /// <summary>Some blocks of units of some rows of one step.</summary>
    void Rows<V, O>(in ForwardRows rows)
        where O : ILanes<V>;
}

/// <summary>Where some rows of one step lie.</summary>
internal unsafe struct ForwardRows
{
    /// <summary>How many.</summary>
    public int Count;

    /// <summary>First block of units, from <c>Part</c>.</summary>
    public int BlockFrom;

    /// <summary>One after the last block.</summary>
    public int BlockTo;

    /// <summary>[PanelLength].</summary>
    public float* Panels;

    /// <summary>[Count, I].</summary>
    public float* X;

    /// <summary>[Count, H], the states before.</summary>
    public float* Before;

    /// <summary>[Count, H], overwritten.</summary>
    public float* H;

    /// <summary>[Count, GatesLength], overwritten; null in inference.</summary>
    public float* Gates;

    /// <summary>ForwardScratch(Count) values, overwritten.</summary>
    public float* Scratch;
}

/// <summary>The weights of a recurrent layer.</summary>
internal ref struct CellWeights
{
    /// <summary>[gates·H, I].</summary>
    public ReadOnlySpan<float> W;

    /// <summary>[gates·H, H].</summary>
    public ReadOnlySpan<float> R;

    /// <summary>[gates·H].</summary>
    public ReadOnlySpan<float> B;

    /// <summary>[H], a bias inside a gate; empty where there is none.</summary>
    public ReadOnlySpan<float> Q;

    /// <summary>W in 8 bits, where the cell reads those; then its floats are not there.</summary>
    public QuantizedMatrix? QuantizedW;

    /// <summary>R in 8 bits.</summary>
    public QuantizedMatrix? QuantizedR;
}
