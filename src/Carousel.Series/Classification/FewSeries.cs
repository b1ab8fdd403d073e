namespace Carousel.Classification;

/// <summary>
/// With few series of numbers, one division into parts is not reliable: they are divided again.
/// </summary>
internal static class FewSeries
{
    /// <summary>Parts of a division.</summary>
    public const int Parts = 5;

    private const int Many = 500, MostDivisions = 2;

    /// <summary>Steps of all series, above which a second division would take minutes.</summary>
    private const int MostSteps = 20_000;

    /// <summary>Whether they are few.</summary>
    /// <param name="series">How many there are.</param>
    public static bool Are(int series) => series < Many;

    /// <summary>How many times the training series are divided into parts: for each part another network.</summary>
    /// <param name="series">How many there are.</param>
    /// <param name="steps">All their steps.</param>
    public static int Divisions(int series, long steps) => Are(series) && steps <= MostSteps ? MostDivisions : 1;
}
