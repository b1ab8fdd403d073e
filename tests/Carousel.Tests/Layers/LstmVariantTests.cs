using Carousel.Layers;

namespace Carousel.Tests.Layers;

public sealed class LstmPlainTests : RecurrentLayerTests
{
    private protected override SequenceLayer Make(int inputSize, int hiddenSize) =>
        new Lstm(inputSize, hiddenSize, options: new LstmOptions { TrainableInitialState = true });
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

public sealed class LstmCoupledTests : RecurrentLayerTests
{
    private protected override SequenceLayer Make(int inputSize, int hiddenSize) =>
        new Lstm(inputSize, hiddenSize, options: new LstmOptions { CoupledGates = true, Peepholes = true });
}

public sealed class LstmNormalizedTests : RecurrentLayerTests
{
    private protected override SequenceLayer Make(int inputSize, int hiddenSize) =>
        new Lstm(inputSize, hiddenSize, options: new LstmOptions { LayerNormalization = true });
}

public sealed class LstmZoneoutTests : RecurrentLayerTests
{
    private protected override bool IsRandom => true;

    private protected override SequenceLayer Make(int inputSize, int hiddenSize) =>
        new Lstm(inputSize, hiddenSize, options: new LstmOptions { ZoneoutHidden = 0.2f, ZoneoutCell = 0.4f });
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
        var layer = new Lstm(I, H, options: Everything(20, coupled: true));

        Assert.Equal(
            [
                "W", "R", "b", "peepholes", "projection", "gain_input", "gain_recurrent", "gain_cell", "bias_cell",
                "initial_state",
            ],
            layer.Parameters.Select(p => p.Name));
        Assert.Equal((3 * H * (I + 20 + 1)) + (2 * H) + (20 * H) + (6 * H) + (2 * H) + 20 + H, layer.ParameterCount);
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
            () => new Lstm(I, H, options: new LstmOptions { ZoneoutCell = -0.1f }));
        Assert.Throws<ArgumentOutOfRangeException>(
            () => new Lstm(I, H, options: new LstmOptions { ForgetBias = float.NaN }));
    }

    private protected override bool IsRandom => true;

    private protected override SequenceLayer Make(int inputSize, int hiddenSize) =>
        new Lstm(inputSize, hiddenSize, options: Everything(hiddenSize / 2, coupled: false));

    private static LstmOptions Everything(int projection, bool coupled) => new()
    {
        Peepholes = true,
        Projection = projection,
        CoupledGates = coupled,
        LayerNormalization = true,
        ZoneoutHidden = 0.1f,
        ZoneoutCell = 0.2f,
        RecurrentDropout = 0.2f,
        Dropout = 0.1f,
        TrainableInitialState = true,
    };
}

public sealed class LstmEverythingReverseTests : RecurrentLayerTests
{
    private protected override bool IsRandom => true;

    private protected override SequenceLayer Make(int inputSize, int hiddenSize) => new Lstm(
        inputSize, hiddenSize,
        options: new LstmOptions
        {
            CoupledGates = true,
            LayerNormalization = true,
            Projection = hiddenSize / 2,
            ZoneoutCell = 0.2f,
            RecurrentDropout = 0.2f,
        },
        reverse: true);
}
