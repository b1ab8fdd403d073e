using Carousel.Autograd;
using Carousel.Layers;

namespace Carousel.Tests.Layers;

public sealed class GruTests : RecurrentLayerTests
{
    [Fact]
    public void Sizes_NamesAndParameters_AreThoseOfTheEquations()
    {
        var layer = new Gru(I, H);

        Assert.Equal(["W", "R", "b", "q"], layer.Parameters.Select(p => p.Name));
        Assert.Equal((3 * H * (I + H + 1)) + H, layer.ParameterCount);
        Assert.Equal(H, layer.StateSize);
        Assert.Null(new Gru(I, H, resetAfter: false).Q);
        Assert.Throws<ArgumentOutOfRangeException>(() => new Gru(0, 3));
    }

    private protected override SequenceLayer Make(int inputSize, int hiddenSize) =>
        new Gru(inputSize, hiddenSize);
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
