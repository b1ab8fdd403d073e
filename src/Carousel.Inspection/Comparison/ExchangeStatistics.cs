namespace Carousel.Inspection.Comparison;

/// <summary>t of the group in every measure, after an exchange of what means and trends leave of it.</summary>
internal sealed class ExchangeStatistics
{
    // Lower bound of a standard deviation, as a share of the residuals after means and trends: t stays finite for a
    // measure that is constant within groups.
    private const double LeastRest = 1e-9;

    private readonly ComparisonDesign _design;
    private readonly int _measures;
    private readonly double[] _left;
    private readonly double[] _squares;
    private readonly int[] _blocks;

    public ExchangeStatistics(ComparisonDesign design, IReadOnlyList<double> values)
    {
        (_design, _measures) = (design, values.Count / design.Rows);
        _left = new double[values.Count];
        _squares = new double[_measures];
        int[] numbers = [.. design.Block.Distinct()];
        _blocks = [.. design.Block.Select(b => Array.IndexOf(numbers, b))];
        for (int v = 0; v < _measures; v++)
        {
            double[] column = [.. Enumerable.Range(0, design.Rows).Select(i => values[(i * _measures) + v])];
            double[] left = design.Residuals(column);
            double size = column.Max(Math.Abs);

            // What rounding leaves of a measure that never varies is nothing.
            _squares[v] = left.Max(Math.Abs) <= 1e-12 * size ? 0 : left.Sum(x => x * x);
            for (int i = 0; i < left.Length; i++)
            {
                _left[(i * _measures) + v] = left[i];
            }
        }
    }

    /// <summary>The difference of the means of a measure after removing the trend.</summary>
    public double Difference(int measure) =>
        Enumerable.Range(0, _design.Rows).Sum(i => _design.Group[i] * _left[(i * _measures) + measure])
            / _design.Information;

    /// <summary>t of all measures where row i has what is left of row order[i].</summary>
    public double[] Of(int[] order)
    {
        int V = _measures, blocks = _blocks.Max() + 1;
        var sums = new double[V];
        var slopes = new double[blocks * V];
        for (int i = 0; i < order.Length; i++)
        {
            ReadOnlySpan<double> row = _left.AsSpan(order[i] * V, V);
            Span<double> slope = slopes.AsSpan(_blocks[i] * V, V);
            double g = _design.Group[i], time = _design.Time[i];
            for (int v = 0; v < V; v++)
            {
                sums[v] += g * row[v];
                slope[v] += time * row[v];
            }
        }

        for (int v = 0; v < V; v++)
        {
            double rest = _squares[v] - (sums[v] * sums[v] / _design.Information);
            for (int b = 0; b < blocks; b++)
            {
                rest -= slopes[(b * V) + v] * slopes[(b * V) + v];
            }

            double deviation = Math.Sqrt(Math.Max(rest, LeastRest * _squares[v]) / _design.DegreesOfFreedom);
            sums[v] = _squares[v] > 0 ? sums[v] / Math.Sqrt(_design.Information) / deviation : 0;
        }

        return sums;
    }
}
