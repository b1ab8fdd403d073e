namespace Carousel.Forecasting;

/// <summary>A line of a table of events.</summary>
/// <param name="Name">What happens.</param>
/// <param name="Date">On which day.</param>
/// <param name="Id">To which series; null for all.</param>
/// <param name="Value">How strong it is; 1 where the table does not say.</param>
/// <param name="Before">The number of days before that belong to it.</param>
/// <param name="After">The number of days after that belong to it.</param>
internal sealed record EventRow(
    string Name, DateOnly Date, string? Id = null, double Value = 1, int Before = 0, int After = 0)
{
    /// <summary>The most days before or after.</summary>
    public const int MostDays = 60;

    /// <summary>Whether its numbers can be used.</summary>
    internal bool IsUsable =>
        Name.Length > 0 && double.IsFinite(Value) && Before is >= 0 and <= MostDays && After is >= 0 and <= MostDays;
}
