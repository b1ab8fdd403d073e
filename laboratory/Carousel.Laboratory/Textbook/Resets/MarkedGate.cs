using Carousel.Autograd;
using Carousel.Inspection.Traces;
using Carousel.Laboratory.Training;
using Carousel.Laboratory.Trials;
using Carousel.Networks;
using MathNet.Numerics.Statistics;

namespace Carousel.Laboratory.Textbook.Resets;

/// <summary>
/// A gate at marked steps. Uses the cell with the highest correlation with the target over half of the traced
/// sequences, and its mean over the others.
/// </summary>
/// <param name="AtMarks">By how much the gate is lower at marks than elsewhere.</param>
/// <param name="AtRandom">The same for one step in ten drawn at random.</param>
/// <param name="Elsewhere">The mean at steps without a mark, as a share of that at marks.</param>
internal readonly record struct MarkedGate(double AtMarks, double AtRandom, double Elsewhere)
{
    private const int Traced = 40;

    /// <summary>Reads it.</summary>
    /// <param name="backend">Where the network was built.</param>
    /// <param name="network">An LSTM that learned the task.</param>
    /// <param name="task">Its second feature is the mark.</param>
    /// <param name="gate">Which gate.</param>
    /// <param name="seed">Of the sequences.</param>
    public static MarkedGate Of(
        CpuBackend backend, TaskNetwork network, SequenceTask task, TraceQuantity gate, ulong seed)
    {
        var batch = new TaskBatch(task);
        task.Draw(new TrialRandom(seed, $"{task.Name}/traced", 0), Traced, batch);
        int length = batch.Inputs.Packing.Steps, units = network.Core.OutputSize;
        float[][] inputs =
        [
            .. Enumerable.Range(0, Traced).Select(
                b => Enumerable.Range(0, length).SelectMany(t => batch.Step(b, t).ToArray()).ToArray()),
        ];
        LayerTrace[] traces =
        [
            .. inputs.Select(input => NetworkTrace.Of(
                backend, network.Core, input, [gate, TraceQuantity.Cell])[0]),
        ];
        int told = batch.TargetCount / 2;
        double[] targets = [.. batch.Targets.Take(told).Select(x => (double)x)];
        int best = Enumerable.Range(0, units).MaxBy(u => Math.Abs(Correlation.Pearson(
            [
                .. Enumerable.Range(0, told).Select(k => (double)traces[batch.TargetSequences[k]][TraceQuantity.Cell][
                    (batch.TargetSteps[k] * units) + u]),
            ],
            targets)));
        double[] gates =
        [
            .. traces.Skip(Traced / 2).SelectMany(
                trace => Enumerable.Range(0, length).Select(t => (double)trace[gate][(t * units) + best])),
        ];
        bool[] marks =
        [
            .. inputs.Skip(Traced / 2).SelectMany(
                input => Enumerable.Range(0, length).Select(t => input[(t * task.InputSize) + 1] > 0)),
        ];
        var draw = new TrialRandom(seed, $"{task.Name}/random steps", 0);
        bool[] drawn = [.. marks.Select(_ => draw.Below(RunningSumTask.StepsPerMark) == 0)];
        double Mean(bool[] at, bool isAt) => gates.Where((_, k) => at[k] == isAt).Average();
        return new MarkedGate(
            Mean(marks, false) - Mean(marks, true), Mean(drawn, false) - Mean(drawn, true),
            Mean(marks, false) / Mean(marks, true));
    }
}
