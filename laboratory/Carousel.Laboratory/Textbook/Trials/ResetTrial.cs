using Carousel.Autograd;
using Carousel.Inspection.Traces;
using Carousel.Laboratory.Textbook.Resets;
using Carousel.Laboratory.Textbook.Shield;
using Carousel.Laboratory.Training;
using Carousel.Laboratory.Trials;
using Carousel.Layers;
using Carousel.Networks;
using MathNet.Numerics.Statistics;

namespace Carousel.Laboratory.Textbook.Trials;

/// <summary>
/// A running sum that marks set to 0: with and without a forget gate, and where the gate lets go of what cells hold.
/// </summary>
internal sealed class ResetTrial : StatementTrial
{
    private const int Length = 50, Units = 3, Traced = 40;
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
        (double atMarks, double atRandom) = Closed(backend, network, reset, seed);
        (double atIgnored, _) = Closed(backend, Train(kept, "all").Network, kept, seed);
        return new Dictionary<string, double>
        {
            ["error_without_log2"] = Math.Log2(without / error),
            ["closed_at_marks"] = atMarks,
            ["closed_at_random"] = atRandom,
            ["closed_at_ignored_marks"] = atIgnored,
        };
    }

    /// <summary>
    /// By how much the forget gate is nearer to 0 at marks than elsewhere, and at one step in ten drawn at random: that
    /// of the cell that follows the sum best, by its correlation with the sum over half of the traced sequences; its
    /// mean over the others.
    /// </summary>
    private static (double AtMarks, double AtRandom) Closed(
        CpuBackend backend, TaskNetwork network, RunningSumTask task, ulong seed)
    {
        var batch = new TaskBatch(task);
        task.Draw(new TrialRandom(seed, $"{task.Name}/traced", 0), Traced, batch);
        float[][] inputs =
        [
            .. Enumerable.Range(0, Traced).Select(
                b => Enumerable.Range(0, Length).SelectMany(t => batch.Step(b, t).ToArray()).ToArray()),
        ];
        LayerTrace[] traces =
        [
            .. inputs.Select(input => NetworkTrace.Of(
                backend, network.Core, input, [TraceQuantity.ForgetGate, TraceQuantity.Cell])[0]),
        ];
        double[] Over(int from, TraceQuantity quantity, int unit) =>
        [
            .. traces.Skip(from).Take(Traced / 2).SelectMany(
                trace => Enumerable.Range(0, Length).Select(t => (double)trace[quantity][(t * Units) + unit])),
        ];
        double[] sums = [.. batch.Targets.Take(Traced / 2 * Length).Select(x => (double)x)];
        int best = Enumerable.Range(0, Units)
            .MaxBy(u => Math.Abs(Correlation.Pearson(Over(0, TraceQuantity.Cell, u), sums)));
        double[] gates = Over(Traced / 2, TraceQuantity.ForgetGate, best);
        bool[] marks =
        [
            .. inputs.Skip(Traced / 2).SelectMany(
                input => Enumerable.Range(0, Length).Select(t => input[(t * task.InputSize) + 1] > 0)),
        ];
        var draw = new TrialRandom(seed, $"{task.Name}/random steps", 0);
        bool[] drawn = [.. marks.Select(_ => draw.Below(RunningSumTask.StepsPerMark) == 0)];
        double Apart(bool[] at) =>
            gates.Where((_, k) => !at[k]).Average() - gates.Where((_, k) => at[k]).Average();
        return (Apart(marks), Apart(drawn));
    }
}
