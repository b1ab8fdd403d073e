using Carousel.Data;

namespace Carousel.Forecasting;

/// <summary>One line of a stream, understood.</summary>
/// <param name="Number">Its line, from 1.</param>
/// <param name="Stamp">Its time stamp; null where rows are numbered.</param>
/// <param name="Id">Which series it belongs to; null where there is one.</param>
/// <param name="Values">Its values in the order of the design's columns; NaN is missing.</param>
/// <param name="Statics">Static values of the series that the line contains.</param>
internal sealed record StreamRow(
    long Number, DateTime? Stamp, string? Id, float[] Values, IReadOnlyDictionary<string, StaticValue> Statics)
{
    /// <summary>The known columns of the following rows, the next row first; null if they were not given.</summary>
    public IReadOnlyList<float[]>? Ahead { get; init; }
}
