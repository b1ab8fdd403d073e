using Carousel.Benchmarks.Timing;
using Carousel.Interchange.Tests.MadeUp;
using Carousel.Layers;

namespace Carousel.Benchmarks.Tests.Timing;

/// <summary>A cell that is added to the table of cells can be timed.</summary>
public sealed class MadeUpCellTests
{
    [Fact]
    public void Shape_OfIt_HasItsOperationsAndLayers()
    {
        using IDisposable scope = RecurrentCell.Add(MadeUpLayer.Cell);
        var kind = (CellKind)(RecurrentCell.All.Count - 1);
        var shape = new BenchmarkShape("", Inputs: 3, Hidden: 5, Batch: 1, Steps: 7);

        Assert.Equal(2.0 * 7 * 2 * 5 * (3 + 5), shape.Operations(kind));
        Assert.IsType<MadeUpLayer>(Assert.Single(RecurrentRun.Layers(kind, shape)));
    }
}
