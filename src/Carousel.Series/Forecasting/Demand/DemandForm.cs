namespace Carousel.Forecasting;

/// <summary>What levels of demand are made of.</summary>
/// <param name="HalfLife">Rows after which one counts half.</param>
/// <param name="Season">Rows of the season; 1 for none.</param>
/// <param name="Horizon">Steps ahead.</param>
internal readonly record struct DemandForm(double HalfLife, int Season, int Horizon)
{
    /// <summary>History that the first window to learn from should have.</summary>
    public int RowsBefore => (int)Math.Min(4 * HalfLife, 8L * Math.Max(Season, 4));
}
