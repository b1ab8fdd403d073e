using Carousel.Autograd;
using Carousel.Laboratory.Textbook.Channels;
using Carousel.Laboratory.Textbook.Learning;
using Carousel.Laboratory.Textbook.Uses;
using Carousel.Laboratory.Training;
using Carousel.Layers;
using Carousel.Tensors;

namespace Carousel.Laboratory.Textbook.Trials;

/// <summary>Convolutions with gates on their channels, and the same with more channels and no gates.</summary>
internal sealed class SqueezeTrial : StatementTrial
{
    private const int Channels = 16, Reduced = 8, Width = 5, Batches = 3_000, Asked = 1_000;

    /// <inheritdoc/>
    public override int Number => 43;

    /// <inheritdoc/>
    public override IReadOnlyDictionary<string, double> Measure(
        ulong seed, CpuBackend backend, Action<double> progress, CancellationToken cancellation)
    {
        var effects = new Dictionary<string, double>(StringComparer.Ordinal);
        foreach ((string name, ChannelTask task) in new[] { ("changing", new ChannelTask(true)), ("same", new(false)) })
        {
            double Right(SequenceLayer core) => UseTraining.Score(
                backend, UseTraining.Run(backend, core, task, Batches, seed, cancellation), task, seed, Asked).Accuracy;
            SequenceLayer gated = Layers(task.InputSize, Channels, isGated: true);
            int wide = EqualParameters.Units(
                new TaskNetwork(gated, task.OutputSize).ParameterCount, task.OutputSize, 2 * Channels,
                channels => Layers(task.InputSize, channels, isGated: false));
            double with = Right(gated), without = Right(Layers(task.InputSize, wide, isGated: false));
            effects[$"{name}_gated"] = with;
            effects[$"{name}_gated_less_plain"] = with - without;
            progress(effects.Count / 4.0);
        }

        return effects;
    }

    private static Stack Layers(int inputs, int channels, bool isGated) => new(
    [
        new SequenceConvolution(inputs, channels, Width, activation: ElementwiseFunction.Relu),
        .. isGated ? [new ChannelGates(channels, Reduced)] : Array.Empty<SequenceLayer>(),
        new SequenceConvolution(channels, channels, Width, activation: ElementwiseFunction.Relu),
        new SequenceMean(channels),
    ]);
}
