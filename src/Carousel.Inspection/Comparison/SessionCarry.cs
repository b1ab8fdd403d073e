using Carousel.Jobs.Statistics;

namespace Carousel.Inspection.Comparison;

/// <summary>
/// Whether sessions next to each other are alike after removing lines and condition, and whether the condition comes in
/// runs: where both are so, exchanging single sessions finds differences that are not there.
/// </summary>
/// <param name="Residuals">Correlation of a session's residual with the next one's of its subject, pooled over the
/// measures, less what exchanged residuals have.</param>
/// <param name="PValue">How likely exchanged residuals follow each other as closely.</param>
/// <param name="Condition">The same correlation of the condition after removing means and lines.</param>
/// <param name="MeanRun">How many sessions in a row have one condition, on average.</param>
/// <remarks>
/// The variance of a difference of means is larger than exchanges make it, by about 1 + 2 Σ over lags of ρ(residuals)
/// ρ(condition): nothing where either is 0.
/// </remarks>
internal sealed record SessionCarry(double Residuals, double PValue, double Condition, double MeanRun)
{
    private const int Orders = 199;
    private const double Suspicion = 0.2;
    private const double Runs = 0.25;

    /// <summary>
    /// Whether a verdict would rest on exchanges that the sessions do not allow: residuals follow each other (p ≤ 0.2,
    /// lenient since few sessions seldom show it) and the condition comes in runs (correlation above 0.25).
    /// </summary>
    public bool IsDoubtful => PValue <= Suspicion && Condition > Runs;

    /// <summary>Measures it.</summary>
    /// <param name="design">Sessions in the order of time.</param>
    /// <param name="values">[n, V], a measure a column.</param>
    /// <param name="seed">Seeds the exchanges.</param>
    /// <returns>The correlations; without a measure that varies, zeros.</returns>
    /// <exception cref="ArgumentException">The values are not a whole number of measures.</exception>
    public static SessionCarry Of(ComparisonDesign design, IReadOnlyList<double> values, ulong seed)
    {
        if (values.Count == 0 || values.Count % design.Rows != 0)
        {
            throw new ArgumentException(
                $"values: expected [n, V] with n = {design.Rows}, but got {values.Count} values.", nameof(values));
        }

        int V = values.Count / design.Rows;
        (int Row, int Next)[] pairs = Pairs(design);
        double[] rest = Rest(design, values, V);
        double own = Following(pairs, [.. Enumerable.Range(0, design.Rows)], rest, V), mean = 0;
        ExchangeOrders orders = ExchangeOrders.Drawn(design, Orders, seed);
        int hits = 0;
        for (int e = 0; e < Orders; e++)
        {
            double drawn = Following(pairs, orders.Order(e), rest, V);
            mean += drawn / Orders;
            hits += drawn >= own ? 1 : 0;
        }

        int changes = pairs.Count(p => design.IsSecond[p.Row] != design.IsSecond[p.Next]),
            blocks = design.Rows - pairs.Length;
        return new SessionCarry(
            own - mean, Permutation.PValue(hits, Orders),
            Following(pairs, [.. Enumerable.Range(0, design.Rows)], design.Group, 1),
            (double)design.Rows / (changes + blocks));
    }

    private static (int Row, int Next)[] Pairs(ComparisonDesign design) =>
    [
        .. Enumerable.Range(0, design.Rows).GroupBy(i => design.Block[i])
            .SelectMany(b => b.Zip(b.Skip(1), (row, next) => (row, next))),
    ];

    // What means, lines and the condition leave, each measure of mean square 1: a true effect that comes in runs would
    // else look like days that follow each other.
    private static double[] Rest(ComparisonDesign design, IReadOnlyList<double> values, int V)
    {
        int n = design.Rows;
        var rest = new double[n * V];
        for (int v = 0; v < V; v++)
        {
            double[] column = [.. Enumerable.Range(0, n).Select(i => values[(i * V) + v])],
                left = design.Residuals(column);
            double effect = left.Zip(design.Group, (x, g) => x * g).Sum() / design.Information;
            double size = Math.Sqrt(
                left.Select((x, i) => (x - (effect * design.Group[i])) * (x - (effect * design.Group[i]))).Sum() / n);
            for (int i = 0; i < n; i++)
            {
                rest[(i * V) + v] = size > 1e-12 * column.Max(Math.Abs)
                    ? (left[i] - (effect * design.Group[i])) / size
                    : 0;
            }
        }

        return rest;
    }

    private static double Following((int Row, int Next)[] pairs, int[] order, double[] values, int V)
    {
        double products = 0, squares = 0;
        foreach ((int row, int next) in pairs)
        {
            for (int v = 0; v < V; v++)
            {
                products += values[(order[row] * V) + v] * values[(order[next] * V) + v];
            }
        }

        foreach (double value in values)
        {
            squares += value * value;
        }

        return squares > 0 ? products / squares * values.Length / V / Math.Max(1, pairs.Length) : 0;
    }
}
