using Carousel.Tensors;

namespace Carousel.Jobs.Quantizing;

/// <summary>Which weights are in which format.</summary>
/// <param name="Quantized">Names of the matrices in 8 bits.</param>
/// <param name="QuantizedValues">How many values they have.</param>
/// <param name="Vectors">How many parameters of one axis there are: biases, gains, initial states; they stay
/// float32.</param>
/// <param name="Matrices">Names of the matrices that stay float32.</param>
/// <param name="FloatValues">How many values are float32.</param>
internal sealed record WeightSummary(
    IReadOnlyList<string> Quantized, long QuantizedValues, int Vectors, IReadOnlyList<string> Matrices,
    long FloatValues)
{
    /// <summary>Counts parameters.</summary>
    /// <param name="parameters">Built parameters.</param>
    public static WeightSummary Of(IEnumerable<Parameter> parameters)
    {
        Parameter[] all = [.. parameters];
        Parameter[] floats = [.. all.Where(p => p.Quantized is null)];
        return new WeightSummary(
            [.. all.Where(p => p.Quantized is not null).Select(p => p.Name)],
            all.Sum(p => (long)p.Shape.Length) - floats.Sum(p => (long)p.Shape.Length),
            floats.Count(p => p.Shape.Rank == 1),
            [.. floats.Where(p => p.Shape.Rank > 1).Select(p => p.Name)],
            floats.Sum(p => (long)p.Shape.Length));
    }

    /// <summary>What stays float32, in words.</summary>
    public string FloatsInWords
    {
        get
        {
            const int Most = 6;
            string rest = Matrices.Count > Most ? $" and {Matrices.Count - Most} more matrices" : "";
            string vectors = Vectors == 1 ? "1 bias or other vector" : $"{Vectors} biases and other vectors";
            return Matrices.Count == 0 ? vectors : $"{vectors}; {string.Join(", ", Matrices.Take(Most))}{rest}";
        }
    }
}
