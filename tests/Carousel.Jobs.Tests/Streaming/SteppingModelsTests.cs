using Carousel.Jobs.Networks;
using Carousel.Jobs.Streaming;
using Carousel.Networks;

namespace Carousel.Jobs.Tests.Streaming;

public sealed class SteppingModelsTests
{
    [Fact]
    public void EveryJob_HasItsPlaceInTheTable() =>
        Assert.Equal(
            AllModels.Every.Tasks.Except([NetworkModel.TaskName]).Order(StringComparer.Ordinal),
            SessionContract.Every.Tasks.Order(StringComparer.Ordinal));

    [Fact]
    public void AModelWithoutSessions_IsRefused_WithWhatToUseInstead()
    {
        using var network = NetworkModel.Draw(
            new NetworkDesign([new(NetworkLayerKind.Gru, 2, 4)]), seed: 1, threads: 1);

        Assert.Contains(
            "use carousel predict", Assert.Throws<SteppingException>(() => SessionContract.Every.Of(network)).Message,
            StringComparison.Ordinal);
    }
}
