using System.Globalization;

namespace Carousel.Laboratory.Claims.Lag;

/// <summary>The figures of each network on each task.</summary>
internal static class LagFigures
{
    /// <summary>How far it reaches, how many solved the longest lag after how many sequences, and the fits where there are some.</summary>
    public static IEnumerable<ClaimFigure> Of(IReadOnlyList<LagGrowth> growths, LagSettings settings)
    {
        int longest = settings.Lags[^1];
        foreach (LagGrowth growth in growths)
        {
            string key = $"{growth.Network.Figure}_{growth.Task.Key}";
            yield return new ClaimFigure(string.Create(CultureInfo.InvariantCulture, $"{key}_solved_at_{longest}"), (double)growth.SolvedAt(longest) / growth.Seeds);
            yield return new ClaimFigure($"{key}_reach", growth.Reach);
            if (growth is { Linear: { } linear, Exponential: { } exponential })
            {
                yield return new ClaimFigure($"{key}_sequences_per_step", linear.Slope, linear.Interval);
                yield return new ClaimFigure(
                    $"{key}_growth_per_100_steps", Math.Exp(100 * exponential.Slope), new FigureInterval(Math.Exp(100 * exponential.Interval.Low), Math.Exp(100 * exponential.Interval.High)));
                yield return new ClaimFigure($"{key}_linear_off_by", growth.LinearFactor);
                yield return new ClaimFigure($"{key}_exponential_off_by", growth.ExponentialFactor);
            }
        }
    }
}
