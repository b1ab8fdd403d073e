using Carousel.Data;

namespace Carousel.Forecasting;

/// <summary>What baselines with quantiles share: settings by the weighted quantile loss of the validation
/// part.</summary>
internal static class QuantileBaselines
{
    private const int MostWindows = 400;

    /// <summary>The setting whose forecasts have the least weighted quantile loss on the validation part.</summary>
    /// <typeparam name="T">A setting.</typeparam>
    /// <param name="data">The series.</param>
    /// <param name="settings">What can be chosen, the usual one first.</param>
    /// <param name="quantiles">Writes the quantiles of a setting from an origin of a series: [H · Q].</param>
    public static T Choose<T>(
        BaselineData data, IReadOnlyList<T> settings, Action<T, int, int, IReadOnlyList<double>, double[]> quantiles)
    {
        Window[] windows = WindowsOf(data, data.Validation);
        if (windows.Length == 0)
        {
            return settings[0];
        }

        IReadOnlyList<double> shares = data.Design.Quantiles;
        var told = new double[data.Horizon * shares.Count];
        return settings.MinBy(setting =>
        {
            double sum = 0;
            foreach (Window window in windows)
            {
                quantiles(setting, window.Series, window.Origin, shares, told);
                float[] truth = data.Set[window.Series].CountedValues(data.Target, window.Ahead);
                for (int t = 0; t < truth.Length; t++)
                {
                    sum += float.IsNaN(truth[t]) ? 0
                        : DemandScore.Pinball(truth[t], shares, told.AsSpan(t * shares.Count, shares.Count));
                }
            }

            return sum;
        })!;
    }

    /// <summary>Non-overlapping windows with horizons in the given rows, thinned out if there are many.</summary>
    /// <param name="data">The series.</param>
    /// <param name="rows">For each series.</param>
    public static Window[] WindowsOf(BaselineData data, IReadOnlyList<RowRange> rows)
    {
        Window[] all =
        [
            .. rows.SelectMany((own, s) =>
                Enumerable.Range(0, Math.Max(0, (own.End - Math.Max(own.Start, 1)) / data.Horizon))
                    .Select(i => new Window(s, Math.Max(own.Start, 1) + (i * data.Horizon), 1, data.Horizon))),
        ];
        return Data.Windows.Thinned(all, all.Length, MostWindows);
    }

    /// <summary>The smallest of sorted values whose share of them reaches each of the shares.</summary>
    public static void Write(ReadOnlySpan<double> sorted, IReadOnlyList<double> shares, Span<double> quantiles)
    {
        for (int q = 0; q < shares.Count; q++)
        {
            int rank = (int)Math.Ceiling((shares[q] * sorted.Length) - 1e-9);
            quantiles[q] = sorted.IsEmpty ? 0 : sorted[Math.Clamp(rank, 1, sorted.Length) - 1];
        }
    }
}
