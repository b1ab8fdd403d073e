using Carousel.Kernels;
using Carousel.Tensors;

namespace Carousel.Data;

/// <summary>
/// The order of sequences of any lengths in one matrix without padding: by step, the longest sequence first.
/// </summary>
/// <remarks>
/// Step t holds the rows RowStart[t] … RowStart[t+1] − 1, one for each sequence still running; a sequence keeps its
/// place from step to step.
/// An object is filled again and again: after the first steps it allocates nothing. Empty sequences are legal and have
/// a place but no row.
/// </remarks>
public sealed class Packing
{
    private int[] _rowStart = [0];
    private int[] _order = [];
    private int[] _place = [];
    private int[] _lengths = [];
    private int[] _next = [];

    /// <summary>An empty packing, to be filled by <see cref="Set"/>.</summary>
    public Packing()
    {
    }

    /// <summary>The packing of sequences of these lengths.</summary>
    /// <param name="lengths">[B], in the caller's order.</param>
    public Packing(ReadOnlySpan<int> lengths)
    {
        Set(lengths);
    }

    /// <summary>B: how many sequences.</summary>
    public int BatchSize { get; private set; }

    /// <summary>T: steps of the longest sequence.</summary>
    public int Steps { get; private set; }

    /// <summary>N: rows, the sum of all lengths.</summary>
    public int Rows => _rowStart[Steps];

    /// <summary>[T+1]: where each step's rows begin; the last entry is N.</summary>
    public ReadOnlySpan<int> RowStart => _rowStart.AsSpan(0, Steps + 1);

    /// <summary>[B]: the caller's index of the sequence at each place.</summary>
    public ReadOnlySpan<int> Order => _order.AsSpan(0, BatchSize);

    /// <summary>
    /// The time of step 0, by which random masks are drawn: 0, unless these rows are steps of other sequences.
    /// </summary>
    public int FirstStep { get; private set; }

    /// <summary>[B]: the place of the caller's sequence.</summary>
    public ReadOnlySpan<int> Place => _place.AsSpan(0, BatchSize);

    /// <summary>[B]: the length at each place, never rising.</summary>
    public ReadOnlySpan<int> Lengths => _lengths.AsSpan(0, BatchSize);

    /// <summary>The same for kernels.</summary>
    internal PackedLayout Layout => new(RowStart, Order, Lengths);

    /// <summary>Fills the packing again.</summary>
    /// <param name="lengths">[B], in the caller's order; 0 is legal.</param>
    /// <exception cref="ArgumentOutOfRangeException">
    /// A length is negative, or there are more rows and sequences than a tensor holds values. The packing is as it
    /// was.
    /// </exception>
    public void Set(ReadOnlySpan<int> lengths)
    {
        int longest = 0;
        long rows = 0;
        foreach (int length in lengths)
        {
            ArgumentOutOfRangeException.ThrowIfNegative(length, nameof(lengths));
            longest = Math.Max(longest, length);
            rows += length;
        }

        // A sequence of states has a row for each sequence besides.
        if (rows + lengths.Length > Array.MaxLength)
        {
            throw new ArgumentOutOfRangeException(
                nameof(lengths),
                $"{lengths.Length} sequences have {rows} rows, but sequences and rows together must be at "
                + $"most {Array.MaxLength}. Take fewer or shorter sequences at once.");
        }

        (BatchSize, Steps, FirstStep) = (lengths.Length, longest, 0);
        Room.Grow(ref _order, BatchSize);
        Room.Grow(ref _place, BatchSize);
        Room.Grow(ref _lengths, BatchSize);
        Room.Grow(ref _rowStart, longest + 1);
        Room.Grow(ref _next, longest + 1);
        CountRunning(lengths);
        OrderByLength(lengths);
    }

    /// <summary>
    /// Fills the packing with some neighbouring steps of other sequences. It has as many sequences at the same places;
    /// a sequence may have fewer of these steps, or none.
    /// </summary>
    /// <param name="whole">How the other sequences lie; not this packing.</param>
    /// <param name="first">The first step.</param>
    /// <param name="count">How many steps, 1 or more.</param>
    internal void SetSteps(Packing whole, int first, int count)
    {
        (BatchSize, Steps, FirstStep) = (whole.BatchSize, count, whole.FirstStep + first);
        Room.Grow(ref _order, BatchSize);
        Room.Grow(ref _place, BatchSize);
        Room.Grow(ref _lengths, BatchSize);
        Room.Grow(ref _rowStart, count + 1);
        whole.Order.CopyTo(_order);
        whole.Place.CopyTo(_place);
        for (int place = 0; place < BatchSize; place++)
        {
            _lengths[place] = Math.Clamp(whole.Lengths[place] - first, 0, count);
        }

        for (int step = 0; step <= count; step++)
        {
            _rowStart[step] = whole.RowStart[first + step] - whole.RowStart[first];
        }
    }

    /// <summary>How many sequences run at a step.</summary>
    /// <param name="step">0 … T; 0 sequences at T.</param>
    /// <returns>B_t.</returns>
    internal int Running(int step) => step < Steps ? _rowStart[step + 1] - _rowStart[step] : 0;

    /// <summary>The first row of the step that is run first, or last.</summary>
    /// <param name="reverse">Whether the steps are run from the last to the first.</param>
    /// <param name="last">True for the step that is run last.</param>
    /// <returns>0 … N.</returns>
    internal int FirstRow(bool reverse, bool last = false) => reverse == last ? 0 : _rowStart[Steps - 1];

    /// <summary>The row of a step of a sequence.</summary>
    /// <param name="sequence">The caller's index.</param>
    /// <param name="step">0 … length − 1.</param>
    /// <returns>0 … N − 1.</returns>
    public int Row(int sequence, int step) => _rowStart[step] + _place[sequence];

    /// <summary>A counting sort over lengths: stable, linear and without allocation.</summary>
    private void OrderByLength(ReadOnlySpan<int> lengths)
    {
        // As many sequences are longer than L as rows run at step L: that is where the places of length L begin.
        for (int length = 0; length <= Steps; length++)
        {
            _next[length] = length < Steps ? _rowStart[length + 1] - _rowStart[length] : 0;
        }

        for (int b = 0; b < lengths.Length; b++)
        {
            int place = _next[lengths[b]]++;
            (_order[place], _place[b], _lengths[place]) = (b, place, lengths[b]);
        }
    }

    private void CountRunning(ReadOnlySpan<int> lengths)
    {
        _rowStart.AsSpan(0, Steps + 1).Clear();
        foreach (int length in lengths)
        {
            _rowStart[length]++;
        }

        // From counts of lengths to sequences still running at each step, last step first; then to starts.
        int running = 0;
        for (int step = Steps; step >= 0; step--)
        {
            int ending = _rowStart[step];
            _rowStart[step] = running;
            running += ending;
        }

        int start = 0;
        for (int step = 0; step <= Steps; step++)
        {
            (start, _rowStart[step]) = (start + _rowStart[step], start);
        }
    }
}
