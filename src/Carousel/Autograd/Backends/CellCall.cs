using Carousel.Data;
using Carousel.Kernels;
using Carousel.Tensors;
using static Carousel.Autograd.CpuBackend;

namespace Carousel.Autograd;

/// <summary>
/// A run of a recurrent layer over packed sequences, from the tape down to the kernels: N rows of all steps, B
/// sequences, I inputs, H units. No tensor where the cell or the run has none.
/// </summary>
/// <remarks>A tensor named D… is a gradient, added to; none where it is not wanted.</remarks>
internal struct CellCall
{
    /// <summary>W, R, b, and q where the cell has it; which cell it is.</summary>
    public required RecurrentParameters Parameters { get; init; }

    /// <summary>How the rows are ordered.</summary>
    public required Packing Packing { get; init; }

    /// <summary>Whether steps run from the last to the first.</summary>
    public required bool Reverse { get; init; }

    /// <summary>[N, I]; or, where there is a table, [N] whole numbers 0 … V − 1 of its rows.</summary>
    public Tensor X { get; init; }

    /// <summary>
    /// [V, I], only for an LSTM: inputs are its rows. The results have the bits of the rows themselves; the products of
    /// W are computed once for each row of the table.
    /// </summary>
    public Tensor Table { get; init; }

    /// <summary>Where there is a table, LstmKernel.SymbolStartsLength(size, V) values, overwritten.</summary>
    public Tensor Starts { get; init; }

    /// <summary>[B, P] in packed order: the factor of h₋ where the gates of an LSTM see it; none in inference.
    /// </summary>
    public Tensor RecurrentMask { get; init; }

    /// <summary>
    /// [B, S], S = H + RestLength: h, then the rest of the state, of each sequence in the caller's order; no tensor
    /// for zeros.
    /// </summary>
    public Tensor InitialState { get; init; }

    /// <summary>[B+N, H], overwritten: the initial states in packed order, then each row's.</summary>
    public Tensor H { get; init; }

    /// <summary>
    /// The rest of the state: [KeptRests, RestLength], the initial states first, where the run keeps it; else [B,
    /// RestLength], scratch.
    /// </summary>
    public Tensor C { get; init; }

    /// <summary>
    /// [N, GatesLength], overwritten with what the way back needs, which overwrites it. For a cell with a cell state,
    /// the rows of the step run first then hold ∂loss/∂preactivation.
    /// </summary>
    public Tensor Gates { get; init; }

    /// <summary>[B, S], overwritten, in the caller's order.</summary>
    public Tensor FinalState { get; init; }

    /// <summary>
    /// [B+N, H]; in: ∂loss/∂h from above after the B initial states, which need not be set; out: for a cell with
    /// gates but no cell state ∂loss/∂h whole, of one without either ∂loss/∂preactivation, after the initial
    /// states.
    /// </summary>
    public Tensor Dh { get; init; }

    /// <summary>[B, RestLength], scratch.</summary>
    public Tensor Dc { get; init; }

    /// <summary>[B, S], in the caller's order; read.</summary>
    public Tensor DFinalState { get; init; }

    /// <summary>[N, I].</summary>
    public Tensor Dx { get; init; }

    /// <summary>[V, I].</summary>
    public Tensor DTable { get; init; }

    /// <summary>
    /// Where there is a table, 6·V·H values, overwritten: ∂loss/∂preactivation is summed by its rows first, from
    /// the last step to the first, rows ascending; its gradient and those of W and b follow from the sums, rows of the
    /// table ascending.
    /// </summary>
    public Tensor Sums { get; init; }

    /// <summary>[gates·H, I].</summary>
    public Tensor Dw { get; init; }

    /// <summary>[gates·H, H].</summary>
    public Tensor Dr { get; init; }

    /// <summary>[gates·H].</summary>
    public Tensor Db { get; init; }

    /// <summary>[H].</summary>
    public Tensor Dq { get; init; }

    /// <summary>Those of the other parameters of an LSTM with variants.</summary>
    public LstmVariantTensors DVariant { get; init; }

    /// <summary>[B, S], in the caller's order.</summary>
    public Tensor DInitialState { get; init; }

    /// <summary>The packed weights.</summary>
    internal HostStorage Panels { get; set; }

    /// <summary>H.</summary>
    internal readonly int Units => Parameters.Units;

    /// <summary>Whether the gradient of any parameter is wanted.</summary>
    internal readonly bool HasWeights =>
        !Dw.IsNone || !Dr.IsNone || !Db.IsNone || !Dq.IsNone || DVariant.AreWanted;

    /// <summary>How the rows are ordered, and the direction.</summary>
    internal readonly StepTable Steps => StepTable.Unchecked(Packing.RowStart, Packing.BatchSize, Reverse);

    /// <summary>The buffers of all places, for a kernel; masks, sums and shared room are the caller's to set.</summary>
    /// <param name="scratch">Values of scratch of this thread, valid until its next call.</param>
    internal readonly CellSpans Spans(int scratch) => Spans(0, Packing.BatchSize, scratch);

    /// <summary>The buffers, and a range of places to compute.</summary>
    /// <param name="placeFrom">First place.</param>
    /// <param name="placeTo">One after the last.</param>
    /// <param name="scratch">Values of scratch of this thread.</param>
    internal readonly CellSpans Spans(int placeFrom, int placeTo, int scratch) => new()
    {
        Steps = Steps,
        PlaceFrom = placeFrom,
        PlaceTo = placeTo,
        Panels = Panels.Span(),
        X = Values(X),
        Starts = Values(Starts),
        H = Values(H),
        C = Values(C),
        Gates = Values(Gates),
        Dh = Values(Dh),
        Dc = Values(Dc),
        Dx = Values(Dx),
        Dw = Values(Dw),
        Dr = Values(Dr),
        Db = Values(Db),
        Dq = Values(Dq),
        Scratch = ThreadScratch.Values(scratch),
    };
}
