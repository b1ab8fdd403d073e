using Carousel.Laboratory.Networks;

namespace Carousel.Laboratory.Tests;

/// <summary>Weights are counted as the papers' tables count them.</summary>
public sealed class BlockNetworkTests
{
    [Theory]
    [InlineData(7, 4, 1, 7, nameof(Wiring.Full), nameof(BiasedUnits.Gates), 264)]
    [InlineData(7, 3, 2, 7, nameof(Wiring.Full), nameof(BiasedUnits.Gates), 276)]
    [InlineData(54, 2, 1, 2, nameof(Wiring.Full), nameof(BiasedUnits.None), 364)]
    [InlineData(104, 2, 1, 2, nameof(Wiring.Full), nameof(BiasedUnits.None), 664)]
    [InlineData(204, 2, 1, 2, nameof(Wiring.Full), nameof(BiasedUnits.None), 1264)]
    [InlineData(504, 2, 1, 2, nameof(Wiring.Full), nameof(BiasedUnits.None), 3064)]
    [InlineData(1004, 2, 1, 2, nameof(Wiring.Full), nameof(BiasedUnits.None), 6064)]
    [InlineData(1, 3, 1, 1, nameof(Wiring.Full), nameof(BiasedUnits.Hidden), 102)]
    [InlineData(2, 2, 2, 1, nameof(Wiring.Full), nameof(BiasedUnits.All), 93)]
    [InlineData(8, 2, 2, 4, nameof(Wiring.Full), nameof(BiasedUnits.All), 156)]
    [InlineData(8, 3, 2, 8, nameof(Wiring.Full), nameof(BiasedUnits.All), 308)]
    public void WeightCount_IsThePublishedOne(
        int inputs, int blocks, int size, int outputs, string wiring, string biased, int expected)
    {
        var network = new BlockNetwork
        {
            Inputs = inputs,
            Blocks = blocks,
            BlockSize = size,
            Outputs = outputs,
            Wiring = Enum.Parse<Wiring>(wiring),
            Biased = Enum.Parse<BiasedUnits>(biased),
        };

        Assert.Equal(expected, network.WeightCount);
    }

    [Fact]
    public void WeightCount_IsThePublishedOne_OfTheSecondExperiment()
    {
        var network = new BlockNetwork
        {
            Inputs = 101,
            Blocks = 1,
            BlockSize = 1,
            Outputs = 101,
            Wiring = Wiring.Below,
            HasOutputGates = false,
            Biased = BiasedUnits.None,
        };

        Assert.Equal(10504, network.WeightCount);
    }

    [Fact]
    public void WeightCount_IsThePublishedOne_OfTheContinualGrammar()
    {
        var network = new BlockNetwork
        {
            Inputs = 7,
            Blocks = 4,
            BlockSize = 2,
            Outputs = 7,
            Wiring = Wiring.Cells,
            HasForgetGates = true,
            Biased = BiasedUnits.Gates | BiasedUnits.Outputs,
        };

        Assert.Equal(424, network.WeightCount);
    }

    [Theory]
    [InlineData(nameof(Wiring.FullAndDirect), 276 + 49)]
    [InlineData(nameof(Wiring.GatesAlone), 276 - 72)]
    public void WeightCount_DiffersByWhatAVariationAddsOrLeavesOut(string wiring, int expected)
    {
        var network = new BlockNetwork
        {
            Inputs = 7,
            Blocks = 3,
            BlockSize = 2,
            Outputs = 7,
            Wiring = Enum.Parse<Wiring>(wiring),
            Biased = BiasedUnits.Gates,
        };

        Assert.Equal(expected, network.WeightCount);
    }
}
