using Carousel.Autograd;
using Carousel.Laboratory.Tasks;
using Carousel.Laboratory.Textbook.Resets;
using Carousel.Laboratory.Textbook.Uses;
using Carousel.Laboratory.Training;
using Carousel.Layers;
using Carousel.Networks;

namespace Carousel.Laboratory.Textbook.Trials;

/// <summary>Where the input gate lets values in: at marked values among noise, and where every value counts.</summary>
internal sealed class InputGateTrial : StatementTrial
{
    private const int Length = 50, Units = 8, Batches = 3_000, Networks = 3;

    /// <inheritdoc/>
    public override int Number => 44;

    /// <inheritdoc/>
    public override IReadOnlyDictionary<string, double> Measure(
        ulong seed, CpuBackend backend, Action<double> progress, CancellationToken cancellation)
    {
        var effects = new Dictionary<string, double>(StringComparer.Ordinal);
        void Add(string effect, double value) =>
            effects[effect] = effects.GetValueOrDefault(effect) + (value / Networks);
        for (int k = 0; k < Networks; k++)
        {
            ulong own = (seed * Networks) + (ulong)k;
            MarkedGate Read(SequenceTask task) => MarkedGate.Of(
                backend,
                UseTraining.Run(backend, new Lstm(task.InputSize, Units), task, Batches, own, cancellation), task,
                TraceQuantity.InputGate, own);
            MarkedGate noise = Read(new AddingTask(Length));
            Add("noise_over_signal_log2", Math.Log2(noise.Elsewhere));
            Add("open_at_marks", -noise.AtMarks);
            Add("open_at_random", -noise.AtRandom);
            Add("open_at_ignored_marks", -Read(new RunningSumTask(Length, isReset: false)).AtMarks);
            progress((k + 1.0) / Networks);
        }

        return effects;
    }
}
