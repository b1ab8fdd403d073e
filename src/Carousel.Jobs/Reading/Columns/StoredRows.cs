using Carousel.Data;

namespace Carousel.Jobs.Reading;

/// <summary>The rows of one series of a column file.</summary>
/// <param name="store">The open file.</param>
/// <param name="series">Which series.</param>
/// <param name="length">How many rows.</param>
/// <param name="hasTimes">Whether rows have stamps.</param>
/// <param name="weights">The place of the weights among the columns; −1 without any.</param>
internal sealed class StoredRows(ColumnStore store, int series, int length, bool hasTimes, int weights) : SeriesSource
{
    /// <inheritdoc/>
    public override int Length => length;

    /// <inheritdoc/>
    public override bool HasTimes => hasTimes;

    /// <inheritdoc/>
    public override bool HasWeights => weights >= 0;

    /// <inheritdoc/>
    public override float[] Column(int column) => store.Values(series)[column];

    /// <inheritdoc/>
    public override DateTime[] Times() => store.Times(series);

    /// <inheritdoc/>
    public override float[] Weights() => store.Values(series)[weights];
}
