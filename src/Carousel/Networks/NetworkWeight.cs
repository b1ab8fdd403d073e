using Carousel.Autograd;
using Carousel.Layers;
using Carousel.Tensors;

namespace Carousel.Networks;

/// <summary>
/// Values for a parameter of a network, made on demand. They are written directly to their final place, without a
/// copy.
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
        return layer.ToDictionary(w => w.Key, w => Of(w.Value));
    }

    /// <summary>Gives a network memory, and each parameter its values, one after the other.</summary>
    /// <param name="chain">The network.</param>
    /// <param name="backend">Where it computes.</param>
    /// <param name="weights">For each layer but a pooling, in order: values by the parameter's name in the layer, such
    /// as <c>W</c>, or <c>reverse.R</c> of a layer in both directions.</param>
    /// <exception cref="ArgumentException">A parameter is missing, left over or of another size.</exception>
    public static void Build(
        NetworkChain chain, Backend backend, IReadOnlyList<IReadOnlyDictionary<string, NetworkWeight>> weights)
    {
        chain.Allocate(backend);
        if (weights.Count != chain.Parts.Count)
        {
            throw new ArgumentException(
                $"The network has {chain.Parts.Count} layers with parameters, but weights are given "
                + $"for {weights.Count}.", nameof(weights));
        }

        for (int l = 0; l < weights.Count; l++)
        {
            Set(chain.Parts[l].Layer, weights[l], $"layer {l + 1}, {chain.Parts[l].Design.Describe()}");
        }
    }

    private static void Set(SequenceLayer layer, IReadOnlyDictionary<string, NetworkWeight> weights, string name)
    {
        int used = 0;
        foreach (Parameter parameter in layer.Parameters)
        {
            string own = parameter.Name[(layer.Path.Length + 1)..];
            if (!weights.TryGetValue(own, out NetworkWeight? values))
            {
                throw new ArgumentException($"The weights of {name} lack '{own}' {parameter.Shape}.", nameof(weights));
            }

            parameter.Fill(
                values.Length == parameter.Shape.Length
                    ? values.Fill
                    : throw new ArgumentException(
                        $"'{own}' of {name} has {values.Length} values, but {parameter.Shape} are needed.",
                        nameof(weights)));
            used++;
        }

        if (used != weights.Count)
        {
            throw new ArgumentException(
                $"The weights of {name} hold {weights.Count} parameters, but it has {used}.", nameof(weights));
        }
    }
}
