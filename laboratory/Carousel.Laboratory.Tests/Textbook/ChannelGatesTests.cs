using Carousel.Autograd;
using Carousel.Laboratory.Textbook.Channels;
using Carousel.Laboratory.Training;
using Carousel.Laboratory.Trials;
using Carousel.Tensors;

namespace Carousel.Laboratory.Tests.Textbook;

public sealed class ChannelGatesTests
{
    /// <summary>A gate is one number from 0 to 1 for a channel and a sequence, whatever the step.</summary>
    [Fact]
    public void Gates_ScaleEachChannelOfASequence_ByOneNumber()
    {
        using var backend = new CpuBackend(1);
        var task = new ChannelTask(isShifted: true);
        var gates = new ChannelGates(task.InputSize, reduced: 3);
        gates.Build(backend, seed: 1);
        var batch = new TaskBatch(task);
        task.Draw(new TrialRandom(1, "gates", 0), 5, batch);
        using var arena = new Arena(backend);
        var tape = new Tape(backend, arena);
        tape.Begin(TapeMode.Inference);
        Variable input = tape.Input(
            batch.Inputs.Values, new Shape(batch.Inputs.Packing.Rows, batch.Inputs.FeatureSize));
        float[] scaled = gates.Forward(tape, input, batch.Inputs.Packing).Hidden.Value.ToArray();
        for (int b = 0; b < 5; b++)
        {
            for (int c = 0; c < task.InputSize; c++)
            {
                float[] factors =
                [
                    .. Enumerable.Range(0, batch.Inputs.Packing.Steps).Select(
                        t => scaled[(batch.Inputs.Packing.Row(b, t) * task.InputSize) + c] / batch.Step(b, t)[c]),
                ];
                Assert.InRange(factors[0], 0, 1);
                Assert.All(factors, factor => Assert.Equal(factors[0], factor, tolerance: 1e-4f));
            }
        }
    }

    [Fact]
    public void Mean_IsThatOfAllSteps()
    {
        using var backend = new CpuBackend(1);
        var task = new ChannelTask(isShifted: false);
        var batch = new TaskBatch(task);
        task.Draw(new TrialRandom(2, "means", 0), 3, batch);
        using var arena = new Arena(backend);
        var tape = new Tape(backend, arena);
        tape.Begin(TapeMode.Inference);
        Variable input = tape.Input(
            batch.Inputs.Values, new Shape(batch.Inputs.Packing.Rows, batch.Inputs.FeatureSize));
        float[] means = new SequenceMean(task.InputSize).Forward(tape, input, batch.Inputs.Packing).Hidden.Value
            .ToArray();
        double expected = Enumerable.Range(0, batch.Inputs.Packing.Steps).Average(t => (double)batch.Step(1, t)[2]);
        Assert.Equal(expected, means[(batch.Inputs.Packing.Row(1, 7) * task.InputSize) + 2], tolerance: 1e-5);
    }
}
