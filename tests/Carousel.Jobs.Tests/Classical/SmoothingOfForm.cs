using Carousel.Classical;

namespace Carousel.Jobs.Tests.Classical;

/// <summary>Exponential smoothing of a given form; the forecasts choose the form themselves.</summary>
internal static class SmoothingOfForm
{
    /// <summary>Fits a form.</summary>
    public static ExponentialSmoothing Fit(ReadOnlySpan<double> history, int season, SmoothingForm form)
    {
        int length = form.Season == SmoothingSeason.None ? 1 : season;
        ExponentialSmoothing? best = null;
        foreach (SeasonalAdjustment? adjustment in ExponentialSmoothing.Adjustments(history, season))
        {
            double[] values = adjustment?.Adjust(history) ?? history.ToArray();
            double[]? simple = form.Trend == SmoothingTrend.None ? null
                : SmoothingFit.Run(values, form with { Trend = form.Trend - 1 }, length, []);
            if ((!form.NeedsPositive || ClassicalSeries.IsPositive(values))
                && SmoothingFit.Run(values, form, length, simple is null ? [] : [simple]) is { } at)
            {
                var next = new ExponentialSmoothing(history, form, length, at, adjustment);
                best = best is null || next.Aicc < best.Aicc ? next : best;
            }
        }

        return best!;
    }

    /// <summary>A model with given parameters and initial states.</summary>
    public static ExponentialSmoothing Of(
        ReadOnlySpan<double> history, int season, SmoothingForm form, ReadOnlySpan<double> parameters) =>
        new(history, form, season, parameters.ToArray(), null);

    /// <summary>For example "ETS(A,Ad,M)".</summary>
    public static string Name(this SmoothingForm form)
    {
        string[] trends = ["N", "A", "Ad"], seasons = ["N", "A", "M"];
        string error = form.Error == SmoothingError.Additive ? "A" : "M";
        return $"ETS({error},{trends[(int)form.Trend]},{seasons[(int)form.Season]})";
    }
}
