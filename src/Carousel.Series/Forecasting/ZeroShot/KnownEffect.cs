using Carousel.Data;

namespace Carousel.Forecasting;

/// <summary>
/// What columns known ahead add to a series: it is taken out of the past, and put into the forecast of the rest.
/// </summary>
/// <remarks>
/// A ridge regression of differences to a season before on the same differences of the columns, so that season and
/// trend have no part in it; of values or, where they are positive, of their logarithms; on the columns or also on
/// their squares. The last quarter of the rows chooses; where no form explains some of its differences, there is no
/// effect.
/// </remarks>
internal sealed class KnownEffect
{
    private const double Penalty = 1e-3, LeastGain = 0.02, LeastSpread = 1e-9, MostFactor = 20;
    private const int LeastRows = 12, MostFitted = 2048, MostSquared = 16;

    private readonly double[] _effects;
    private readonly bool _isFactor;
    private readonly int _past;

    private KnownEffect(double[] effects, bool isFactor, int past) =>
        (_effects, _isFactor, _past) = (effects, isFactor, past);

    /// <summary>The effect on a series, fitted to the rows before an origin.</summary>
    /// <param name="series">The series.</param>
    /// <param name="past">The last rows before the origin.</param>
    /// <param name="design">The columns and the season.</param>
    /// <param name="window">The origin and the steps ahead.</param>
    /// <returns>The effect; null where nothing is known ahead, or it explains nothing.</returns>
    public static KnownEffect? Of(Series series, float[] past, ForecastDesign design, Window window)
    {
        // School holidays of a year before would leave no difference.
        int rows = past.Length, first = window.Origin - rows,
            longest = Math.Min(design.Season, EventCalendar.WeekOf(series.Frequency)),
            season = design.SeasonRounds.LastOrDefault(s => s <= longest, design.SeasonRounds.FirstOrDefault(1)),
            held = rows - Math.Max(1, (rows - season) / 4);
        if (design.Known.Count == 0 || rows - season < LeastRows)
        {
            return null;
        }

        double[][] columns = ColumnsOf(series, design, first, window.Ahead.End);
        double[] values = [.. past.Select(v => (double)v)],
            logs = [.. values.Select(v => v > 0 ? Math.Log(v) : double.NaN)];
        bool arePositive = !values.Any(v => v < 0);
        (double Share, double[] Scale, int Count) best = (1 - LeastGain, values, 0);
        int fitted = Math.Max(season, rows - MostFitted);
        foreach (int count in new[] { design.Known.Count, columns.Length }.Distinct())
        {
            foreach (double[] scale in arePositive ? [values, logs] : new[] { values })
            {
                var sums = new Differences(scale, columns[..count], season);
                double share = sums.Fit(fitted, held) is { } tried ? sums.Left(tried, held, rows) : 1;
                best = share < best.Share ? (share, scale, count) : best;
            }
        }

        return best.Count > 0 && new Differences(best.Scale, columns[..best.Count], season)
            .Fit(fitted, rows) is { } weights
            ? new KnownEffect(
                Effects(columns[..best.Count], weights), best.Scale == logs, rows)
            : null;
    }

    /// <summary>Takes the effect out of the past.</summary>
    /// <param name="past">The rows before the origin; the first is the one from which the effect was fitted.</param>
    public void TakeFrom(Span<float> past)
    {
        for (int t = 0; t < past.Length; t++)
        {
            past[t] = (float)(_isFactor ? past[t] / Factor(t) : past[t] - _effects[t]);
        }
    }

    /// <summary>A forecast of the rest with the effect.</summary>
    /// <param name="step">0 for the first step ahead.</param>
    /// <param name="value">The forecast of the rest.</param>
    public double At(int step, double value)
    {
        int row = _past + step;
        return row >= _effects.Length ? value : _isFactor ? value * Factor(row) : value + _effects[row];
    }

    private double Factor(int row) => Math.Clamp(Math.Exp(_effects[row]), 1 / MostFactor, MostFactor);

    // Each with mean 0 and deviation 1 over its known rows, then their squares; 0 where a value is missing.
    private static double[][] ColumnsOf(Series series, ForecastDesign design, int first, int end)
    {
        var columns = new List<double[]>();
        for (int c = 0; c < design.Known.Count; c++)
        {
            ReadOnlySpan<float> values = series.Column(design.TargetCount + c);
            columns.Add(Standard([.. values[first..Math.Min(end, values.Length)].ToArray().Select(v => (double)v)]));
        }

        return
        [
            .. columns,
            .. columns.Where(c => columns.Count <= MostSquared && c.Distinct().Skip(2).Any())
                .Select(c => Standard([.. c.Select(v => v * v)])),
        ];
    }

    private static double[] Standard(double[] values)
    {
        double[] known = [.. values.Where(double.IsFinite)];
        double mean = known.DefaultIfEmpty(0).Average(),
            spread = Math.Sqrt(known.Select(v => (v - mean) * (v - mean)).DefaultIfEmpty(0).Average());
        return [.. values.Select(v => double.IsFinite(v) ? (v - mean) / Math.Max(spread, LeastSpread) : 0)];
    }

    private static double[] Effects(double[][] columns, double[] weights) =>
        [.. Enumerable.Range(0, columns[0].Length).Select(t => columns.Select((c, k) => c[t] * weights[k]).Sum())];

    // Differences to a season before.
    private sealed class Differences(double[] values, double[][] columns, int season)
    {
        /// <summary>The weights by rows from a first to before an end; null for too few.</summary>
        public double[]? Fit(int first, int end)
        {
            int n = columns.Length, count = 0;
            var matrix = new double[SymmetricSolver.Length(n)];
            var right = new double[n];
            for (int t = first; t < end; t++)
            {
                double change = values[t] - values[t - season];
                if (!double.IsFinite(change))
                {
                    continue;
                }

                count++;
                for (int i = 0, at = 0; i < n; i++)
                {
                    double own = Change(i, t);
                    right[i] += own * change;
                    for (int j = i; j < n; j++, at++)
                    {
                        matrix[at] += own * Change(j, t);
                    }
                }
            }

            for (int i = 0, at = 0; i < n; at += n - i++)
            {
                matrix[at] += (Penalty * count) + LeastSpread;
            }

            SymmetricSolver.Factor(matrix, right, n);
            SymmetricSolver.Back(matrix, right, n);
            return count < LeastRows / 2 || !right.All(double.IsFinite) ? null : right;
        }

        /// <summary>The share of the squared differences of some rows that weights leave.</summary>
        public double Left(double[] weights, int first, int end)
        {
            double left = 0, all = LeastSpread;
            for (int t = first; t < end; t++)
            {
                double change = values[t] - values[t - season],
                    rest = change - weights.Select((w, i) => w * Change(i, t)).Sum();
                (left, all) = double.IsFinite(change) ? (left + (rest * rest), all + (change * change)) : (left, all);
            }

            return left / all;
        }

        private double Change(int column, int row) => columns[column][row] - columns[column][row - season];
    }
}
