namespace Carousel.Forecasting.Beside;

/// <summary>The sizes of a learned smoothing; a function of the design.</summary>
/// <param name="First">Rows of the shortest season.</param>
/// <param name="Second">Rows of the longest; 0 where there is but one, or a longer one than can be smoothed.</param>
/// <param name="Recent">How many last values the network reads at each row.</param>
/// <param name="Ahead">H.</param>
/// <param name="Targets">K.</param>
internal sealed record SmoothingForm(int First, int Second, int Recent, int Ahead, int Targets)
{
    /// <summary>Rows of the longest season that is smoothed: a longer one has too few rounds to learn from.</summary>
    public const int LongestSeason = 400;

    private const int Rounds = 5;
    private const int StartRounds = 2;
    private const int LeastSpan = 240;
    private const int MostRecent = 48;

    /// <summary>Rows of the longest season that is smoothed.</summary>
    public int Longest => Math.Max(First, Second);

    /// <summary>T: rows before an origin that are smoothed; its forecast depends on no other.</summary>
    public int Span => Longest * Math.Max(Rounds, (LeastSpan + Longest - 1) / Longest);

    /// <summary>Rows from which the seasons begin; forecasts are told from the row behind them on.</summary>
    public int StartRows => StartRounds * Longest;

    /// <summary>How many rows back each recurrent layer looks.</summary>
    public int[] Dilations => [.. new[] { 1, Math.Max(2, First / 6), First, Second }.Where(d => d > 0)];

    /// <summary>The form of a design; null where it has no season that can be smoothed.</summary>
    public static SmoothingForm? Of(ForecastDesign design)
    {
        int[] seasons = [.. design.SeasonRounds.Where(s => s <= LongestSeason)];
        return seasons.Length == 0 ? null : new SmoothingForm(
            seasons[0], seasons.Length > 1 ? seasons[^1] : 0, Math.Min(MostRecent, seasons[0]), design.Horizon,
            design.TargetCount);
    }
}
