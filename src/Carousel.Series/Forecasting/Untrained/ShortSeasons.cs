using Carousel.Classical;
using Carousel.Data;
using MathNet.Numerics.Distributions;

namespace Carousel.Forecasting;

/// <summary>
/// The seasons of series of two or three seasons, in which methods hardly find one: removed from the values before they
/// are forecast, and brought into the forecasts.
/// </summary>
/// <remarks>A season is removed if the means of its places explain values better than a line by more than chance: by an
/// F test at the level of 5 %.</remarks>
internal sealed class ShortSeasons
{
    private const int MostSeasons = 3;
    private const double Level = 0.05, Rounding = 1e-9;

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
        int length = design.Season <= ExponentialSmoothing.LongestSeason ? design.Season : 0;
        foreach (Window first in windows.GroupBy(w => w.Series).Select(own => own.MinBy(w => w.Origin)))
        {
            for (int k = 0; k < design.TargetCount && first.Origin <= MostSeasons * length; k++)
            {
                double[] all = Array.ConvertAll(set[first.Series].ColumnArray(k), v => (double)v),
                    before = all[..first.Origin];
                if (IsClear(before, length) && SeasonalAdjustment.Best(before, length) is { } season)
                {
                    _found[(first.Series, k)] = new Found(
                        season, Array.ConvertAll(season.Adjust(all), v => (float)v),
                        Math.Sqrt(first.Origin / (double)(first.Origin - season.Parameters)),
                        Array.Exists(before, v => v < -design.OffsetOf(k)));
                }
            }
        }
    }

    /// <summary>The values of a series and target without the season; null if no series has one.</summary>
    public Func<int, int, float[]>? Column => _found.Count == 0 ? null
        : (s, k) => _found.GetValueOrDefault((s, k))?.Values ?? _set[s].ColumnArray(k);

    /// <summary>Brings the seasons into forecasts.</summary>
    /// <param name="table">[W, H, K, Q] of values without the seasons.</param>
    /// <param name="windows">[W].</param>
    public double[] Restore(double[] table, IReadOnlyList<Window> windows) => _found.Count == 0 ? table
        : new QuantileTable<Stage.InUnits>(_design, table).To<Stage.InUnits>((w, t, k, quantiles) =>
        {
            if (_found.GetValueOrDefault((windows[w].Series, k)) is not { } own)
            {
                return;
            }

            (double index, double median) = (own.Season[windows[w].Origin + t], quantiles[_design.Median]);
            foreach (ref double quantile in quantiles)
            {
                quantile = median + (own.Widening * (quantile - median));
                quantile = own.Season.IsMultiplicative ? quantile * index : quantile + index;
                quantile = own.IsSigned ? quantile : Math.Max(-_design.OffsetOf(k), quantile);
            }
        }).ToArray();

    private static bool IsClear(double[] values, int season)
    {
        (int Row, double Value)[] known = [.. values.Index().Where(v => !double.IsNaN(v.Item))];
        int free = known.Length - season - 1;
        if (season < 2 || free < 1)
        {
            return false;
        }

        // Squares of an exact line or season are rounding.
        double all = Squares(known, 1),
            within = Math.Max(Squares(known, season), Rounding * known.Sum(v => v.Value * v.Value));
        return all > within && FisherSnedecor.CDF(
            season - 1, free, (all - within) / (season - 1) / (within / free)) > 1 - Level;
    }

    /// <summary>The squared distances of values from a line with another height at each place of a season.</summary>
    private static double Squares((int Row, double Value)[] known, int season)
    {
        (double Row, double Value)[] apart =
        [
            .. known.GroupBy(v => v.Row % season).SelectMany(place => place.Select(v =>
                (v.Row - place.Average(o => o.Row), v.Value - place.Average(o => o.Value)))),
        ];
        double products = apart.Sum(v => v.Row * v.Value), rows = apart.Sum(v => v.Row * v.Row);
        return apart.Sum(v => v.Value * v.Value) - (rows > 0 ? products * products / rows : 0);
    }

    // Errors after removal of a season have fewer degrees of freedom: intervals are widened by that.
    private sealed record Found(SeasonalAdjustment Season, float[] Values, double Widening, bool IsSigned);
}
