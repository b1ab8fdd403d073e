namespace Carousel.Inspection.Traces;

/// <summary>
/// The threshold that best divides values of 0 … 1 in two: the largest variance between the groups (Otsu 1979), over
/// 1,000 bins.
/// </summary>
internal sealed class ValueDivision
{
    private const int Steps = 1000;

    private readonly long[] _counts = new long[Steps + 1];
    private readonly double[] _sums = new double[Steps + 1];
    private double _all;
    private double _squares;
    private long _count;

    /// <summary>Adds a value.</summary>
    public void Add(double value)
    {
        int step = (int)(Math.Clamp(value, 0, 1) * Steps);
        _counts[step]++;
        _sums[step] += value;
        (_all, _squares, _count) = (_all + value, _squares + (value * value), _count + 1);
    }

    /// <summary>The best division.</summary>
    /// <returns>The threshold, the share of values above it, and the share of the variance between the
    /// groups.</returns>
    public (double Threshold, double Above, double Explained) Best()
    {
        double below = 0, best = 0, threshold = 1;
        long lower = 0, above = 0;
        for (int step = 0; step < Steps; step++)
        {
            lower += _counts[step];
            below += _sums[step];
            if (lower == 0 || lower == _count)
            {
                continue;
            }

            double apart = (below / lower) - ((_all - below) / (_count - lower));
            double between = (double)lower * (_count - lower) * apart * apart / _count;
            if (between > best * (1 + 1e-12))
            {
                (best, threshold, above) = (between, (step + 1) / (double)Steps, _count - lower);
            }
        }

        double variance = _squares - (_all * _all / Math.Max(1, _count));
        return (threshold, above / (double)Math.Max(1, _count), variance > 0 ? best / variance : 0);
    }
}
