using Carousel.Memory;

namespace Carousel.Jobs.Networks;

/// <summary>
/// Values for a parameter of a network, given when they are asked for: they are written where they stay, without a copy
/// beside them.
/// </summary>
/// <param name="Length">How many values.</param>
/// <param name="Fill">Writes them, row-major.</param>
internal sealed record NetworkWeight(int Length, ParameterFill Fill)
{
    /// <summary>Values that are in memory.</summary>
    /// <param name="values">The values; read when they are asked for.</param>
    /// <returns>The weight.</returns>
    public static NetworkWeight Of(ReadOnlyMemory<float> values) =>
        new(values.Length, filled => values.Span.CopyTo(filled));

    /// <summary>The weights of a layer that are in memory.</summary>
    /// <param name="layer">Values by the parameter's name.</param>
    /// <returns>The weights by the same names.</returns>
    public static IReadOnlyDictionary<string, NetworkWeight> Of(IReadOnlyDictionary<string, float[]> layer)
    {
        ArgumentNullException.ThrowIfNull(layer);
        return layer.ToDictionary(w => w.Key, w => Of(w.Value), StringComparer.Ordinal);
    }
}
