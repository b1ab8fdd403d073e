using Carousel.Jobs.Fitting;

namespace Carousel.Anomalies;

/// <summary>
/// What a detector of channels has to beat while it trains: the value before, with errors of a Student t distribution.
/// </summary>
internal static class ChannelBaseline
{
    private const double Freedom = 3;
    private const int LeastPower = -24, MostPower = 8;

    // With three degrees of freedom the gamma functions leave ln(π√3/2).
    private static readonly double _constant = Math.Log(Math.PI * Math.Sqrt(Freedom) / 2);

    /// <summary>The baseline of a training.</summary>
    /// <param name="rows">The rows.</param>
    /// <param name="learning">The rows whose errors give the scale of the distribution.</param>
    /// <param name="validation">The rows that validate, as often as they do.</param>
    public static ValidationBaseline Of(
        ChannelRows rows, IReadOnlyList<int> learning, IReadOnlyList<int> validation) =>
        new("the value before", _ => Enumerable.Range(0, rows.Channels).SelectMany(c =>
        {
            double[] Errors(IReadOnlyList<int> some) =>
                [.. some.Select(r => (double)rows.Truth(r)[c] - rows.Filled(r - 1)[c]).Where(double.IsFinite)];
            double[] errors = Errors(learning);
            IEnumerable<double> Nats(IEnumerable<double> own, double scale) =>
                own.Select(e => _constant + new ChannelForecast(0, scale, Freedom).SurpriseOf(e));
            double best = Enumerable.Range(LeastPower, MostPower - LeastPower + 1)
                .Select(power => Math.Pow(2, power / 2.0)).MinBy(scale => Nats(errors, scale).Sum());
            return Nats(Errors(validation), best);
        }).DefaultIfEmpty(double.NaN).Average());
}
