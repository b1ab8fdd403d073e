using Carousel.Autograd;
using Carousel.Jobs.Fitting;
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
        return Make(
            design, seed: 0, threads,
            (backend, chain) => NetworkWeight.Build(chain, backend, [.. weights.Select(NetworkWeight.Of)]));
    }

    /// <summary>Makes a model whose weights are drawn as before a training.</summary>
    /// <param name="design">The chain.</param>
    /// <param name="seed">The same seed gives the same weights.</param>
    /// <param name="threads">How many threads compute; 0 for as many as the machine has processors.</param>
    /// <returns>The model, owned by the caller.</returns>
    /// <exception cref="ArgumentException">The design has a fault.</exception>
    public static NetworkModel Draw(NetworkDesign design, ulong seed, int threads = 0) =>
        Make(design, seed, threads, (backend, chain) => chain.Build(backend, seed));

    /// <summary>
    /// Takes over a model made by the caller, such as an imported network, which counts as disposed then.
    /// </summary>
    /// <param name="model">The model.</param>
    /// <returns>The same network as the model of a job, owned by the caller.</returns>
    /// <exception cref="ObjectDisposedException">The model was disposed.</exception>
    public static NetworkModel Of(SequenceModel model)
    {
        ArgumentNullException.ThrowIfNull(model);
        (CpuBackend backend, NetworkChain chain, NetworkTraining training) = model.GiveAway();
        return new NetworkModel(
            backend, chain, FitSummary.Of(training.ToResult(), training.Seed, training.Parameters));
    }

    private static NetworkModel Make(
        NetworkDesign design, ulong seed, int threads, Action<CpuBackend, NetworkChain> build) =>
        ModelFitting.WithBackend(threads, backend =>
        {
            var chain = new NetworkChain(design);
            build(backend, chain);
            return new NetworkModel(
                backend, chain, new FitSummary(StopReason.Completed, 0, 0, null, seed, chain.ParameterCount, []));
        });
}
