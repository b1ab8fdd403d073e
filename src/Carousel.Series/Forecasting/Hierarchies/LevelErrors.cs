namespace Carousel.Forecasting;

/// <summary>
/// Mean absolute scaled errors by level: of every node over its own scale, then the mean of the nodes of a level.
/// </summary>
/// <param name="hierarchy">The nodes and levels.</param>
/// <param name="scales">[N]: what the seasonal naive forecast erred in the training part; nodes where it did not err
/// don't count.</param>
internal sealed class LevelErrors(Hierarchy hierarchy, IReadOnlyList<double> scales)
{
    private readonly double[] _sums = new double[scales.Count];
    private readonly long[] _counts = new long[scales.Count];

    /// <summary>Adds an error; one that is not known does not count.</summary>
    /// <param name="node">0 … N − 1.</param>
    /// <param name="error">What came less what was forecast, or NaN.</param>
    public void Add(int node, double error)
    {
        if (!double.IsNaN(error))
        {
            _sums[node] += Math.Abs(error);
            _counts[node]++;
        }
    }

    /// <summary>[levels]: the mean absolute scaled error; NaN of a level without any.</summary>
    public double[] ByLevel()
    {
        var sums = new double[hierarchy.Levels.Count];
        var counts = new int[hierarchy.Levels.Count];
        for (int n = 0; n < _sums.Length; n++)
        {
            if (_counts[n] > 0 && scales[n] > 0)
            {
                sums[hierarchy.Nodes[n].Level] += _sums[n] / _counts[n] / scales[n];
                counts[hierarchy.Nodes[n].Level]++;
            }
        }

        return [.. sums.Select((sum, level) => counts[level] == 0 ? double.NaN : sum / counts[level])];
    }

    /// <summary>The geometric mean over the levels that have an error.</summary>
    /// <param name="byLevel">What <see cref="ByLevel"/> gave.</param>
    public static double GeometricMean(IEnumerable<double> byLevel)
    {
        double[] known = [.. byLevel.Where(e => e > 0)];
        return known.Length == 0 ? double.NaN : Math.Exp(known.Average(Math.Log));
    }
}
