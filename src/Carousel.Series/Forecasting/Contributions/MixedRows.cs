using Carousel.Data;

namespace Carousel.Forecasting;

/// <summary>Rows whose columns and stamps come from two windows: their stamps need not ascend at the origin.</summary>
/// <param name="columns">[columns][rows].</param>
/// <param name="times">[rows]; null without stamps.</param>
internal sealed class MixedRows(float[][] columns, DateTime[]? times) : SeriesSource
{
    /// <inheritdoc/>
    public override int Length => columns[0].Length;

    /// <inheritdoc/>
    public override bool HasTimes => times is not null;

    /// <inheritdoc/>
    public override bool HasWeights => false;

    /// <inheritdoc/>
    public override float[] Column(int column) => columns[column];

    /// <inheritdoc/>
    public override DateTime[] Times() => times!;

    /// <inheritdoc/>
    public override float[] Weights() => throw new NotSupportedException();
}
