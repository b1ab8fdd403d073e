using Carousel.Jobs.Fitting;

namespace Carousel.Anomalies;

/// <summary>
/// What a detector of channels has to beat while it trains: the value before, with errors of a Student t distribution.
/// </summary>
/// <param name="rows">The rows.</param>
internal sealed class ChannelBaseline(ChannelRows rows)
{
    private const double Freedom = 3;
    private const int LeastPower = -24, MostPower = 8;

    // With three degrees of freedom the gamma functions leave ln(π√3/2).
    private static readonly double _constant = Math.Log(Math.PI * Math.Sqrt(Freedom) / 2);

    /// <summary>The baseline of a training.</summary>
    /// <param name="learning">The rows whose errors say how wide the distribution is.</param>
    /// <param name="validation">The rows that validate, as often as they do.</param>
    public ValidationBaseline Of(IReadOnlyList<int> learning, IReadOnlyList<int> validation) =>
        new("the value before", cancellation =>
        {
            double sum = 0;
            long cells = 0;
            for (int c = 0; c < rows.Channels; c++)
            {
                cancellation.ThrowIfCancellationRequested();
                double[] errors = Errors(validation, c);
                sum += errors.Length * Nats(errors, Scale(Errors(learning, c)));
                cells += errors.Length;
            }

            return sum / cells;
        });

    private double[] Errors(IReadOnlyList<int> some, int channel) =>
    [
        .. some.Select(r => (double)rows.Truth(r)[channel] - rows.Filled(r - 1)[channel]).Where(double.IsFinite),
    ];

    private static double Scale(double[] errors) => Enumerable.Range(LeastPower, MostPower - LeastPower + 1)
        .Select(power => Math.Pow(2, power / 2.0)).MinBy(scale => Nats(errors, scale));

    private static double Nats(double[] errors, double scale) => errors.Length == 0
        ? 0
        : _constant + Math.Log(scale)
            + errors.Average(e => (Freedom + 1) / 2 * Math.Log(1 + (e * e / (scale * scale * Freedom))));
}
