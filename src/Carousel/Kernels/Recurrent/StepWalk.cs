namespace Carousel.Kernels;

/// <summary>Rows of one step that lie one after the other, and so do the states before them.</summary>
/// <param name="Row">First row, in [N, …]; its state is row B + Row of [B+N, …].</param>
/// <param name="Rows">How many.</param>
/// <param name="Before">First row of the states before them, in [B+N, …].</param>
/// <param name="Place">The place of the first row's sequence.</param>
internal readonly record struct StepSegment(int Row, int Rows, int Before, int Place);

/// <summary>
/// The steps of packed sequences in the order of a run, for a range of places: what a recurrent kernel's loop over time
/// goes through.
/// </summary>
/// <remarks>
/// In the direction of time the states before a step are the rows of the step before. Against it they are the rows of
/// the step after, and
/// initial states for sequences that end here: a step is then two segments.
/// </remarks>
internal ref struct StepWalk
{
    private readonly StepTable _steps;
    private readonly int _placeFrom;
    private readonly int _placeTo;
    private readonly bool _backward;
    private int _taken;
    private int _place;
    private int _end;
    private int _first;
    private int _continued;
    private int _before;

    /// <summary>Before the first step.</summary>
    /// <param name="steps">How the rows lie, and the direction of the run.</param>
    /// <param name="backward">Whether to walk from the end of the run to its beginning, for gradients.</param>
    /// <param name="placeFrom">First place.</param>
    /// <param name="placeTo">One after the last place.</param>
    /// <exception cref="ArgumentOutOfRangeException">There are not all of the places.</exception>
    public StepWalk(StepTable steps, bool backward, int placeFrom, int placeTo)
    {
        PartRange.Require(placeFrom, placeTo, steps.B);
        _steps = steps;
        (_backward, _placeFrom, _placeTo) = (backward, placeFrom, placeTo);
    }

    /// <summary>Moves on.</summary>
    /// <param name="segment">The next rows.</param>
    /// <returns>False at the end.</returns>
    public bool Next(out StepSegment segment)
    {
        int steps = _steps.T;
        ReadOnlySpan<int> rowStart = _steps.RowStart;
        while (_place >= _end)
        {
            if (_taken == steps)
            {
                segment = default;
                return false;
            }

            int t = _steps.Reverse != _backward ? steps - 1 - _taken : _taken;
            _taken++;
            _first = rowStart[t];
            int running = rowStart[t + 1] - _first;
            int before = _steps.Reverse ? t + 1 : t - 1;
            bool exists = (uint)before < (uint)steps;
            _before = exists ? rowStart[before] : 0;
            _continued = exists ? Math.Min(running, rowStart[before + 1] - _before) : 0;
            (_place, _end) = (_placeFrom, Math.Min(_placeTo, running));
        }

        int from = _place;
        bool continues = from < _continued;
        _place = continues ? Math.Min(_end, _continued) : _end;
        segment = new StepSegment(_first + from, _place - from, continues ? _steps.B + _before + from : from, from);
        return true;
    }
}
