using Carousel.Data;
using Carousel.Kernels;
using Carousel.Tensors;

namespace Carousel.Autograd;

/// <summary>The parameters of a recurrent layer, rows by gate, then by unit.</summary>
/// <param name="W">W [gates·H, I], from the input.</param>
/// <param name="R">[gates·H, H], from the state before; <c>null</c> where the gates ask the inputs alone.</param>
/// <param name="B">[gates·H].</param>
/// <param name="Q">[H], a bias inside a gate; <c>null</c> where the cell has none.</param>
internal abstract record RecurrentParameters(Parameter W, Parameter? R, Parameter B, Parameter? Q)
{
    /// <summary>I: values of an input.</summary>
    public int Inputs { get; } = W.Shape[1];

    /// <summary>H: units.</summary>
    public virtual int Units { get; } = R?.Shape[1] ?? 0;

    /// <summary>R of a cell that has it.</summary>
    internal Parameter Recurrent =>
        R ?? throw new InvalidOperationException("The cell has no recurrent weights.");

    /// <summary>Parameters of a variant of the cell beside these; <c>null</c> where not asked for.</summary>
    internal virtual IEnumerable<Parameter?> Others => [];

    /// <summary>Values of a sequence's state beside h, such as an LSTM's cell state.</summary>
    public virtual int RestLength => 0;

    /// <summary>Values that a run keeps for each row beside the states, for its way back; 0 for none.</summary>
    public abstract int GatesLength { get; }

    /// <summary>Rows of W and R for each unit.</summary>
    internal abstract int Gates { get; }

    /// <summary>
    /// Whether the gates of a step, as left by the way forward, and ∂loss/∂h are what its gradient goes on from in the
    /// segment of time before; else ∂loss/∂preactivation is, in the place of the gates.
    /// </summary>
    internal virtual bool HandsStateGradient => true;

    /// <summary>
    /// Whether what is held beside h is carried from step to step in one place, and a run that goes back keeps it from
    /// time to time alone; else a run that goes back keeps it of every row.
    /// </summary>
    internal virtual bool CarriesRest => false;

    /// <summary>Rows of what is held beside h that a run keeps for its way back, the initial ones first.</summary>
    /// <param name="packing">How the rows lie.</param>
    internal virtual int KeptRests(Packing packing) => packing.BatchSize + packing.Rows;

    /// <summary>Runs the cell forward.</summary>
    internal abstract ForwardRunner Forward { get; }

    /// <summary>Runs it forward with matrices in 8 bits; <c>null</c> where that can't be.</summary>
    internal virtual ForwardRunner? QuantizedForward => null;

    /// <summary>Runs it backward.</summary>
    internal abstract BackwardRunner Backward { get; }

    /// <summary>One gate of the rows that a run kept.</summary>
    /// <param name="gates">[N, GatesLength], as left by the way forward.</param>
    /// <param name="gate">Which, in the order of the rows of W.</param>
    /// <param name="table">[N, H], overwritten.</param>
    internal abstract void ReadGate(ReadOnlySpan<float> gates, int gate, Span<float> table);

    /// <summary>The values, for a kernel to pack.</summary>
    /// <param name="quantized">Whether the matrices in 8 bits.</param>
    internal CellWeights Weights(bool quantized) => new()
    {
        W = quantized ? [] : CpuBackend.Values(W.Value),
        R = quantized || R is null ? [] : CpuBackend.Values(R.Value),
        B = CpuBackend.Values(B.Value),
        Q = Q is null ? [] : CpuBackend.Values(Q.Value),
        QuantizedW = quantized ? W.Quantized : null,
        QuantizedR = quantized ? R?.Quantized : null,
    };

    /// <summary>Values of scratch of the caller that a step of some streams needs.</summary>
    internal int StepScratchLength(int streams) => Forward.StepScratchLength(this, streams);

    /// <summary>Runs it forward with its matrices as they are now.</summary>
    internal ForwardRunner CurrentForward =>
        W.Quantized is not null && R?.Quantized is not null && QuantizedForward is { } quantized
            ? quantized : Forward;
}
