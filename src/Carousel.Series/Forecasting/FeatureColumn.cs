namespace Carousel.Forecasting;

/// <summary>One feature of the rows of a series: a column of a table that others may read, too, perhaps late.</summary>
/// <param name="Values">The table.</param>
/// <param name="Stride">Values from a row to the next; 0 where all rows have the same.</param>
/// <param name="Offset">Where the first row stands.</param>
internal readonly record struct FeatureColumn(float[] Values, int Stride = 1, int Offset = 0)
{
    /// <summary>How many rows late.</summary>
    public int Lag { get; init; }

    /// <summary>The value in rows that are too early for the lag.</summary>
    public float Early { get; init; }

    /// <summary>The feature of a row.</summary>
    /// <param name="row">The row.</param>
    public float At(int row) => row < Lag ? Early : Values[Offset + ((row - Lag) * Stride)];
}
