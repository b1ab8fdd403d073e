using Carousel.Data;
using Carousel.Jobs.Fitting;

namespace Carousel.Anomalies;

/// <summary>
/// Whether a network forecasts better than simple methods on the validation rows. If it does not, its errors add no
/// information to those of a simple method and are less reliable on rows unlike the training rows.
/// </summary>
internal static class NetworkChoice
{
    /// <summary>Compares mean errors, each channel's as a share of what simple methods have.</summary>
    /// <param name="rows">The rows as the network sees them.</param>
    /// <param name="looks">[rows][C]: what the network expected.</param>
    /// <param name="learning">The rows that were trained on.</param>
    /// <param name="validation">The validation rows.</param>
    /// <param name="season">Rows of a season; 1 for none.</param>
    public static NetworkUse Of(
        ChannelRows rows, ChannelForecast[][] looks, RowRange learning, RowRange validation, int season)
    {
        (string Name, Func<int, int, double> Expected)[] baselines =
        [
            ("the last value", (c, r) => rows.Filled(r - 1)[c]),
            .. season > 1 && season <= validation.Start
                ? [($"the value {FigureText.Count(season)} rows before", (c, r) => rows.Filled(r - season)[c])]
                : Array.Empty<(string, Func<int, int, double>)>(),
            Smoothed(rows, learning, validation),
        ];
        double[] own = Errors(rows, validation, (c, r) => looks[r][c].Location);
        (string name, double share) = ("", double.NegativeInfinity);
        foreach ((string baseline, Func<int, int, double> expected) in baselines)
        {
            double[] errors = Errors(rows, validation, expected);
            double[] shares = [.. own.Zip(errors).Where(e => e.Second > 0).Select(e => e.First / e.Second)];

            // Of channels that did not move nothing is left to forecast.
            double mean = shares.Length == 0 ? 1 : shares.Average();
            (name, share) = mean > share ? (baseline, mean) : (name, share);
        }

        return new NetworkUse(share < 1, name, share);
    }

    private static (string, Func<int, int, double>) Smoothed(ChannelRows rows, RowRange learning, RowRange validation)
    {
        double[][] expected =
        [
            .. Enumerable.Range(0, rows.Channels).Select(c =>
            {
                double[] values = [.. Enumerable.Range(0, validation.End).Select(r => (double)rows.Filled(r)[c])];
                int span = ChannelUsual.BestSpan(values[..learning.End]);
                double[] distances = [.. ChannelUsual.Distances(values, span)];
                return values.Skip(1).Zip(distances, (v, d) => v - d).Prepend(0).ToArray();
            }),
        ];
        return ("an exponential mean", (c, r) => expected[c][r]);
    }

    private static double[] Errors(ChannelRows rows, RowRange part, Func<int, int, double> expected) =>
    [
        .. Enumerable.Range(0, rows.Channels).Select(c => Enumerable.Range(part.Start, part.Length)
            .Select(r => Math.Abs(rows.Truth(r)[c] - expected(c, r))).Where(double.IsFinite).DefaultIfEmpty()
            .Average()),
    ];
}
