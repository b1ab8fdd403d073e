using Carousel.Laboratory.Training;

namespace Carousel.Laboratory.Textbook.Learning;

/// <summary>What one more step of a stream costs, counted from the arrays of a network.</summary>
/// <param name="MultiplyAdds">
/// Each weight of a matrix once, and each kept key and value once: its product with the query, or its share in the
/// answer.
/// </param>
/// <param name="Bytes">The bytes kept from step to step: only the state.</param>
/// <param name="BytesWithWeights">The state and all parameters.</param>
internal readonly record struct SequenceCost(double MultiplyAdds, double Bytes, double BytesWithWeights)
{
    /// <summary>Counts.</summary>
    /// <param name="network">With a window as long as the context that it needs.</param>
    /// <param name="kind">Only a Transformer reads its whole state in a product.</param>
    public static SequenceCost Of(TaskNetwork network, SequenceKind kind)
    {
        network.Name();
        long weights = network.Parameters.Where(p => p.Shape.Rank > 1).Sum(p => (long)p.Shape.Length);
        long kept = network.Core.StateSize;
        return new SequenceCost(
            weights + (kind == SequenceKind.Lstm ? 0 : kept), kept * sizeof(float),
            (kept + network.ParameterCount) * sizeof(float));
    }
}
