using Carousel.Autograd;
using Carousel.Layers;
using Carousel.Tensors;
using Carousel.Testing;

namespace Carousel.Tests.Layers;

public sealed class StackTests : RecurrentLayerTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void ThreeWays_GiveTheSameBits_WhereLayersHaveOtherSizesAndSomeNoState(int streams)
    {
        var stack = new Stack(new Dense(I, 6), new Gru(6, 9), new Dropout(9, 0.5f), new Elman(9, 4), new Dense(4, 2));
        using var run = new LayerRun(stack, 1, [.. Enumerable.Repeat(5, streams)]);
        float[] x = run.X(1), initial = run.Initial(2);

        (float[] hidden, float[] final) = run.Forward(TapeMode.Gradients, x, initial);

        Assert.Equal(9 + 4, stack.StateSize);
        Near.SameBits(run.Forward(TapeMode.Inference, x, initial).Hidden, hidden);
        (float[] stepped, float[] state) = run.Steps(x, initial);
        Near.SameBits(stepped, hidden);
        Near.SameBits(state, final);
    }

    [Fact]
    public void Forward_IsItsLayersByHand_WithTheirStatesSideBySide()
    {
        var stack = new Stack(new Lstm(I, 6), new Gru(6, 3));
        using var run = new LayerRun(stack, 1, [4, 2, 3]);
        float[] x = run.X(3), initial = run.Initial(4);
        (float[] hidden, float[] final) = run.Forward(TapeMode.Inference, x, initial);

        run.Tape.Begin(TapeMode.Inference);
        SequenceLayer[] layers = [.. stack.Layers.Cast<SequenceLayer>()];
        SequenceOutput lower = layers[0]
            .Forward(run.Tape, run.Tape.Input(x, new Shape(9, I)), run.Packing, Columns(0, 12));
        SequenceOutput upper = layers[1].Forward(run.Tape, lower.Hidden, run.Packing, Columns(12, 3));

        Near.SameBits(hidden, upper.Hidden.Value.ToArray());
        float[] ofLower = lower.FinalState.Value.ToArray(), ofUpper = upper.FinalState.Value.ToArray();
        Near.SameBits(
            final,
            Enumerable.Range(0, 3)
                .SelectMany(b => ofLower[(12 * b)..(12 * (b + 1))].Concat(ofUpper[(3 * b)..(3 * (b + 1))])).ToArray());

        Variable Columns(int first, int count) =>
            run.Tape.Input(
                [.. Enumerable.Range(0, 3).SelectMany(b => initial.AsSpan((b * 15) + first, count).ToArray())],
                new Shape(3, count));
    }

    [Fact]
    public void Stack_NamesItsLayersByNumber_AndRefusesSizesThatDoNotFit()
    {
        using var run = new LayerRun(new Stack(new Lstm(I, 6), new Dense(6, 2)), 1, [1]);

        Assert.Equal(["0.W", "0.R", "0.b", "1.weight", "1.bias"], run.Layer.Parameters.Select(p => p.Name));
        Assert.Equal((I, 2, 12), (run.Layer.InputSize, run.Layer.OutputSize, run.Layer.StateSize));
        Assert.Contains(
            "Layer 1 takes 5 features, but the layer below gives 6.",
            Assert.Throws<ArgumentException>(() => new Stack(new Lstm(I, 6), new Gru(5, 2))).Message,
            StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => new Stack());
        Assert.False(new Stack(new Lstm(I, 6), new Lstm(6, 6, reverse: true)).IsCausal);
    }

    private protected override SequenceLayer Make(int inputSize, int hiddenSize) =>
        new Stack(new Lstm(inputSize, hiddenSize), new Gru(hiddenSize, hiddenSize), new Lstm(hiddenSize, 7));
}
