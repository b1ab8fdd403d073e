using System.Globalization;
using Carousel.Jobs.Statistics;

namespace Carousel.Jobs.Baselines;

/// <summary>What the network adds to the simple method inside it, on the rows that measure.</summary>
/// <param name="Baseline">How the method is said to a person, such as <c>ridge regression</c>.</param>
/// <param name="Alpha">α: how much of the network is added.</param>
/// <param name="Change">By what share the error is larger than that of the method: −0.1 for 10 % less.</param>
/// <param name="Interval">Of <paramref name="Change"/>, 95 %; not finite where too few rows tell it.</param>
internal sealed record BaselineEffect(string Baseline, double Alpha, double Change, ConfidenceInterval Interval)
{
    /// <summary>An interval that is wider than this share of the error has no information.</summary>
    private const double WidestTold = 2;

    /// <summary>
    /// Whether the network that answers holds the method; else it was better without on validation.
    /// </summary>
    public bool IsInside { get; init; } = true;

    /// <summary>The effect in plain words.</summary>
    public string Sentence => IsInside && Alpha == 0
        ? AnswerShare.Of(Baseline, 0).Sentence
        : $"The {(IsInside ? "recurrent part" : "network")} {(Change <= 0 ? "lowers" : "raises")} the error "
            + $"of the {Baseline}{(IsInside ? " inside it" : "")} by {Percent(Math.Abs(Change))} %"
            + (IsInside ? "" : "; on validation it was better without that inside")
            + (Interval.High - Interval.Low <= WidestTold
                ? $" (95 % interval of the change {Signed(Interval.Low)} to {Signed(Interval.High)} %)."
                : "; the test set is too small to rule out chance.");

    private static string Percent(double share) => (100 * share).ToString("0.0", CultureInfo.InvariantCulture);

    private static string Signed(double share) =>
        (100 * share).ToString("+0.0;−0.0;0", CultureInfo.InvariantCulture);
}
