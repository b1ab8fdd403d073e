using Carousel.Tensors;

namespace Carousel.RemainingLife;

/// <summary>
/// A simple method fitted without each fold of the units, and without each two of them: a network that learns without
/// fold k sees of a unit of fold j what the method says that saw neither.
/// </summary>
internal sealed class LifeCrossFit
{
    private const double Penalty = 0.003;
    private const int Trees = 300, TreesToChoose = 60;
    private const double Rate = 0.03, RateToChoose = 0.07;
    private const int MostRows = 20_000, MostRowsToChoose = 5_000;

    private readonly LifeFolds _folds;
    private readonly LifeRegressor[,] _pairs;

    private LifeCrossFit(LifeFolds folds, LifeRegressor[,] pairs) => (_folds, _pairs) = (folds, pairs);

    /// <summary>The method fitted without each fold.</summary>
    public IReadOnlyList<LifeRegressor> Own => [.. Enumerable.Range(0, _folds.Count).Select(k => _pairs[k, k])];

    /// <summary>The predictions for the records of a training unit.</summary>
    /// <param name="records">The unit.</param>
    /// <param name="fold">Its fold.</param>
    /// <param name="without">The other fold that the method must not have seen.</param>
    public float[] Tell(LifeRecords records, int fold, int without) => Tell(_pairs[fold, without], records);

    /// <summary>What a method says of every record of a unit.</summary>
    public static float[] Tell(LifeRegressor method, LifeRecords records) =>
    [
        .. Enumerable.Range(0, records.Length)
            .Select(t => (float)Math.Max(0, method.Tell(records.StatisticsAt(t)))),
    ];

    /// <summary>Fits.</summary>
    /// <param name="kind">The method.</param>
    /// <param name="units">The units of the training part.</param>
    /// <param name="folds">Their folds.</param>
    /// <param name="target">What is learned.</param>
    /// <param name="inPairs">Whether a network learns its residuals; else only the unit's folds are left out.</param>
    /// <param name="workers">Threads; bits do not depend on them.</param>
    /// <param name="toChoose">Whether a quick fit is enough.</param>
    /// <param name="cancellation">Stops between fits.</param>
    public static LifeCrossFit Fit(
        LifeBaseline kind, IReadOnlyList<LifeRecords> units, LifeFolds folds, LifeTarget target, bool inPairs,
        Workers workers, bool toChoose, CancellationToken cancellation)
    {
        var pairs = new LifeRegressor[folds.Count, folds.Count];
        for (int j = 0; j < folds.Count; j++)
        {
            for (int k = inPairs ? 0 : j; k <= j; k++)
            {
                cancellation.ThrowIfCancellationRequested();
                int[] some = folds.Without(j, k);

                // Of two folds nothing is left to fit without both.
                some = some.Length > 0 ? some : folds.Without(j);
                pairs[j, k] = pairs[k, j] = Fit(kind, [.. some.Select(u => units[u])], target, workers, toChoose);
            }
        }

        return new LifeCrossFit(folds, pairs);
    }

    private static LifeRegressor Fit(
        LifeBaseline kind, LifeRecords[] units, LifeTarget target, Workers workers, bool toChoose)
    {
        (LifeRecords Records, int Row)[] rows =
        [
            .. units.SelectMany(u => Enumerable.Range(0, u.Length).Where(t => target.IsKnown(u.Unit, t))
                .Select(t => (u, t))),
        ];
        int size = units[0].Statistics.Length / units[0].Length;
        if (kind == LifeBaseline.Ridge || rows.Length == 0)
        {
            var sums = new LifeRegression(size);
            foreach ((LifeRecords records, int row) in rows)
            {
                sums.Add(records.StatisticsAt(row), target.Of(records.Unit, row));
            }

            return new RidgeLife(rows.Length == 0 ? new float[size + 1] : sums.Solve(Penalty));
        }

        rows = Data.Windows.Thinned(rows, rows.Length, toChoose ? MostRowsToChoose : MostRows);
        var statistics = new float[rows.Length * size];
        for (int r = 0; r < rows.Length; r++)
        {
            rows[r].Records.StatisticsAt(rows[r].Row).CopyTo(statistics.AsSpan(r * size));
        }

        return TreesLife.Fit(
            statistics, [.. rows.Select(r => target.Of(r.Records.Unit, r.Row))], toChoose ? TreesToChoose : Trees,
            toChoose ? RateToChoose : Rate, workers);
    }
}
