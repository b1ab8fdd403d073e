using Carousel.Classical;
using Carousel.Data;
using MathNet.Numerics.Distributions;

namespace Carousel.Forecasting;

/// <summary>
/// The seasons of series of two or three seasons, in which methods hardly find one: removed from the values before they
/// are forecast, and brought into the forecasts.
/// </summary>
/// <remarks>A season is removed if the means of its places explain values, beside a line, by more than chance.</remarks>
internal sealed class ShortSeasons
{
    private const int MostSeasons = 3;

    /// <summary>The level of the F test.</summary>
    private const double Level = 0.05;

    private readonly SeriesSet _set;
    private readonly ForecastDesign _design;
    private readonly Dictionary<(int Series, int Target), Found> _found = [];

    /// <summary>Looks for them in the rows before the first window of each series.</summary>
    /// <param name="set">The series.</param>
    /// <param name="design">Targets and season.</param>
    /// <param name="windows">What is to be forecast.</param>
    public ShortSeasons(SeriesSet set, ForecastDesign design, IReadOnlyList<Window> windows)
    {
        (_set, _design) = (set, design);
        int most = design.Season <= ExponentialSmoothing.LongestSeason ? MostSeasons * design.Season : 0;
        foreach (Window first in windows.GroupBy(w => w.Series).Select(own => own.MinBy(w => w.Origin)))
        {
            for (int k = 0; k < design.TargetCount && first.Origin <= most; k++)
            {
                double[] all = Array.ConvertAll(set[first.Series].ColumnArray(k), v => (double)v);
                ReadOnlySpan<double> before = all.AsSpan(0, first.Origin);
                bool isPositive = ClassicalSeries.IsPositive(before);
                if (IsClear(before, design.Season, isPositive)
                    && ((isPositive ? SeasonalAdjustment.Of(before, design.Season, isMultiplicative: true) : null)
                        ?? SeasonalAdjustment.Of(before, design.Season, isMultiplicative: false)) is { } season)
                {
                    double least = -design.OffsetOf(k);
                    _found[(first.Series, k)] = new Found(
                        season, Array.ConvertAll(season.Adjust(all), v => (float)v),
                        Math.Sqrt(first.Origin / (double)(first.Origin - season.Parameters)),
                        Array.Exists(all, v => v < least) ? double.NegativeInfinity : least);
                }
            }
        }
    }

    /// <summary>The values of a series and target without the season; null if no series has one.</summary>
    public Func<int, int, float[]>? Column => _found.Count == 0 ? null
        : (s, k) => _found.TryGetValue((s, k), out Found? own) ? own.Values : _set[s].ColumnArray(k);

    /// <summary>Brings the seasons into forecasts.</summary>
    /// <param name="table">[W, H, K, Q], changed.</param>
    /// <param name="windows">[W].</param>
    /// <returns>The table.</returns>
    public double[] Restore(double[] table, IReadOnlyList<Window> windows)
    {
        (int H, int K, int Q) = (_design.Horizon, _design.TargetCount, _design.Quantiles.Count);
        for (int cell = 0; cell < table.Length / Q && _found.Count > 0; cell++)
        {
            Window window = windows[cell / K / H];
            if (_found.TryGetValue((window.Series, cell % K), out Found? own))
            {
                double index = own.Season[window.Origin + (cell / K % H)];
                Span<double> quantiles = table.AsSpan(cell * Q, Q);
                double median = quantiles[_design.Median];
                foreach (ref double quantile in quantiles)
                {
                    double value = median + (own.Widening * (quantile - median));
                    quantile = Math.Max(own.Least, own.Season.IsMultiplicative ? value * index : value + index);
                }
            }
        }

        return table;
    }

    private static bool IsClear(ReadOnlySpan<double> values, int season, bool isPositive)
    {
        (int Row, double Value)[] known =
        [
            .. values.ToArray().Select((v, row) => (row, isPositive ? Math.Log(v) : v))
                .Where(v => !double.IsNaN(v.Item2)),
        ];
        int free = known.Length - season - 1;
        double within = Math.Max(Squares(known, season), double.Epsilon);
        return season > 1 && free > 0 && FisherSnedecor.CDF(
            season - 1, free, (Squares(known, 1) - within) / (season - 1) / (within / free)) > 1 - Level;
    }

    /// <summary>The squared distances of values from a line that has another height at each place of a season.</summary>
    private static double Squares((int Row, double Value)[] known, int season)
    {
        (double xx, double xy, double yy) = (0, 0, 0);
        foreach (var place in known.GroupBy(v => v.Row % season))
        {
            (double row, double value) = (place.Average(v => v.Row), place.Average(v => v.Value));
            foreach ((int Row, double Value) one in place)
            {
                (double x, double y) = (one.Row - row, one.Value - value);
                (xx, xy, yy) = (xx + (x * x), xy + (x * y), yy + (y * y));
            }
        }

        return yy - (xx > 0 ? xy * xy / xx : 0);
    }

    // Errors beside a season have fewer degrees of freedom: intervals are widened by that.
    private sealed record Found(SeasonalAdjustment Season, float[] Values, double Widening, double Least);
}
