using Carousel.Layers;

namespace Carousel.Tests.Layers;

public sealed class ElmanTests : RecurrentLayerTests
{
    [Fact]
    public void Sizes_NamesAndParameters_AreThoseOfTheEquations()
    {
        var layer = new Elman(I, H);

        Assert.Equal(["W", "R", "b"], layer.Parameters.Select(p => p.Name));
        Assert.Equal(H * (I + H + 1), layer.ParameterCount);
        Assert.Equal(H, layer.StateSize);
        Assert.Throws<ArgumentOutOfRangeException>(() => new Elman(3, 0));
    }

    private protected override SequenceLayer Make(int inputSize, int hiddenSize) =>
        new Elman(inputSize, hiddenSize);
}

public sealed class ElmanReverseTests : RecurrentLayerTests
{
    private protected override SequenceLayer Make(int inputSize, int hiddenSize) =>
        new Elman(inputSize, hiddenSize, reverse: true);
}
