using Carousel.Jobs.Fitting;

namespace Carousel.Forecasting.Choosing;

/// <summary>A setting that a search tries in place of what stands.</summary>
/// <param name="Name">For a person.</param>
/// <param name="Apply">Changes options to it.</param>
internal sealed record SearchedSetting(string Name, Func<ForecastOptions, ForecastOptions> Apply)
{
    /// <summary>
    /// What can be tried in place of what the options leave open, by subject: the best of one subject stands while the
    /// next is tried.
    /// </summary>
    /// <param name="options">What the user said; the rest is open.</param>
    /// <param name="plan">What stands.</param>
    public static IEnumerable<IReadOnlyList<SearchedSetting>> Of(ForecastOptions options, ForecastPlan plan)
    {
        ForecastDesign design = plan.Design;
        if (options.Strategy == ForecastStrategy.EncoderDecoder)
        {
            yield return
            [
                new("direct", o => o with { Strategy = ForecastStrategy.Direct }),
                new("segments", o => o with { Strategy = ForecastStrategy.Segment }),
                new("recursive", o => o with { Strategy = ForecastStrategy.Recursive }),
            ];
        }

        if (options.Lookback is null)
        {
            int[] others = [Math.Max(1, design.Lookback / 2), 2 * design.Lookback];
            yield return
            [
                .. others.Where(rows => rows != design.Lookback).Select(rows => new SearchedSetting(
                    $"look-back of {FigureText.Count(rows)} rows", o => o with { Lookback = rows })),
            ];
        }

        if (options.WindowNormalisation is null && !design.IsCount)
        {
            yield return
            [
                .. Enum.GetValues<WindowNormalisation>().Where(kind => kind != design.Normalisation)
                    .Select(kind => new SearchedSetting(
                        $"normalisation {kind.ToString().ToLowerInvariant()}",
                        o => o with { WindowNormalisation = kind })),
            ];
        }

        if (options.Transform is null && !design.IsCount)
        {
            yield return
            [
                .. Enum.GetValues<TargetTransform>().Where(kind => kind != design.Transforms[0])
                    .Select(kind => new SearchedSetting(
                        kind == TargetTransform.SquareRoot ? "square root" : $"transform {kind}".ToLowerInvariant(),
                        o => o with { Transform = kind })),
            ];
        }

        if (options.Fit.Epochs is null)
        {
            int[] others = [Math.Max(1, plan.Training.Epochs / 2), 2 * plan.Training.Epochs];
            yield return
            [
                .. others.Where(epochs => epochs != plan.Training.Epochs).Select(epochs => new SearchedSetting(
                    $"{FigureText.Count(epochs)} epochs", o => o with { Fit = o.Fit with { Epochs = epochs } })),
            ];
        }
    }
}
