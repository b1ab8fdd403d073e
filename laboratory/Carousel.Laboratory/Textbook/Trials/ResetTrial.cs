using Carousel.Autograd;
using Carousel.Laboratory.Textbook.Resets;
using Carousel.Laboratory.Textbook.Shield;
using Carousel.Laboratory.Training;
using Carousel.Layers;
using Carousel.Networks;

namespace Carousel.Laboratory.Textbook.Trials;

/// <summary>
/// A running sum that marks set to 0: with and without a forget gate, and where the gate lets go of what cells hold.
/// </summary>
internal sealed class ResetTrial : StatementTrial
{
    private const int Length = 50, Units = 3;
    private const long Sequences = 32_000;

    /// <inheritdoc/>
    public override int Number => 6;

    /// <inheritdoc/>
    public override IReadOnlyDictionary<string, double> Measure(
        ulong seed, CpuBackend backend, Action<double> progress, CancellationToken cancellation)
    {
        RunningSumTask reset = new(Length, isReset: true), kept = new(Length, isReset: false);
        int done = 0;
        (TaskNetwork Network, double Error) Train(SequenceTask task, string variant)
        {
            GateVariant gates = GateVariant.All.First(v => v.Key == variant);
            var layer = new Lstm(task.InputSize, Units);
            var network = new TaskNetwork(layer, task.OutputSize);
            network.Build(backend, seed);
            gates.Prepare(layer);
            var options = new TaskTrainingOptions
            {
                MostSequences = Sequences,
                Trainer = TaskTrainingOptions.FallingRate(0.01),
            };
            TaskOutcome outcome = TaskTraining.Run(backend, network, task, options, seed, cancellation);
            progress(++done / 3.0);
            return (network, outcome.Test.Loss);
        }

        (TaskNetwork network, double error) = Train(reset, "all");
        double without = Train(reset, "no_forget").Error;
        var marked = MarkedGate.Of(backend, network, reset, TraceQuantity.ForgetGate, seed);
        var ignored = MarkedGate.Of(
            backend, Train(kept, "all").Network, kept, TraceQuantity.ForgetGate, seed);
        return new Dictionary<string, double>
        {
            ["error_without_log2"] = Math.Log2(without / error),
            ["closed_at_marks"] = marked.AtMarks,
            ["closed_at_random"] = marked.AtRandom,
            ["closed_at_ignored_marks"] = ignored.AtMarks,
        };
    }
}
