using Carousel.Backends;
using Carousel.Jobs.Fitting;
using Carousel.Layers;
using Carousel.Memory;
using Carousel.Networks;
using Carousel.Training;

namespace Carousel.Jobs.Networks;

/// <content>Models of given or drawn weights.</content>
public sealed partial class NetworkModel
{
    /// <summary>Makes a model of given weights.</summary>
    /// <param name="design">The chain.</param>
    /// <param name="weights">For each layer but a pooling, in order: values by the parameter's name in the layer,
    /// row-major, such as <c>W</c>, or <c>reverse.R</c> of a layer in both directions.</param>
    /// <param name="threads">How many threads compute; 0 for as many as the machine has processors.</param>
    /// <returns>The model, owned by the caller.</returns>
    /// <exception cref="ArgumentException">The design has a fault, or a parameter is missing, left over or of another
    /// size.</exception>
    public static NetworkModel Create(
        NetworkDesign design, IReadOnlyList<IReadOnlyDictionary<string, float[]>> weights, int threads = 0)
    {
        ArgumentNullException.ThrowIfNull(weights);
        return Create(design, [.. weights.Select(NetworkWeight.Of)], threads);
    }

    /// <summary>Makes a model of weights that are read one after the other, each straight into its parameter.</summary>
    /// <param name="design">The chain.</param>
    /// <param name="weights">For each layer but a pooling, in order: values by the parameter's name in the layer, such
    /// as <c>W</c>, or <c>reverse.R</c> of a layer in both directions.</param>
    /// <param name="threads">How many threads compute; 0 for as many as the machine has processors.</param>
    /// <returns>The model, owned by the caller.</returns>
    /// <exception cref="ArgumentException">The design has a fault, or a parameter is missing, left over or of another
    /// size.</exception>
    internal static NetworkModel Create(
        NetworkDesign design, IReadOnlyList<IReadOnlyDictionary<string, NetworkWeight>> weights, int threads = 0)
    {
        ArgumentNullException.ThrowIfNull(weights);
        return Make(design, seed: 0, threads, (backend, chain) =>
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
        });
    }

    /// <summary>Makes a model whose weights are drawn as before a training.</summary>
    /// <param name="design">The chain.</param>
    /// <param name="seed">The same seed gives the same weights.</param>
    /// <param name="threads">How many threads compute; 0 for as many as the machine has processors.</param>
    /// <returns>The model, owned by the caller.</returns>
    /// <exception cref="ArgumentException">The design has a fault.</exception>
    public static NetworkModel Draw(NetworkDesign design, ulong seed, int threads = 0) =>
        Make(design, seed, threads, (backend, chain) => chain.Build(backend, seed));

    private static NetworkModel Make(
        NetworkDesign design, ulong seed, int threads, Action<CpuBackend, NetworkChain> build)
    {
        ArgumentNullException.ThrowIfNull(design);
        if (design.FindMistake() is { } fault)
        {
            throw new ArgumentException(fault, nameof(design));
        }

        return ModelFitting.WithBackend(threads, backend =>
        {
            var chain = new NetworkChain(design);
            build(backend, chain);
            return new NetworkModel(
                backend, chain, new FitSummary(StopReason.Completed, 0, 0, null, seed, chain.ParameterCount, []));
        });
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
