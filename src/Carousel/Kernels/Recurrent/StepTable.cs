using System.Runtime.InteropServices;

namespace Carousel.Kernels;

/// <summary>The steps of a packed batch and the direction in which they are run.</summary>
/// <remarks>
/// State sequences are [B+N, H]: the initial states of all B sequences in packed order, then the rows of the steps.
/// Forward, step t goes on from the same rows
/// of step t−1. In reverse it goes on from step t+1, which has fewer rows: the others enter late and go on from their
/// initial states.
/// </remarks>
internal readonly ref struct StepTable
{
    private readonly ReadOnlySpan<int> _rowStart;

    /// <summary>A table.</summary>
    /// <param name="rowStart">
    /// [T+1], from 0; step t holds rows rowStart[t] … rowStart[t+1]−1, never more than the step before.
    /// </param>
    /// <param name="batch">B, at least the rows of step 0: empty sequences have a state but no row.</param>
    /// <param name="reverse">Run from step T−1 down to 0.</param>
    /// <exception cref="ArgumentException">
    /// The table does not begin with 0, or a step has more rows than the one before or, the first, than there are
    /// sequences.
    /// </exception>
    public StepTable(ReadOnlySpan<int> rowStart, int batch, bool reverse = false)
    {
        _rowStart = rowStart;
        B = batch;
        Reverse = reverse;
        if (rowStart.IsEmpty)
        {
            throw new ArgumentException("rowStart: must begin with 0, but is empty.", nameof(rowStart));
        }

        T = rowStart.Length - 1;
        Require();
    }

    private StepTable(ReadOnlySpan<int> rowStart, bool reverse, int batch)
    {
        _rowStart = rowStart;
        (T, B, Reverse) = (rowStart.Length - 1, batch, reverse);
    }

    /// <summary>A table that is known to be valid, such as that of packed sequences.</summary>
    /// <inheritdoc cref="StepTable(ReadOnlySpan{int}, int, bool)"/>
    public static StepTable Unchecked(ReadOnlySpan<int> rowStart, int batch, bool reverse) =>
        new(rowStart, reverse, batch);

    /// <summary>
    /// Throws unless all rows lie where the table says; a table without an entry has none. For kernels: the entries are
    /// the caller's, who may have changed them since the table was made.
    /// </summary>
    /// <exception cref="ArgumentException">They do not.</exception>
    internal void Require()
    {
        ArgumentOutOfRangeException.ThrowIfNegative(B, "batch");
        int rows = B, end = 0;
        for (int t = 0; t < _rowStart.Length; t++)
        {
            // From 0 on by as many as fit or fewer: what is no longer an int has become negative.
            int taken = t == 0 ? 0 : rows, start = _rowStart[t], before = end;
            if (start < before || start - before > taken)
            {
                throw new ArgumentException(EntryMessage(t, start, before, taken), "rowStart");
            }

            rows = t == 0 ? rows : start - before;
            end = start;
        }

        if (B > int.MaxValue - end)
        {
            throw new ArgumentException(
                $"rowStart: {end} rows and {B} sequences are together more than {int.MaxValue}.", "rowStart");
        }
    }

    private static string EntryMessage(int t, int start, int before, int taken) => t == 0
        ? $"rowStart: must begin with 0, but begins with {start}."
        : $"rowStart: entry {t} is {start}, but step {t - 1} begins at {before} and has 0…{taken} rows: "
            + "at most one for each sequence, and never more than the step before.";

    /// <summary>
    /// Throws where the table shares memory with what a kernel writes: the entries were found right, and kernels read
    /// them
    /// again while they run.
    /// </summary>
    /// <param name="first">Written.</param>
    /// <param name="second">Written too; empty for none.</param>
    /// <param name="third">Written too; empty for none.</param>
    /// <exception cref="ArgumentException">It does.</exception>
    internal void RequireApart(
        ReadOnlySpan<float> first, ReadOnlySpan<float> second = default, ReadOnlySpan<float> third = default)
    {
        if (Shares(first) || Shares(second) || Shares(third))
        {
            throw new ArgumentException(
                "rowStart: shares memory with values that are written; give the table separate memory.");
        }
    }

    private bool Shares(ReadOnlySpan<float> written) => _rowStart.Overlaps(MemoryMarshal.Cast<float, int>(written));

    /// <summary>Steps.</summary>
    public int T { get; }

    /// <summary>Sequences.</summary>
    public int B { get; }

    /// <summary>Rows, the sum of all lengths.</summary>
    public int N => _rowStart.IsEmpty ? 0 : _rowStart[^1];

    /// <summary>Whether the steps are run from T−1 down to 0.</summary>
    public bool Reverse { get; }

    /// <summary>[T+1], as given.</summary>
    public ReadOnlySpan<int> RowStart => _rowStart;

    /// <summary>Which step is run as number <paramref name="s"/>.</summary>
    /// <param name="s">0 … T−1.</param>
    /// <returns>t.</returns>
    /// <exception cref="ArgumentOutOfRangeException">There is no such step.</exception>
    public int Time(int s)
    {
        if ((uint)s >= (uint)T)
        {
            ThrowStep(s);
        }

        return Reverse ? T - 1 - s : s;
    }

    private void ThrowStep(int s) =>
        throw new ArgumentOutOfRangeException(
            nameof(s), s, T == 0 ? "The table has no steps." : $"A step must be 0…{T - 1}, but is {s}.");

    /// <summary>The first row of the step run as number <paramref name="s"/>, in [N, …].</summary>
    /// <param name="s">0 … T−1.</param>
    /// <returns>rowStart[t].</returns>
    public int FirstRow(int s) => _rowStart[Time(s)];

    /// <summary>How many rows the step run as number <paramref name="s"/> has.</summary>
    /// <param name="s">0 … T−1.</param>
    /// <returns>B_t.</returns>
    public int Rows(int s)
    {
        int t = Time(s);
        return _rowStart[t + 1] - _rowStart[t];
    }

    /// <summary>
    /// How many of them, in front, go on from the step run before; the others go on from initial states.
    /// </summary>
    /// <param name="s">0 … T−1.</param>
    /// <returns>0 for the first step run.</returns>
    public int Continued(int s) => s == 0 ? 0 : Math.Min(Rows(s), Rows(s - 1));

    /// <summary>
    /// The row of a [B+N, …] state sequence that holds row 0 of the step run as number <paramref name="s"/>; 0, the
    /// initial states, for s = −1.
    /// </summary>
    /// <param name="s">−1 … T−1.</param>
    /// <returns>B + rowStart[t].</returns>
    public int StateRow(int s) => s < 0 ? 0 : B + FirstRow(s);
}
