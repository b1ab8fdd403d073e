namespace Carousel.Inspection.Search;

/// <summary>
/// How well one unit separates every span of a length from the neighbouring steps and from all others, by the better of
/// its two signs.
/// </summary>
/// <remarks>
/// The measure is the gap between the span's smallest value and the larger neighbouring value, times the share of all
/// steps on which a threshold in the middle of the gap leaves the
/// unit inactive. Without the second factor a unit that answers to what ends the span, and is active most of the time,
/// would stand out as well as one that is active nowhere else.
/// </remarks>
internal sealed class UnitSeparations
{
    private readonly UnitColumn _column;
    private readonly SpanPlaces _places;
    private readonly double? _threshold;
    private readonly float[] _smallest;
    private readonly float[] _best;
    private readonly float[] _sorted;

    // For both signs, at the query: the span's smallest value and the largest neighbouring value.
    private readonly (float Inside, float Beside)[] _query = new (float, float)[2];

    public UnitSeparations(UnitColumn column, SpanPlaces places, int sequences, int mostSteps, double? threshold)
    {
        (_column, _places, _threshold, Sequences) = (column, places, threshold, sequences);
        _smallest = new float[mostSteps];
        _best = new float[places.Count];
        _sorted = new float[column.Steps];
    }

    private int Sequences { get; }

    /// <summary>The measure of the query; above 0 where the unit is active exactly on it.</summary>
    public float OfQuery => _best[_places.Query];

    /// <summary>The sign by which the unit separates the query better; 1 where both do the same.</summary>
    public int SignOfQuery => Measure(_query[0], 1) >= Measure(_query[1], -1) ? 1 : -1;

    /// <summary>The span's smallest value and the largest neighbouring value, both times the sign.</summary>
    public (float Inside, float Beside) Query => _query[SignOfQuery > 0 ? 0 : 1];

    /// <summary>Measures all spans by the unit that the column holds.</summary>
    public void Run()
    {
        _best.AsSpan().Fill(float.NegativeInfinity);
        _column.Sorted(_sorted);
        for (int side = 0; side < 2; side++)
        {
            for (int s = 0; s < Sequences; s++)
            {
                Run(s, side);
            }
        }
    }

    /// <summary>How many spans are separated as well as the query, itself among them.</summary>
    public int AtLeastTheQuery()
    {
        int count = 0;
        foreach (float value in _best)
        {
            count += value >= OfQuery ? 1 : 0;
        }

        return count;
    }

    /// <summary>Adds 1 where the unit is active exactly on a span.</summary>
    public void CountMatches(int[] counts)
    {
        for (int place = 0; place < counts.Length; place++)
        {
            counts[place] += _best[place] > 0 ? 1 : 0;
        }
    }

    private void Run(int sequence, int side)
    {
        int sign = side == 0 ? 1 : -1;
        (int offset, int count) = _places.Of(sequence);
        if (count == 0)
        {
            return;
        }

        _column.Smallest(sequence, sign, _places.Length, _smallest);
        for (int k = 0; k < count; k++)
        {
            int first = _places.First + k;
            float beside = _places.HasBefore ? sign * _column.At(sequence, first - 1) : float.NegativeInfinity;
            if (_places.HasAfter)
            {
                beside = Math.Max(beside, sign * _column.At(sequence, first + _places.Length));
            }

            (float Inside, float Beside) span = (_smallest[first], beside);
            _best[offset + k] = Math.Max(_best[offset + k], Measure(span, sign));
            if (offset + k == _places.Query)
            {
                _query[side] = span;
            }
        }
    }

    // Above 0 where the unit is active exactly on the span; with a threshold that was given nothing but that.
    private float Measure((float Inside, float Beside) span, int sign)
    {
        if (_threshold is { } threshold)
        {
            return span.Inside > threshold && span.Beside <= threshold ? 1 : 0;
        }

        float gap = span.Inside - span.Beside;
        return gap > 0 ? gap * (float)(1 - ActiveShare(sign, span.Beside + (gap / 2))) : gap;
    }

    private double ActiveShare(int sign, float threshold)
    {
        // Values above the threshold; with the sign −1 those below its negative.
        int place = Array.BinarySearch(_sorted, sign * threshold);
        int below = place < 0 ? ~place : place;
        return (double)(sign > 0 ? _sorted.Length - below : below) / _sorted.Length;
    }
}
