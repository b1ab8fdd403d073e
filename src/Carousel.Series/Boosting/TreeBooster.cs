using Carousel.Tensors;

namespace Carousel.Boosting;

/// <summary>
/// Boosted regression trees, one more at each call: each is fitted to what those before it leave (Friedman 2001), as
/// LightGBM and scikit-learn's HistGradientBoostingRegressor do.
/// </summary>
internal sealed class TreeBooster
{
    private readonly TreeGrower _grower;
    private readonly BoostingOptions _options;
    private readonly double[] _left, _room;
    private readonly int[] _gradients;

    /// <summary>Begins with the mean or the median of the targets.</summary>
    /// <param name="table">[N, F].</param>
    /// <param name="targets">[N], finite, one at least.</param>
    /// <param name="options">How trees are grown.</param>
    /// <param name="workers">Threads; bits do not depend on them.</param>
    public TreeBooster(BinnedTable table, float[] targets, BoostingOptions options, Workers workers)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(targets.Length, table.Rows);
        ArgumentOutOfRangeException.ThrowIfZero(targets.Length);
        _options = options;
        _grower = new TreeGrower(table, options, workers);
        _room = [.. targets];
        Start = options.Loss == BoostingLoss.Absolute ? Median.TakeFrom(_room) : _room.Average();
        _left = [.. targets.Select(y => y - Start)];
        _gradients = new int[targets.Length];
    }

    /// <summary>What every row begins with.</summary>
    public double Start { get; }

    /// <summary>What the trees make small, over the rows that they are fitted on: its mean.</summary>
    public double Loss => _options.Loss == BoostingLoss.Absolute
        ? _left.Average(Math.Abs)
        : _left.Average(v => v * v);

    /// <summary>Fits one more tree.</summary>
    /// <returns>What it adds to a row, the learning rate within.</returns>
    public RegressionTree Next()
    {
        WriteGradients();
        _grower.Grow(_gradients);
        for (int leaf = 0; leaf < _grower.LeafCount; leaf++)
        {
            ReadOnlySpan<int> rows = _grower.RowsOf(leaf);
            double value = _options.LearningRate * Middle(rows);
            foreach (int row in rows)
            {
                _left[row] -= value;
            }

            _grower.SetValue(leaf, value);
        }

        return _grower.ToTree();
    }

    /// <summary>Fits more trees, each when it is asked for.</summary>
    /// <param name="count">How many.</param>
    /// <param name="cancellation">Stops it before the next tree.</param>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public IEnumerable<RegressionTree> Grow(int count, CancellationToken cancellation)
    {
        for (int tree = 0; tree < count; tree++)
        {
            cancellation.ThrowIfCancellationRequested();
            yield return Next();
        }
    }

    /// <summary>What is left, or its sign, as whole numbers of the largest one's 2⁻²².</summary>
    private void WriteGradients()
    {
        if (_options.Loss == BoostingLoss.Absolute)
        {
            for (int r = 0; r < _left.Length; r++)
            {
                _gradients[r] = Math.Sign(_left[r]);
            }

            return;
        }

        double most = 0;
        foreach (double value in _left)
        {
            most = Math.Max(most, Math.Abs(value));
        }

        double scale = most > 0 ? GradientSum.MostGradient / most : 0;
        for (int r = 0; r < _left.Length; r++)
        {
            double scaled = _left[r] * scale;
            _gradients[r] = (int)(scaled + (scaled < 0 ? -0.5 : 0.5));
        }
    }

    /// <summary>The mean or the median of the residuals of some rows.</summary>
    private double Middle(ReadOnlySpan<int> rows)
    {
        double sum = 0;
        Span<double> room = _room.AsSpan(0, rows.Length);
        for (int i = 0; i < rows.Length; i++)
        {
            room[i] = _left[rows[i]];
            sum += room[i];
        }

        return _options.Loss == BoostingLoss.Absolute ? Median.TakeFrom(room) : sum / rows.Length;
    }
}
