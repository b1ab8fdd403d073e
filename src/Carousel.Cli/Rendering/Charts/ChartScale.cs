using Carousel.Jobs.Measuring;

namespace Carousel.Cli.Rendering;

/// <summary>The axis of the values: from where to where, and the round values that are its labels.</summary>
/// <param name="Low">The least value.</param>
/// <param name="High">The greatest value, above the least.</param>
/// <param name="IsLogarithmic">Whether equal ratios are equally far.</param>
/// <param name="Ticks">Round values between them, ascending.</param>
internal sealed record ChartScale(double Low, double High, bool IsLogarithmic, IReadOnlyList<double> Ticks)
{
    private const double Margin = 1e-9;

    /// <summary>A scale that takes in some values.</summary>
    /// <param name="values">The values; those that can't be shown are skipped.</param>
    /// <param name="isLogarithmic">Whether equal ratios are equally far: then values must be above 0.</param>
    /// <param name="most">Most ticks.</param>
    public static ChartScale Of(IEnumerable<double> values, bool isLogarithmic, int most)
    {
        double[] kept = [.. values.Where(v => double.IsFinite(v) && (!isLogarithmic || v > 0))];
        (double low, double high) = kept.Length == 0 ? (isLogarithmic ? 0.1 : 0, 1) : (kept.Min(), kept.Max());
        return isLogarithmic ? OfDecades(low, high, most) : OfSteps(low, high, most);
    }

    /// <summary>Where a value stands, 0 at the low end and 1 at the high end; null where it can't be shown.</summary>
    public double? Share(double value) => !double.IsFinite(value) || (IsLogarithmic && value <= 0) ? null
        : IsLogarithmic ? Math.Log(value / Low) / Math.Log(High / Low) : (value - Low) / (High - Low);

    /// <summary>A tick as text.</summary>
    public static string Text(double tick) => MeasuredText.Number(tick);

    private static ChartScale OfDecades(double low, double high, int most)
    {
        int first = (int)Math.Floor(Math.Log10(low) + Margin);
        int last = Math.Max(first + 1, (int)Math.Ceiling(Math.Log10(high) - Margin));
        int step = Math.Max(1, (int)Math.Ceiling((last - first) / (double)Math.Max(1, most - 1)));
        return new ChartScale(
            Math.Pow(10, first), Math.Pow(10, last), true,
            [.. Enumerable.Range(first, last - first + 1).Where(k => k % step == 0).Select(k => Math.Pow(10, k))]);
    }

    private static ChartScale OfSteps(double low, double high, int most)
    {
        if (high <= low)
        {
            double half = low == 0 ? 1 : Math.Abs(low) / 2;
            (low, high) = (low - half, high + half);
        }

        double raw = (high - low) / Math.Max(1, most - 1);
        double power = Math.Pow(10, Math.Floor(Math.Log10(raw)));
        double step = power * (raw / power) switch
        {
            <= 1 + Margin => 1,
            <= 2 + Margin => 2,
            <= 5 + Margin => 5,
            _ => 10
        };
        double first = Math.Floor((low / step) + Margin);
        double last = Math.Ceiling((high / step) - Margin);
        // Through a division by the whole number of steps in 1, ticks such as 0.3 are the decimal fractions that they
        // look like.
        double Tick(double k) => step < 1 ? k / Math.Round(1 / step) : k * step;
        return new ChartScale(
            Tick(first), Tick(last), false,
            [.. Enumerable.Range(0, (int)(last - first) + 1).Select(k => Tick(first + k))]);
    }
}
