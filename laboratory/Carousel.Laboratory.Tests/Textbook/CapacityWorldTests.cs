using Carousel.Laboratory.Textbook.Capacity;
using Carousel.Laboratory.Textbook.Physics;

namespace Carousel.Laboratory.Tests.Textbook;

/// <summary>The capacity that a population wears down.</summary>
public class CapacityWorldTests
{
    [Fact]
    public void Share_FallsWithThePopulation_WhereItIsWornDownOnly()
    {
        double Fall(CapacityKind kind) => new CapacityWorld(kind).Stability(0.5) - new CapacityWorld(kind).Stability(2);
        Assert.True(Fall(CapacityKind.WornDown) > 0.5);
        Assert.Equal(0, Fall(CapacityKind.SameShare));
        Assert.Equal(0, Fall(CapacityKind.Constant));
        Assert.Equal(1.5, new CapacityWorld(CapacityKind.Constant).Capacity(1.5, 2, 0.7));
    }

    [Fact]
    public void CellSetByHand_FollowsTheEquation()
    {
        Assert.InRange(CarryingCapacity.Error(), 0, 1e-12);
    }
}
