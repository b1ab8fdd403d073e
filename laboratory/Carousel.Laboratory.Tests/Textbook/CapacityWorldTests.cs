using Carousel.Laboratory.Claims.Physics;
using Carousel.Laboratory.Textbook.Capacity;

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
    public void CellSetByHand_FollowsTheEquation_AtRestAndInACycle()
    {
        double Figure(string name) => CarryingCapacity.Run().Figures.Single(f => f.Name == name).Value;
        Assert.InRange(Figure("capacity_error"), 0, 1e-12);
        Assert.InRange(Figure("capacity_single_error"), 1e-9, 1e-5);
        Assert.InRange(Figure("capacity_swing_at_rest"), 0, 1e-6);
        Assert.InRange(Figure("capacity_swing"), 0.3, 2);
    }
}
