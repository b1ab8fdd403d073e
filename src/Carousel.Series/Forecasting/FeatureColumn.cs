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

    /// <summary>The column with its gaps, where the features are its filled values.</summary>
    public FilledColumn? Filled { get; init; }

    /// <summary>How many rows of that are known from an origin on.</summary>
    public int Ahead { get; init; }

    /// <summary>
    /// The feature of a row. A straight line to a value that is not known at the origin would look ahead: up to there
    /// the last value stands.
    /// </summary>
    /// <param name="row">The row.</param>
    /// <param name="origin">The first row of the horizon.</param>
    public float At(int row, int origin)
    {
        int source = row - Lag;
        return source < 0 ? Early
            : Filled is { } filled && filled.IsBridge(source) && filled.NextKnown[source] - Ahead >= origin
                ? filled.Before[source]
            : Values[Offset + (source * Stride)];
    }
}
