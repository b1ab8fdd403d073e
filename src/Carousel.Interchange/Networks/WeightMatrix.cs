namespace Carousel.Interchange.Networks;

/// <summary>Weights of a layer, row after row.</summary>
/// <param name="Rows">How many rows: outputs, or gates times units.</param>
/// <param name="Columns">How many weights a row has.</param>
/// <param name="Values">[Rows · Columns].</param>
public sealed record WeightMatrix(int Rows, int Columns, float[] Values)
{
    /// <summary>A row.</summary>
    /// <param name="row">Which.</param>
    /// <returns>[Columns].</returns>
    public ReadOnlySpan<float> Row(int row) => Values.AsSpan(row * Columns, Columns);
}
