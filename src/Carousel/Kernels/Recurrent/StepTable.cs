namespace Carousel.Kernels.Recurrent;

/// <summary>The steps of a packed batch and the direction in which they are run.</summary>
/// <remarks>
/// State sequences are [B+N, H]: the initial states of all B sequences in packed order, then the rows of the steps. Forward, step t goes on from the same rows
/// of step t−1. In reverse it goes on from step t+1, which has fewer rows: the others enter late and go on from their initial states.
/// </remarks>
public readonly ref struct StepTable
{
    private readonly ReadOnlySpan<int> _rowStart;

    /// <summary>A table.</summary>
    /// <param name="rowStart">[T+1]; step t holds rows rowStart[t] … rowStart[t+1]−1, never more than the step before.</param>
    /// <param name="batch">B, at least the rows of step 0: empty sequences have a state but no row.</param>
    /// <param name="reverse">Run from step T−1 down to 0.</param>
    /// <exception cref="ArgumentException">There are fewer sequences than rows in step 0, or no entry at all.</exception>
    public StepTable(ReadOnlySpan<int> rowStart, int batch, bool reverse = false)
    {
        if (rowStart.IsEmpty || rowStart[0] != 0 || (rowStart.Length > 1 && rowStart[1] > batch))
        {
            throw new ArgumentException($"rowStart: must begin with 0 and hold at most B = {batch} rows in step 0.", nameof(rowStart));
        }

        _rowStart = rowStart;
        B = batch;
        Reverse = reverse;
    }

    /// <summary>Steps.</summary>
    public int T => _rowStart.Length - 1;

    /// <summary>Sequences.</summary>
    public int B { get; }

    /// <summary>Rows, the sum of all lengths.</summary>
    public int N => _rowStart[^1];

    /// <summary>Whether the steps are run from T−1 down to 0.</summary>
    public bool Reverse { get; }

    /// <summary>[T+1], as given.</summary>
    public ReadOnlySpan<int> RowStart => _rowStart;

    /// <summary>Which step is run as number <paramref name="s"/>.</summary>
    /// <param name="s">0 … T−1.</param>
    /// <returns>t.</returns>
    public int Time(int s) => Reverse ? T - 1 - s : s;

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

    /// <summary>How many of them, in front, go on from the step run before; the others go on from initial states.</summary>
    /// <param name="s">0 … T−1.</param>
    /// <returns>0 for the first step run.</returns>
    public int Continued(int s) => s == 0 ? 0 : Math.Min(Rows(s), Rows(s - 1));

    /// <summary>The row of a [B+N, …] state sequence that holds row 0 of the step run as number <paramref name="s"/>; 0, the initial states, for s = −1.</summary>
    /// <param name="s">−1 … T−1.</param>
    /// <returns>B + rowStart[t].</returns>
    public int StateRow(int s) => s < 0 ? 0 : B + FirstRow(s);
}
