namespace Carousel.Kernels;

/// <summary>
/// What a run of a recurrent layer over packed sequences works on: N rows of all steps, B sequences, I inputs, H units.
/// </summary>
/// <remarks>
/// A kernel reads and writes what its method names, checks the lengths of these buffers, and ignores the others. A
/// gradient that is empty is not wanted.
/// </remarks>
internal ref struct CellSpans
{
    /// <summary>How the rows are ordered, and the direction.</summary>
    public StepTable Steps;

    /// <summary>First place, a sequence in packed order, to compute.</summary>
    public int PlaceFrom;

    /// <summary>One after the last place; B for all.</summary>
    public int PlaceTo;

    /// <summary>The weights, packed for the way forward or for the way back.</summary>
    public ReadOnlySpan<float> Panels;

    /// <summary>[N, I]; or, where there are starts, [N] numbers of their rows.</summary>
    public ReadOnlySpan<float> X;

    /// <summary>What a step goes on from instead of b + W·x, a row per number; mostly empty.</summary>
    public ReadOnlySpan<float> Starts;

    /// <summary>[B, P]: the factor of h₋ where the gates of an LSTM see it; empty for 1.</summary>
    public ReadOnlySpan<float> RecurrentMask;

    /// <summary>[B+N, H], the initial states, then those of the rows, which the way forward overwrites.</summary>
    public Span<float> H;

    /// <summary>
    /// The rest of the state: as H, or in inference [B, RestLength], carried from the initial to the final states.
    /// </summary>
    public Span<float> C;

    /// <summary>
    /// [N, GatesLength], what the way forward keeps for the way back, empty in inference; the way back leaves
    /// ∂loss/∂preactivation here.
    /// </summary>
    public Span<float> Gates;

    /// <summary>
    /// [B+N, H]; in: ∂loss/∂h from above, final states' included; out: the first B rows are ∂loss/∂h of the
    /// initial states. A cell without gates leaves ∂loss/∂preactivation in the rows after them.
    /// </summary>
    public Span<float> Dh;

    /// <summary>[B, RestLength]; in: ∂loss/∂c after each sequence's last step; out: of its initial state.</summary>
    public Span<float> Dc;

    /// <summary>As X, added to.</summary>
    public Span<float> Dx;

    /// <summary>[gates·H, I], added to.</summary>
    public Span<float> Dw;

    /// <summary>[gates·H, H], or the units of a head, added to.</summary>
    public Span<float> Dr;

    /// <summary>[gates·H], added to.</summary>
    public Span<float> Db;

    /// <summary>[H], the gradient of a bias inside a gate, added to.</summary>
    public Span<float> Dq;

    /// <summary>
    /// [V, 4H], added to: where the inputs of an LSTM are symbols, ∂loss/∂preactivation summed by them, from the
    /// last step run to the first, rows ascending within a step.
    /// </summary>
    public Span<float> Sums;

    /// <summary>As many values as the kernel says for the method, overwritten.</summary>
    public Span<float> Scratch;

    /// <summary>Values that the threads of a run share, where the kernel says so.</summary>
    public Span<float> Room;

    /// <summary>Whether the gradient of any parameter is wanted.</summary>
    public readonly bool HasWeights => !Dw.IsEmpty || !Dr.IsEmpty || !Db.IsEmpty || !Dq.IsEmpty;
}
