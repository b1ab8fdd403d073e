using Carousel.Layers;

namespace Carousel.Tests.Layers;

public sealed class LstmPlainTests : RecurrentLayerTests
{
    private protected override SequenceLayer Make(int inputSize, int hiddenSize) =>
        new Lstm(inputSize, hiddenSize);
}

public sealed class LstmPeepholeTests : RecurrentLayerTests
{
    private protected override SequenceLayer Make(int inputSize, int hiddenSize) =>
        new Lstm(inputSize, hiddenSize, options: new LstmOptions { Peepholes = true });
}

public sealed class LstmProjectionTests : RecurrentLayerTests
{
    private protected override SequenceLayer Make(int inputSize, int hiddenSize) =>
        new Lstm(inputSize, hiddenSize, options: new LstmOptions { Projection = hiddenSize / 2 });
}

public sealed class LstmDropoutTests : RecurrentLayerTests
{
    private protected override bool IsRandom => true;

    private protected override SequenceLayer Make(int inputSize, int hiddenSize) =>
        new Lstm(inputSize, hiddenSize, options: new LstmOptions { Dropout = 0.3f, RecurrentDropout = 0.3f });
}

public sealed class LstmWeightDropTests : RecurrentLayerTests
{
    private protected override bool IsRandom => true;

    private protected override SequenceLayer Make(int inputSize, int hiddenSize) =>
        new Lstm(inputSize, hiddenSize, options: new LstmOptions { WeightDrop = 0.4f });
}

public sealed class LstmPeepholeWeightDropTests : RecurrentLayerTests
{
    private protected override bool IsRandom => true;

    private protected override SequenceLayer Make(int inputSize, int hiddenSize) =>
        new Lstm(
            inputSize, hiddenSize,
            options: new LstmOptions { WeightDrop = 0.3f, Peepholes = true, Projection = hiddenSize / 2 });
}

public sealed class LstmEverythingTests : RecurrentLayerTests
{
    [Fact]
    public void Sizes_NamesAndParameters_AreThoseOfTheEquations()
    {
        var layer = new Lstm(I, H, options: Everything(20));

        Assert.Equal(
            ["W", "R", "b", "peepholes", "projection"],
            layer.Parameters.Select(p => p.Name));
        Assert.Equal((4 * H * (I + 20 + 1)) + (3 * H) + (20 * H), layer.ParameterCount);
        Assert.Equal((20, 20 + H), (layer.OutputSize, layer.StateSize));
    }

    [Theory]
    [InlineData("Projection must be 1…36, fewer than the 37 cells, or 0 for none, but is 37.")]
    public void Options_SayWhatIsWrong(string expected)
    {
        ArgumentOutOfRangeException error = Assert.Throws<ArgumentOutOfRangeException>(
            () => new Lstm(I, H, options: new LstmOptions { Projection = H }));

        Assert.StartsWith(expected, error.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => new Lstm(I, H, options: new LstmOptions { Dropout = 1 }));
        Assert.Throws<ArgumentOutOfRangeException>(
            () => new Lstm(I, H, options: new LstmOptions { RecurrentDropout = -0.1f }));
        Assert.Throws<ArgumentOutOfRangeException>(
            () => new Lstm(I, H, options: new LstmOptions { ForgetBias = float.NaN }));
    }

    private protected override bool IsRandom => true;

    private protected override SequenceLayer Make(int inputSize, int hiddenSize) =>
        new Lstm(inputSize, hiddenSize, options: Everything(hiddenSize / 2));

    private static LstmOptions Everything(int projection) => new()
    {
        Peepholes = true,
        Projection = projection,
        RecurrentDropout = 0.2f,
        Dropout = 0.1f,
    };
}

public sealed class LstmEverythingReverseTests : RecurrentLayerTests
{
    private protected override bool IsRandom => true;

    private protected override SequenceLayer Make(int inputSize, int hiddenSize) => new Lstm(
        inputSize, hiddenSize,
        options: new LstmOptions
        {
            Projection = hiddenSize / 2,
            RecurrentDropout = 0.2f,
        },
        reverse: true);
}
