namespace Carousel.Forecasting;

/// <summary>A row of inputs that is written from left to right.</summary>
/// <param name="x">[F].</param>
internal ref struct InputRow(Span<float> x)
{
    private readonly Span<float> _x = x;
    private int _at;

    /// <summary>Writes the next input.</summary>
    /// <param name="value">The input; NaN is missing.</param>
    public void Add(float value) => _x[_at++] = value;
}
