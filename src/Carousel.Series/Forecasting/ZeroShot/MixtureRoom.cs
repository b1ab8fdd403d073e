using static Carousel.Forecasting.ZeroShotShape;

namespace Carousel.Forecasting;

/// <summary>Arrays of <see cref="MixtureOp"/>, which grow to the largest batch and are used again.</summary>
internal sealed class MixtureRoom
{
    private float[] _outputs = [], _gradient = [], _bases = [], _quantiles = [];
    private int _rows;

    /// <summary>[R, <see cref="ZeroShotShape.Outputs"/>].</summary>
    public Span<float> Outputs => _outputs.AsSpan(0, _rows * ZeroShotShape.Outputs);

    /// <summary>[R, <see cref="ZeroShotShape.Outputs"/>].</summary>
    public Span<float> Gradient => _gradient.AsSpan(0, _rows * ZeroShotShape.Outputs);

    /// <summary>[R, B·P].</summary>
    public Span<float> Bases => _bases.AsSpan(0, _rows * ZeroShotShape.Bases * Patch);

    /// <summary>[R, P·<see cref="Levels"/>].</summary>
    public Span<float> Quantiles => _quantiles.AsSpan(0, _rows * Patch * Levels);

    /// <summary>Makes room for a batch.</summary>
    /// <param name="rows">R.</param>
    public void Need(int rows)
    {
        _rows = rows;
        if (_outputs.Length < rows * ZeroShotShape.Outputs)
        {
            (_outputs, _gradient) = (new float[rows * ZeroShotShape.Outputs], new float[rows * ZeroShotShape.Outputs]);
            _bases = new float[rows * ZeroShotShape.Bases * Patch];
            _quantiles = new float[rows * Patch * Levels];
        }
    }
}
