using System.Globalization;
using Carousel.Laboratory.Claims.Lag;

namespace Carousel.Laboratory.Claims.ForgetBias;

/// <summary>What came out of the starts of the biases, in words.</summary>
internal static class BiasSentence
{
    /// <summary>Errors at the lags that are compared, each comparison with its bound, and what failed.</summary>
    public static string Of(IReadOnlyList<BiasGroup> groups, BiasSettings settings)
    {
        int longest = settings.Lags[^1], learned = BiasComparison.LongestLearned(groups, settings);
        BiasStart best = BiasStart.All.MinBy(s => BiasComparison.Areas(groups, longest, s).Average())!;
        int runs = groups.Sum(g => g.Seeds), solved = groups.Sum(g => g.Solved), diverged = groups.Sum(g => g.Diverged);
        string errors = learned < longest ? $"{At(groups, learned)} {At(groups, longest)}" : At(groups, longest);
        IEnumerable<string> comparisons = BiasComparison.All(groups, settings).GroupBy(c => (c.One, c.Lag))
            .Select(one => string.Create(
            CultureInfo.InvariantCulture,
            $"At {one.Key.Lag} the error of {one.Key.One.Name} "
            + $"is {string.Join(" and ", one.Select(c => c.InWords(groups)))}."));
        return $"{errors} At {longest} the best is {best.Name}. {string.Join(" ", comparisons)} "
            + LagFigures.KeptInWords(groups.Sum(g => g.Kept), solved, settings.TestSequences)
            + $"{runs - solved} of {runs} runs did not solve their task "
            + $"within {ClaimNumbers.Count(settings.MostSequences)} "
            + $"sequences{(diverged > 0 ? $", {diverged} of them diverged" : "")}.";
    }

    private static string At(IReadOnlyList<BiasGroup> groups, int lag)
    {
        IEnumerable<string> starts = BiasStart.All.Select(s =>
        {
            BiasGroup[] of = [.. groups.Where(g => g.Lag == lag && g.Start == s)];
            return string.Create(
                CultureInfo.InvariantCulture,
                $"{s.Name} {BiasComparison.Areas(groups, lag, s).Average():0.00} ({of.Sum(g => g.Solved)} "
                + $"of {of.Sum(g => g.Seeds)} solved)");
        });
        return $"At a lag of {lag} the error over training, as a share of what chance gives, "
            + $"is {string.Join(", ", starts)}.";
    }
}
