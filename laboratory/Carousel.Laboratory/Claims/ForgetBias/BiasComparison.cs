using Carousel.Jobs.Measuring;
using Carousel.Laboratory.Claims.Training;

namespace Carousel.Laboratory.Claims.ForgetBias;

/// <summary>A start of the biases against another, with the bound that figure, verdict and sentence share.</summary>
/// <param name="Figure">The figure's name: the mean over the seeds of the one's error over training by the
/// other's.</param>
/// <param name="Lag">At which lag.</param>
/// <param name="One">What should be better.</param>
/// <param name="Other">Than what.</param>
/// <param name="Bound">The greatest ratio at which that came out.</param>
internal sealed record BiasComparison(string Figure, int Lag, BiasStart One, BiasStart Other, double Bound)
{
    /// <summary>Lower by 5 %.</summary>
    public const double Better = 0.95;

    /// <summary>As good or lower.</summary>
    public const double NotWorse = 1;

    /// <summary>
    /// 1 against 0 and −1 at the longest lag that a constant learns, and chrono against 1 and the best constant at the
    /// longest.
    /// </summary>
    public static IReadOnlyList<BiasComparison> All(IReadOnlyList<BiasGroup> groups, BiasSettings settings)
    {
        int longest = settings.Lags[^1], learned = LongestLearned(groups, settings);
        return
        [
            new BiasComparison("bias_1_over_bias_0", learned, BiasStart.Of("bias_1"), BiasStart.Of("bias_0"), Better),
            new BiasComparison(
                "bias_1_over_bias_minus_1", learned, BiasStart.Of("bias_1"), BiasStart.Of("bias_minus_1"), Better),
            new BiasComparison(
                "chrono_over_bias_1_longest", longest, BiasStart.Of("chrono"), BiasStart.Of("bias_1"), Better),
            new BiasComparison(
                "chrono_over_best_constant_longest", longest, BiasStart.Of("chrono"), BestConstant(groups, longest),
                NotWorse),
        ];
    }

    /// <summary>
    /// The longest lag at which some constant solves half of its runs; the shortest of all where none does.
    /// </summary>
    public static int LongestLearned(IReadOnlyList<BiasGroup> groups, BiasSettings settings) => settings.Lags
        .Where(
            lag =>
                groups.Where(g => g.Lag == lag && g.Start.ForgetBias is not null).GroupBy(g => g.Start)
                    .Any(s => 2 * s.Sum(g => g.Solved) >= s.Sum(g => g.Seeds)))
        .DefaultIfEmpty(settings.Lags[0]).Max();

    /// <summary>For each seed the mean over the tasks of the error over training.</summary>
    public static double[] Areas(IReadOnlyList<BiasGroup> groups, int lag, BiasStart start)
    {
        BiasGroup[] of = [.. groups.Where(g => g.Lag == lag && g.Start == start)];
        return [.. Enumerable.Range(0, of[0].Seeds).Select(s => of.Average(g => g.Areas[s]))];
    }

    /// <summary>The figure.</summary>
    public MeasuredFigure Measure(IReadOnlyList<BiasGroup> groups) =>
        SeedStatistics.Mean(Figure, [.. Areas(groups, Lag, One).Zip(Areas(groups, Lag, Other), (a, b) => a / b)]);

    /// <summary>
    /// What came out, for a sentence, such as <c>1.02 of bias 0, which did not come out (1 of 3 seeds)</c>.
    /// </summary>
    public string InWords(IReadOnlyList<BiasGroup> groups)
    {
        double ratio = Measure(groups).Value;
        int agree = Areas(groups, Lag, One).Zip(Areas(groups, Lag, Other), (a, b) => a / b <= Bound).Count(a => a),
            seeds = groups[0].Seeds;
        return $"{ClaimNumbers.Short(ratio)} of that "
            + $"of {Other.Name}{(Figure.Contains("best", StringComparison.Ordinal) ? ", the best constant" : "")} "
            + $"(bound {ClaimNumbers.Short(Bound)}: {(ratio <= Bound ? "came out" : "did not come out")}, {agree} "
            + $"of {seeds} seeds)";
    }

    private static BiasStart BestConstant(IReadOnlyList<BiasGroup> groups, int lag) =>
        BiasStart.All.Where(s => s.ForgetBias is not null).MinBy(s => Areas(groups, lag, s).Average())!;
}
