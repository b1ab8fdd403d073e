namespace Carousel.Kernels;

/// <summary>
/// The order in which gradients of weights sum over packed rows: last step run to first, rows ascending within a step.
/// </summary>
/// <remarks>
/// With a step's recomputation in segments the same chain continues where it stopped, so the bits do not change.
/// </remarks>
internal ref struct RowOrder
{
    private readonly ReadOnlySpan<int> _rowStart;
    private readonly bool _reverse;
    private readonly int _stepFrom;
    private readonly int _stepTo;
    private int _step;
    private int _row;

    /// <summary>At the first row of the last step.</summary>
    /// <param name="rowStart">[T+1]; step t holds rows rowStart[t] … rowStart[t+1]−1. [0, N] for rows without
    /// steps, which are then summed ascending.</param>
    public RowOrder(ReadOnlySpan<int> rowStart)
        : this(StepTable.Unchecked(rowStart, 0, reverse: false))
    {
    }

    /// <summary>At the first row of the step run last.</summary>
    /// <param name="steps">The steps.</param>
    public RowOrder(StepTable steps)
        : this(steps, 0, steps.T)
    {
    }

    /// <summary>The same for some of the steps: a sum continues from the result of the steps that are run
    /// after them.</summary>
    /// <param name="steps">All steps.</param>
    /// <param name="stepFrom">First step in time.</param>
    /// <param name="stepTo">One after the last.</param>
    public RowOrder(StepTable steps, int stepFrom, int stepTo)
    {
        _rowStart = steps.RowStart;
        _reverse = steps.Reverse;
        Batch = steps.B;
        (_stepFrom, _stepTo) = (stepFrom, stepTo);
        _step = _reverse ? stepFrom : stepTo - 1;
    }

    /// <summary>N: the rows of all steps.</summary>
    public readonly int Rows => _rowStart[^1];

    /// <summary>B: how many initial states come before the rows of a state sequence.</summary>
    public int Batch { get; }

    /// <summary>Writes the next row numbers and moves on.</summary>
    /// <param name="rows">Room for <paramref name="count"/> rows.</param>
    /// <param name="count">How many are wanted.</param>
    /// <returns>How many were left, at most <paramref name="count"/>.</returns>
    public unsafe int Fill(int* rows, int count) => Fill(rows, null, count);

    /// <summary>The same, and for each row the place of the state before it.</summary>
    /// <param name="rows">Room for <paramref name="count"/> rows.</param>
    /// <param name="previous">As rows: a row of a [B+N, …] state sequence with the initial states in front; null if not
    /// wanted.</param>
    /// <param name="count">How many are wanted.</param>
    /// <returns>How many were left, at most <paramref name="count"/>.</returns>
    public unsafe int Fill(int* rows, int* previous, int count)
    {
        int filled = 0;
        int steps = _rowStart.Length - 1;
        while (filled < count && _step >= _stepFrom && _step < _stepTo)
        {
            int first = _rowStart[_step];
            int inStep = _rowStart[_step + 1] - first;
            int before = _reverse ? _step + 1 : _step - 1;
            int continued = (uint)before < (uint)steps ? _rowStart[before + 1] - _rowStart[before] : 0;
            int taken = Math.Min(inStep - _row, count - filled);
            for (int i = 0; i < taken; i++)
            {
                int row = _row + i;
                rows[filled + i] = first + row;
                if (previous != null)
                {
                    previous[filled + i] = row < continued ? Batch + _rowStart[before] + row : row;
                }
            }

            filled += taken;
            _row += taken;
            if (_row == inStep)
            {
                _row = 0;
                _step += _reverse ? 1 : -1;
            }
        }

        return filled;
    }
}
