using Carousel.Autograd;
using Carousel.Layers;
using Carousel.Tensors;
using Carousel.Testing;

namespace Carousel.Tests.Layers;

public sealed class GruTests : RecurrentLayerTests
{
    [Fact]
    public void Sizes_NamesAndParameters_AreThoseOfTheEquations()
    {
        var layer = new Gru(I, H, trainableInitialState: true);

        Assert.Equal(["W", "R", "b", "q", "initial_state"], layer.Parameters.Select(p => p.Name));
        Assert.Equal((3 * H * (I + H + 1)) + H + H, layer.ParameterCount);
        Assert.Equal(H, layer.StateSize);
        Assert.Null(new Gru(I, H, resetAfter: false).Q);
        Assert.Throws<ArgumentOutOfRangeException>(() => new Gru(0, 3));
    }

    [Fact]
    public void TheTrainedInitialState_GetsTheGradientsOfAllSequences()
    {
        using var run = new LayerRun(Make(I, H), 1, [2, 0, 3]);
        float[] x = run.X(1);
        Parameter trained = run.Layer.Parameters.Last();
        run.Train(
            TapeMode.Gradients, x, [.. Enumerable.Repeat(trained.Value.ToArray(), 3).SelectMany(values => values)]);
        double[] expected =
        [
            .. Enumerable.Range(0, H)
                .Select(u => (double)run.DInitial[u] + run.DInitial[H + u] + run.DInitial[(2 * H) + u]),
        ];

        run.Tape.Begin(TapeMode.Gradients);
        SequenceOutput output = run.Layer.Forward(run.Tape, run.Tape.Input(x, new Shape(5, I)), run.Packing);
        run.Tape.Gradient(output.Hidden).Write(run.DHidden);
        run.Tape.Gradient(output.FinalState).Write(run.DFinal);
        run.Tape.Propagate();

        Near.Largest(trained.Gradient.ToArray(), expected, Near.Sum(3, 3));
    }

    private protected override SequenceLayer Make(int inputSize, int hiddenSize) =>
        new Gru(inputSize, hiddenSize, trainableInitialState: true);
}

public sealed class GruResetBeforeTests : RecurrentLayerTests
{
    private protected override SequenceLayer Make(int inputSize, int hiddenSize) =>
        new Gru(inputSize, hiddenSize, resetAfter: false);
}

public sealed class GruReverseTests : RecurrentLayerTests
{
    private protected override SequenceLayer Make(int inputSize, int hiddenSize) =>
        new Gru(inputSize, hiddenSize, reverse: true);
}
