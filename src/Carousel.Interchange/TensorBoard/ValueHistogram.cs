using Carousel.Interchange.TensorBoard.Protocol;

namespace Carousel.Interchange.TensorBoard;

/// <summary>
/// Counts values in buckets of equal width between two bounds; values outside join the outermost.
/// </summary>
/// <param name="least">Where the first bucket begins.</param>
/// <param name="greatest">Where the last one ends, above <paramref name="least"/>.</param>
internal sealed class ValueHistogram(double least, double greatest)
{
    private const int Buckets = 40;
    private const double LeastRelativeWidth = 1e-6;

    private readonly double[] _counts = new double[Buckets];
    private double _min = double.PositiveInfinity;
    private double _max = double.NegativeInfinity;
    private double _sum;
    private double _squares;
    private long _values;

    /// <summary>A histogram whose bounds are the least and the greatest value.</summary>
    /// <param name="values">Any values; those that are not finite are skipped.</param>
    public static ValueHistogram Of(ReadOnlySpan<float> values)
    {
        float least = float.PositiveInfinity, greatest = float.NegativeInfinity;
        foreach (float value in values)
        {
            if (float.IsFinite(value))
            {
                (least, greatest) = (Math.Min(least, value), Math.Max(greatest, value));
            }
        }

        // Of equal values, or none, the buckets have some width all the same: of large ones more than 1, which would
        // vanish in their rounding.
        double first = Math.Min(least, greatest), width = Math.Max(1, Math.Abs(first) * LeastRelativeWidth);
        var histogram = new ValueHistogram(first, greatest > least ? greatest : first + width);
        histogram.Add(values);
        return histogram;
    }

    /// <summary>Adds values.</summary>
    /// <param name="values">Any values; those that are not finite are skipped.</param>
    public void Add(ReadOnlySpan<float> values)
    {
        double scale = Buckets / (greatest - least);
        foreach (float value in values)
        {
            if (!float.IsFinite(value))
            {
                continue;
            }

            _counts[(int)Math.Clamp((value - least) * scale, 0, Buckets - 1)]++;
            (_min, _max) = (Math.Min(_min, value), Math.Max(_max, value));
            _sum += value;
            _squares += (double)value * value;
            _values++;
        }
    }

    /// <summary>As TensorBoard takes it; null where no value was finite.</summary>
    public HistogramProto? ToProto()
    {
        if (_values == 0)
        {
            return null;
        }

        var proto = new HistogramProto { Min = _min, Max = _max, Num = _values, Sum = _sum, SumSquares = _squares };
        proto.BucketLimit.AddRange(Enumerable.Range(1, Buckets)
            .Select(i => least + ((greatest - least) * i / Buckets)));
        proto.Bucket.AddRange(_counts);
        return proto;
    }
}
