namespace Carousel.Anomalies;

/// <summary>The line and the variance of any segment of a series, from running sums.</summary>
internal sealed class SegmentSums
{
    // The least variance of a segment, in squared deviations of the noise: a stretch of equal values has one too.
    private const double LeastVariance = 0.01;

    private readonly double[] _values, _squares, _products;

    /// <summary>Sums a series.</summary>
    /// <param name="values">[n], without missing values, in deviations of their noise.</param>
    public SegmentSums(ReadOnlySpan<double> values)
    {
        int n = values.Length;
        (_values, _squares, _products) = (new double[n + 1], new double[n + 1], new double[n + 1]);
        for (int t = 0; t < n; t++)
        {
            _values[t + 1] = _values[t] + values[t];
            _squares[t + 1] = _squares[t] + (values[t] * values[t]);
            _products[t + 1] = _products[t] + (t * values[t]);
        }
    }

    /// <summary>Fits a line by least squares.</summary>
    /// <param name="start">The first row.</param>
    /// <param name="end">The row after the last, at least two later.</param>
    /// <returns>The mean, the slope per row, and the variance of the residuals.</returns>
    public (double Mean, double Slope, double Variance) Line(int start, int end)
    {
        double rows = end - start, middle = (start + end - 1) / 2.0;
        double mean = (_values[end] - _values[start]) / rows, spread = ((rows * rows) - 1) / 12;
        double slope = (((_products[end] - _products[start]) / rows) - (middle * mean)) / spread;
        double variance = ((_squares[end] - _squares[start]) / rows) - (mean * mean) - (slope * slope * spread);
        return (mean, slope, Math.Max(variance, 0));
    }

    /// <summary>Minus twice the largest logarithm of a segment's likelihood, aside from a constant per row.</summary>
    /// <param name="start">The first row.</param>
    /// <param name="end">The row after the last.</param>
    public double Cost(int start, int end)
    {
        double found = Line(start, end).Variance, variance = Math.Max(found, LeastVariance);
        return (end - start) * (Math.Log(variance) + (found / variance));
    }
}
