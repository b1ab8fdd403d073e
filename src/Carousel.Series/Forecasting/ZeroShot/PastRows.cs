namespace Carousel.Forecasting;

/// <summary>Numbers in time of a past; row 0 is where the part that the network reads begins, and older rows are
/// negative.</summary>
internal class PastRows
{
    /// <summary>Rows in front: older values, or zeros.</summary>
    private protected const int Margin = ZeroShotShape.MostOlder + (2 * ZeroShotShape.LongestSeason) + 8;

    /// <summary>Row 0 is at <see cref="Margin"/>.</summary>
    private protected float[] Numbers { get; } =
        new float[Margin + ZeroShotShape.MostPast + ZeroShotShape.Horizon];

    /// <summary>A number; 0 before the oldest row.</summary>
    /// <param name="row">From minus <see cref="Margin"/> on.</param>
    public float this[int row] => Numbers[Margin + row];

    /// <summary>Neighboring rows.</summary>
    /// <param name="row">The first, from minus <see cref="Margin"/> on.</param>
    /// <param name="count">How many.</param>
    public ReadOnlySpan<float> Slice(int row, int count) => Numbers.AsSpan(Margin + row, count);
}
