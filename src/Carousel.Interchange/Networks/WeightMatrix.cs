using Carousel.Tensors;

namespace Carousel.Interchange.Networks;

/// <summary>Weights of a layer, row after row.</summary>
/// <param name="Rows">How many rows: outputs, or gates times units.</param>
/// <param name="Columns">How many weights a row has.</param>
/// <param name="Values">[Rows · Columns].</param>
internal sealed record WeightMatrix(int Rows, int Columns, float[] Values)
{
    private QuantizedMatrix? _made;

    /// <summary>
    /// The bytes that the model stores instead of <see cref="Values"/>; null if it stores single precision.
    /// </summary>
    public QuantizedMatrix? Kept { get; init; }

    /// <summary>The matrix in bytes: those that the model keeps, or made of <see cref="Values"/>.</summary>
    public QuantizedMatrix InBytes => Kept ?? (_made ??= QuantizedMatrix.Of(Rows, Columns, Values));

    /// <summary>A row.</summary>
    /// <param name="row">Which.</param>
    /// <returns>[Columns].</returns>
    public ReadOnlySpan<float> Row(int row) => Values.AsSpan(row * Columns, Columns);
}
