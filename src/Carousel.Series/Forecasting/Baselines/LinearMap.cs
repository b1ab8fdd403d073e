using Carousel.Kernels;
using Carousel.Storage;
using Carousel.Tensors;

namespace Carousel.Forecasting;

/// <summary>
/// ŷ = W·x + b, computed in double. Weights and offsets are float values, so that a map read from a file has the bits
/// of the map that was written; they are kept as the file holds them, so that maps of many series take half of the
/// memory.
/// </summary>
internal sealed class LinearMap
{
    // [I + 1, O]: the offsets are the last row.
    private readonly ReadOnlyMemory<float> _values;

    /// <summary>A map.</summary>
    /// <param name="weights">[I, O], rounded to float here.</param>
    /// <param name="offsets">[O], rounded to float here.</param>
    public LinearMap(ReadOnlySpan<double> weights, ReadOnlySpan<double> offsets)
    {
        var values = new float[weights.Length + offsets.Length];
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = (float)(i < weights.Length ? weights[i] : offsets[i - weights.Length]);
        }

        (_values, Outputs) = (values, offsets.Length);
    }

    /// <summary>A map that reads its values where they are.</summary>
    /// <param name="values">[I + 1, O]: the weights, then the offsets; not copied.</param>
    /// <param name="outputs">O.</param>
    public LinearMap(ReadOnlyMemory<float> values, int outputs) => (_values, Outputs) = (values, outputs);

    /// <summary>I.</summary>
    public int Inputs => (_values.Length / Outputs) - 1;

    /// <summary>O.</summary>
    public int Outputs { get; }

    /// <summary>[I + 1, O]: the weights, then the offsets.</summary>
    public ReadOnlySpan<float> Values => _values.Span;

    /// <summary>[I, O].</summary>
    public ReadOnlySpan<float> Weights => Values[..^Outputs];

    /// <summary>[O].</summary>
    public ReadOnlySpan<float> Offsets => Values[^Outputs..];

    /// <summary>The same of some outputs.</summary>
    /// <param name="outputs">Which.</param>
    public LinearMap Some(int[] outputs) => new(
        Enumerable.Range(0, Inputs + 1).SelectMany(i => outputs.Select(o => Values[(i * Outputs) + o])).ToArray(),
        outputs.Length);

    /// <summary>Applies it.</summary>
    /// <param name="x">[I].</param>
    /// <param name="y">[O], overwritten.</param>
    public void Apply(ReadOnlySpan<double> x, Span<double> y)
    {
        ReadOnlySpan<float> values = Values;
        y.Clear();
        DoubleSums.Add(y, Offsets, 1);
        for (int i = 0; i < x.Length; i++)
        {
            // Indicators are 0 most of the time.
            if (x[i] != 0)
            {
                DoubleSums.Add(y, values.Slice(i * y.Length, y.Length), x[i]);
            }
        }
    }

    /// <summary>Numbers of a map in double.</summary>
    /// <param name="values">Weights or offsets.</param>
    public static double[] InDouble(ReadOnlySpan<float> values)
    {
        var copy = new double[values.Length];
        DoubleSums.Add(copy, values, 1);
        return copy;
    }

    /// <summary>The map for a model file: the weights, then the offsets as a last row.</summary>
    /// <param name="name">Its name there.</param>
    public StoredTensor ToTensor(string name) => new(name, new Shape(Inputs + 1, Outputs), _values);

    /// <summary>The map that <see cref="ToTensor"/> stored; null where the tensor has another shape.</summary>
    /// <param name="tensor">The tensor.</param>
    /// <param name="inputs">I.</param>
    /// <param name="outputs">O.</param>
    public static LinearMap? Of(StoredTensor tensor, int inputs, int outputs) =>
        tensor.Shape == new Shape(inputs + 1, outputs)
            ? new LinearMap(tensor.Values.Span.ToArray(), outputs)
            : null;
}
