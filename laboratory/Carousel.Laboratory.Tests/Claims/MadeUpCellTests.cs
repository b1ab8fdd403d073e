using Carousel.Interchange.Tests.MadeUp;
using Carousel.Laboratory.Claims.Stepping;
using Carousel.Laboratory.Textbook.Lag;
using Carousel.Laboratory.Training;
using Carousel.Layers;

namespace Carousel.Laboratory.Tests.Claims;

/// <summary>Claims compare a cell that is in the table, or report that they have no weights for it.</summary>
public class MadeUpCellTests
{
    [Fact]
    public void Claims_CompareIt_AndRefuseItByName_WhereItsWeightsAreSetByHand()
    {
        using IDisposable scope = RecurrentCell.Add(MadeUpLayer.Cell);
        CellKind kind = ComparedCells.All[0];

        Assert.Equal("mgu", ComparedCells.Key(kind));
        Assert.Equal("MGU", ComparedCells.Name(kind));
        Assert.Contains("MGU", Assert.Throws<NotSupportedException>(
            () => HandSetCell.Of(kind, 2)).Message, StringComparison.Ordinal);
        var network = new LagNetwork("mgu", "MGU", kind, KnowsLag: true);
        Assert.IsType<MadeUpLayer>(network.Make(2, 3, 10));
    }
}
