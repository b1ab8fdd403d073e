using Carousel.Kernels.Primitives;
using Carousel.Memory;
using Carousel.Storage;

namespace Carousel.Forecasting.Rivals;

/// <summary>
/// ŷ = W·x + b in double. Weights and offsets are float values, so that a map read from a file has the bits of the
/// map that was written.
/// </summary>
internal sealed class LinearMap
{
    private readonly double[] _weights;
    private readonly double[] _offsets;

    /// <summary>A map.</summary>
    /// <param name="weights">[I, O], rounded to float here.</param>
    /// <param name="offsets">[O], rounded to float here.</param>
    public LinearMap(ReadOnlySpan<double> weights, ReadOnlySpan<double> offsets) =>
        (_weights, _offsets) = (Rounded(weights), Rounded(offsets));

    /// <summary>I.</summary>
    public int Inputs => _weights.Length / _offsets.Length;

    /// <summary>O.</summary>
    public int Outputs => _offsets.Length;

    /// <summary>[I, O].</summary>
    public ReadOnlySpan<double> Weights => _weights;

    /// <summary>[O].</summary>
    public ReadOnlySpan<double> Offsets => _offsets;

    /// <summary>Applies it.</summary>
    /// <param name="x">[I].</param>
    /// <param name="y">[O], overwritten.</param>
    public void Apply(ReadOnlySpan<double> x, Span<double> y)
    {
        _offsets.CopyTo(y);
        for (int i = 0; i < x.Length; i++)
        {
            // Indicators are 0 most of the time.
            if (x[i] != 0)
            {
                DoubleSums.Add(y, _weights.AsSpan(i * y.Length, y.Length), x[i]);
            }
        }
    }

    /// <summary>The map for a model file: the weights, then the offsets as a last row.</summary>
    /// <param name="name">Its name there.</param>
    public StoredTensor ToTensor(string name) => new(
        name, new Shape(Inputs + 1, Outputs), _weights.Concat(_offsets).Select(v => (float)v).ToArray());

    /// <summary>The map that <see cref="ToTensor"/> stored; null where the tensor has another shape.</summary>
    /// <param name="tensor">The tensor.</param>
    /// <param name="inputs">I.</param>
    /// <param name="outputs">O.</param>
    public static LinearMap? Of(StoredTensor tensor, int inputs, int outputs)
    {
        if (tensor.Shape != new Shape(inputs + 1, outputs))
        {
            return null;
        }

        return Of(tensor.Values.Span, outputs);
    }

    /// <summary>The map of the values of its weights, then its offsets.</summary>
    /// <param name="values">[I + 1, O].</param>
    /// <param name="outputs">O.</param>
    public static LinearMap Of(ReadOnlySpan<float> values, int outputs)
    {
        double[] all = [.. values.ToArray().Select(v => (double)v)];
        return new LinearMap(all.AsSpan(0, all.Length - outputs), all.AsSpan(all.Length - outputs));
    }

    private static double[] Rounded(ReadOnlySpan<double> values)
    {
        var rounded = new double[values.Length];
        for (int i = 0; i < rounded.Length; i++)
        {
            rounded[i] = (float)values[i];
        }

        return rounded;
    }
}
