using Carousel.Autograd;
using Carousel.Layers;

namespace Carousel.Tests.Layers;

public sealed class LayerAllocateTests
{
    [Fact]
    public void Allocate_GivesNamesAndZeros_WhenTheValuesComeLater()
    {
        using var backend = new CpuBackend(threads: 1);
        var drawn = new Stack(new Lstm(3, 5), new Dense(5, 2));
        var empty = new Stack(new Lstm(3, 5), new Dense(5, 2));
        drawn.Build(backend, seed: 1);

        empty.Allocate(backend);

        Assert.True(empty.IsBuilt);
        Assert.Equal(drawn.Parameters.Select(p => p.ToString()), empty.Parameters.Select(p => p.ToString()));
        Assert.All(empty.Parameters, p => Assert.All(p.Value.ToArray(), v => Assert.Equal(0, v)));
        empty.Load(drawn.ToTensors(), "drawn");
        Assert.All(
            empty.Parameters.Zip(drawn.Parameters),
            p => Assert.Equal(p.Second.Value.ToArray(), p.First.Value.ToArray()));
    }
}
