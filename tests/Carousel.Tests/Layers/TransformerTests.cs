using Carousel.Autograd;
using Carousel.Data;
using Carousel.Layers;
using Carousel.Networks;
using Carousel.Tensors;
using Carousel.Testing;

namespace Carousel.Tests.Layers;

/// <summary>Attention as a layer. Sequences of the shared tests are longer than the window.</summary>
public sealed class MultiHeadAttentionTests : RecurrentLayerTests
{
    private protected override bool StateHasGradient => false;

    private protected override SequenceLayer Make(int inputSize, int hiddenSize) =>
        new Stack(new Dense(inputSize, hiddenSize / 3 * 3), new MultiHeadAttention(hiddenSize / 3 * 3, 3, window: 4));
}

/// <summary>Positions and two blocks of different windows.</summary>
public sealed class TransformerBlockTests : RecurrentLayerTests
{
    private protected override bool StateHasGradient => false;

    private protected override SequenceLayer Make(int inputSize, int hiddenSize)
    {
        int size = hiddenSize / 4 * 4;
        return new Stack(
            new Dense(inputSize, size), new PositionalEncoding(size), new TransformerBlock(size, 4, window: 3),
            new TransformerBlock(size, 2, innerSize: 7, window: 50, activation: ElementwiseFunction.Tanh));
    }
}

/// <summary>With masks in training.</summary>
public sealed class TransformerDropoutTests : RecurrentLayerTests
{
    private protected override bool IsRandom => true;

    private protected override bool StateHasGradient => false;

    private protected override SequenceLayer Make(int inputSize, int hiddenSize) =>
        new Stack(new Dense(inputSize, hiddenSize), new TransformerBlock(hiddenSize, 1, window: 5, dropout: 0.3f));
}

/// <summary>Every step sees the whole sequence.</summary>
public sealed class TransformerOfWholeSequencesTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void WithoutAWindow_TheLayersSaySo_AndDoNotStep(bool causal)
    {
        using var backend = new CpuBackend(1);
        var block = new TransformerBlock(8, 2, causal: causal);
        block.Build(backend, 1);
        Assert.False(block.IsCausal);
        Assert.Equal(0, block.StateSize);
        using var storage = new HostStorage(1000);
        var row = new Tensor(storage, 0, new Shape(1, 8));
        var attention = (SequenceLayer)block.NamedLayers.Single(layer => layer.Name == "attention").Layer;
        string message = Assert.Throws<NotSupportedException>(
            () => attention.Step(backend, row, row, default, row)).Message;
        Assert.Contains(causal ? "Give it a window" : "reads later steps", message, StringComparison.Ordinal);
        Assert.Throws<NotSupportedException>(() => new StreamingSession(backend, block));
    }

    [Fact]
    public void AWindowOfTheMostSteps_GivesTheBitsOfNone()
    {
        float[] unbounded = Hidden(window: 0), bounded = Hidden(window: 9);
        Near.SameBits(bounded, unbounded);
        Assert.NotEqual(unbounded, Hidden(window: 8));
    }

    [Fact]
    public void WithoutCausality_TheFirstStepDependsOnTheLast()
    {
        float[] x = new Draws(2).Floats(9 * 4);
        float[] before = Hidden(0, causal: false, x);
        x[^1]++;
        Assert.NotEqual(before[..4], Hidden(0, causal: false, x)[..4]);
    }

    [Fact]
    public void ASession_GoesOnFromItsSavedState_WithTheSameBits()
    {
        using var backend = new CpuBackend(1);
        var model = new Stack(new Dense(3, 8), new PositionalEncoding(8), new TransformerBlock(8, 2, window: 5));
        model.Build(backend, 2);
        using var session = new StreamingSession(backend, model);
        using var other = new StreamingSession(backend, model);
        float[] x = new Draws(4).Floats(20 * 3), y = new float[8], expected = new float[8];
        for (int t = 0; t < 20; t++)
        {
            if (t == 12)
            {
                other.Restore(session.Save());
            }

            session.Step(x.AsSpan(t * 3, 3), expected);
            if (t >= 12)
            {
                other.Step(x.AsSpan(t * 3, 3), y);
                Near.SameBits(y, expected);
            }
        }
    }

    [Fact]
    public void ParametersAreNamed_AsInFiles()
    {
        using var backend = new CpuBackend(1);
        var block = new TransformerBlock(4, 2, innerSize: 6, window: 3, dropout: 0.1f);
        block.Build(backend, 1);
        Assert.Equal(
            [
                "attention_norm.gain [4]", "attention_norm.bias [4]", "attention.in_projection.weight [12, 4]",
                "attention.in_projection.bias [12]",
                "attention.out_projection.weight [4, 4]", "attention.out_projection.bias [4]", "inner_norm.gain [4]",
                "inner_norm.bias [4]",
                "inner.weight [6, 4]", "inner.bias [6]", "outer.weight [4, 6]", "outer.bias [4]",
            ],
            block.Parameters.Select(parameter => $"{parameter.Name} {parameter.Shape}"));
    }

    [Fact]
    public void Constructors_RefuseSizesOutOfRange()
    {
        Assert.Throws<ArgumentException>(() => new MultiHeadAttention(6, 4));
        Assert.Throws<ArgumentOutOfRangeException>(() => new MultiHeadAttention(6, 2, window: 3, causal: false));
        Assert.Throws<ArgumentOutOfRangeException>(() => new PositionalEncoding(0));
        Assert.Throws<ArgumentOutOfRangeException>(() => new TransformerBlock(4, 2, innerSize: -1));
        Assert.Throws<ArgumentOutOfRangeException>(() => new TransformerBlock(4, 2, dropout: 1));
    }

    private static float[] Hidden(int window, bool causal = true, float[]? x = null)
    {
        using var backend = new CpuBackend(1);
        using var arena = new Arena(backend);
        var block = new TransformerBlock(4, 2, window: window, causal: causal);
        block.Build(backend, 3);
        var tape = new Tape(backend, arena);
        tape.Begin(TapeMode.Inference);
        Variable input = tape.Input(x ?? new Draws(1).Floats(9 * 4), new Shape(9, 4));
        return block.Forward(tape, input, new Packing([9])).Hidden.Value.ToArray();
    }
}
