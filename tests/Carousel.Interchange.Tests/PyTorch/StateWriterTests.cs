using Carousel.Autograd;
using Carousel.Interchange.PyTorch;
using Carousel.Layers;
using Carousel.Networks;

namespace Carousel.Interchange.Tests.PyTorch;

/// <summary>What PyTorch has no module of is refused by its name.</summary>
public sealed class StateWriterTests
{
    [Theory]
    [InlineData(CellKind.Mingru, "a minGRU")]
    [InlineData(CellKind.Minlstm, "a minLSTM")]
    [InlineData(CellKind.Slstm, "an sLSTM")]
    public void AddTree_RefusesCellsThatPyTorchHasNot(CellKind cell, string name)
    {
        using var backend = new CpuBackend(1);
        var network = new Stack(RecurrentLayer.Of(cell, 3, 4), new Dense(4, 2));
        network.Build(backend, 1);

        Assert.Equal(
            $"The layer '0' is {name} layer, for which PyTorch has no module; its weights can't be exported to "
            + "PyTorch.",
            Assert.Throws<NotPortableException>(() => new StateWriter().AddTree(network, "")).Message);
    }
}
