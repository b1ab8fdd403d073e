using Carousel.Autograd;
using Carousel.Data;
using Carousel.Layers;
using Carousel.Tensors;
using Carousel.Testing;
using Carousel.Training;

namespace Carousel.Tests.Layers;

public sealed class CtcTests : IDisposable
{
    private readonly CpuBackend _backend = new(1);
    private readonly Arena _arena;

    public CtcTests() => _arena = new Arena(_backend);

    public void Dispose()
    {
        _arena.Dispose();
        _backend.Dispose();
    }

    [Fact]
    public void Gradients_EqualDifferences_ThroughTheTape()
    {
        var packing = new Packing([4, 0, 6]);
        var labels = new LabelSequences([[2, 2], [], [1, 3, 1]]);
        var dense = new Dense(3, 4);
        dense.Build(_backend, 2);
        float[] x = new Draws(7).Floats(packing.Rows * 3);
        IReadOnlyList<GradientDifference> found = GradientCheck.Run(
            _backend, dense.Parameters,
            tape =>
                Ctc.Loss(
                    tape, dense.Forward(tape, tape.Input(x, new Shape(packing.Rows, 3)), packing).Hidden, labels,
                    packing));

        Assert.Equal(2, found.Count);
        Assert.All(found, difference => Assert.True(difference.Error < 2e-3, $"{difference}"));
    }

    [Fact]
    public void Loss_NamesTheSequence_WhenItsLabelsDoNotFit()
    {
        var tape = new Tape(_backend, _arena);
        tape.Begin(TapeMode.Inference);
        var packing = new Packing([3, 3]);
        var error = Assert.Throws<ArgumentException>(
            () =>
                Ctc.Loss(
                    tape, tape.Input(new float[18], new Shape(6, 3)), new LabelSequences([[1, 2, 1], [1, 2, 2]]),
                    packing));
        Assert.StartsWith(
            "labels: the 3 labels of sequence 1 need 4 steps, one each and one between equal neighbours, but it has 3.",
            error.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(
            () => Ctc.Loss(tape, tape.Input(new float[18], new Shape(6, 3)), new LabelSequences([[1]]), packing));
    }

    [Fact]
    public void AnEmptySequence_AddsNothing_AndCountsInTheMean()
    {
        float[] x = new Draws(3).Floats(5 * 3);
        var tape = new Tape(_backend, _arena);
        tape.Begin(TapeMode.Inference);
        float[] alone = Ctc.Loss(
            tape, tape.Input(x, new Shape(5, 3)), new LabelSequences([[1, 2]]), new Packing([5])).Value.ToArray();
        float[] beside = Ctc.Loss(
            tape, tape.Input(x, new Shape(5, 3)), new LabelSequences([[], [1, 2], [], []]),
            new Packing([0, 5, 0, 0])).Value.ToArray();
        Assert.Equal(alone[0] / 4, beside[0]);
        Assert.Throws<ArgumentException>(
            () =>
                Ctc.Loss(tape, tape.Input(x, new Shape(5, 3)), new LabelSequences([[1], [1, 2]]), new Packing([0, 5])));
    }

    [Fact]
    public void ATraining_HasEqualBits_ForAnyNumberOfThreads()
    {
        float[] expected = Trained(threads: 1);
        Assert.NotEqual(expected, Trained(threads: 1, steps: 4));
        foreach (int threads in new[] { 2, 8 })
        {
            Near.SameBits(Trained(threads), expected);
        }
    }

    [Fact]
    public void LossAndGradient_AgreeWithPyTorch()
    {
        Golden golden = Golden.Read("ctc");
        int[] lengths = golden.Integers("lengths"), targets = golden.Integers("targets"),
            counts = golden.Integers("target_lengths");
        int C = (int)golden.Number("classes");
        var labels = new LabelSequences();
        labels.Set(targets, counts);
        var tape = new Tape(_backend, _arena);
        tape.Begin(TapeMode.Gradients);
        var batch = SequenceBatch.FromPadded(golden.Floats("x"), lengths, C);
        Variable x = tape.Watch(tape.Input(batch).Value);
        Variable loss = Ctc.Loss(tape, x, labels, batch.Packing);
        tape.Backward(loss);

        Near.Largest(loss.Value.ToArray(), golden.Values("loss"), Near.Parity, "loss");
        Near.Largest(
            SequenceBatch.ToPadded(batch.Packing, tape.Gradient(x).ToArray(), C, padding: 0), golden.Values("dx"),
            Near.Parity, "dx");
    }

    /// <summary>
    /// The weights of an LSTM and its scores after some steps on eleven sequences, two of them empty.
    /// </summary>
    private static float[] Trained(int threads, int steps = 5)
    {
        int[] lengths = [12, 0, 30, 7, 7, 18, 1, 0, 25, 9, 30];
        var labels = new LabelSequences(
            [.. lengths.Select(length => Enumerable.Range(0, length / 3).Select(u => 1 + (u * length % 5)).ToArray())]);
        var packing = new Packing(lengths);
        using var backend = new CpuBackend(threads);
        using var arena = new Arena(backend);
        Lstm lstm = new(4, 20);
        Dense dense = new(20, 6);
        lstm.Build(backend, 2);
        dense.Build(backend, 3);
        using Optimizer optimizer = new AdamOptions().Create(backend, [.. lstm.Parameters, .. dense.Parameters]);
        var tape = new Tape(backend, arena);
        float[] x = new Draws(11).Floats(packing.Rows * 4);
        for (int step = 0; step < steps; step++)
        {
            lstm.ClearGradients(backend);
            dense.ClearGradients(backend);
            tape.Begin(TapeMode.Training);
            Variable hidden = lstm.Forward(tape, tape.Input(x, new Shape(packing.Rows, 4)), packing).Hidden;
            tape.Backward(Ctc.Loss(tape, dense.Forward(tape, hidden, packing).Hidden, labels, packing));
            optimizer.Step(0.01);
        }

        return [.. lstm.Parameters.Concat(dense.Parameters).SelectMany(p => p.Value.ToArray())];
    }
}
