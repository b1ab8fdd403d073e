using Carousel.Layers;

namespace Carousel.Tests.Layers;

public sealed class ElmanTests : RecurrentLayerTests
{
    [Fact]
    public void Sizes_NamesAndParameters_AreThoseOfTheEquations()
    {
        var layer = new Elman(I, H, trainableInitialState: true);

        Assert.Equal(["W", "R", "b", "initial_state"], layer.Parameters.Select(p => p.Name));
        Assert.Equal((H * (I + H + 1)) + H, layer.ParameterCount);
        Assert.Equal(H, layer.StateSize);
        Assert.Throws<ArgumentOutOfRangeException>(() => new Elman(3, 0));
    }

    private protected override SequenceLayer Make(int inputSize, int hiddenSize) =>
        new Elman(inputSize, hiddenSize, trainableInitialState: true);
}

public sealed class ElmanReverseTests : RecurrentLayerTests
{
    private protected override SequenceLayer Make(int inputSize, int hiddenSize) =>
        new Elman(inputSize, hiddenSize, reverse: true);
}
