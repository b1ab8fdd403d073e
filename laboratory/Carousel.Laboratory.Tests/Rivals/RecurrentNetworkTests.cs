using Carousel.Laboratory.Rivals;

namespace Carousel.Laboratory.Tests.Rivals;

/// <summary>The rivals' weights are counted as the tables of 1997 count them.</summary>
public sealed class RecurrentNetworkTests
{
    [Theory]
    [InlineData(4, 36)]
    [InlineData(10, 144)]
    [InlineData(100, 10404)]
    public void WeightCount_IsThePublishedOne_OfLongLags(int p, int expected)
    {
        var network = new RecurrentNetwork
        {
            Inputs = p + 1,
            Hidden = 1,
            Outputs = p + 1,
            Place = OutputPlace.Beside,
            Gradient = RecurrentGradient.RealTime,
        };

        Assert.Equal(expected, network.WeightCount);
        Assert.Equal(expected, (network with { Place = OutputPlace.Above, OutputsReadInputs = true }).WeightCount);
    }

    [Theory]
    [InlineData(3, nameof(OutputPlace.Among), 170)]
    [InlineData(12, nameof(OutputPlace.Among), 494)]
    [InlineData(15, nameof(OutputPlace.Above), 435)]
    public void WeightCount_IsThePublishedOne_OfTheReberGrammar(int hidden, string place, int expected)
    {
        var network = new RecurrentNetwork
        {
            Inputs = 7,
            Hidden = hidden,
            Outputs = 7,
            Place = Enum.Parse<OutputPlace>(place),
            Gradient = RecurrentGradient.RealTime,
        };

        Assert.Equal(expected, network.WeightCount);
    }
}
