using Carousel.Inspection.Traces;
using Carousel.Testing;

namespace Carousel.Inspection.Tests.Traces;

public sealed class UnitOrderTests
{
    [Fact]
    public void Of_LaysTheUnitsOfAGroupSideBySide()
    {
        // Unit u is of group u mod 3; inside a group r = 0.9 or −0.9, groups 0 and 1 share 0.5.
        const int H = 12;
        double[] r =
        [
            .. from a in Enumerable.Range(0, H) from b in Enumerable.Range(0, H) select a == b ? 1
                : a % 3 == b % 3 ? (a + b) % 2 == 0 ? 0.9 : -0.9
                : a % 3 != 2 && b % 3 != 2 ? 0.5
                : 0.1,
        ];

        int[] groups = [.. UnitOrder.Of(r, H).Select(u => u % 3)];

        Assert.Equal(3, groups.Zip(groups.Skip(1)).Count(p => p.First != p.Second) + 1);
        Assert.Equal(2, groups[0] == 2 ? groups[0] : groups[^1]);
    }

    [Fact]
    public void Of_PutsUnitsAlongALineInItsOrder()
    {
        int[] line = [4, 1, 7, 0, 5, 2, 6, 3];
        double[] r = [.. from a in line from b in line select 1 - (Math.Abs(a - b) / 20.0)];

        int[] places = [.. UnitOrder.Of(r, 8).Select(u => line[u])];

        Assert.All(places.Zip(places.Skip(1)), p => Assert.InRange(Math.Abs(p.First - p.Second), 1, 3));
        Assert.Contains(places[0], new[] { 0, 7, 1, 6 });
    }

    [Fact]
    public void Of_HoldsEachUnitOnce_AlsoWhereUnitsDoNotMove()
    {
        const int H = 200;
        double[] draws = new Draws(3).Vector(H * H);
        double[] r =
        [
            .. from a in Enumerable.Range(0, H) from b in Enumerable.Range(0, H) select a % 9 == 0 || b % 9 == 0 ? 0
                : a == b ? 1
                : draws[(Math.Min(a, b) * H) + Math.Max(a, b)],
        ];

        Assert.Equal(Enumerable.Range(0, H), UnitOrder.Of(r, H).Order());
        Assert.Equal(Enumerable.Range(0, 4), UnitOrder.Of(new double[16], 4).Order());
        Assert.Equal([0], UnitOrder.Of([1], 1));
        Assert.Throws<ArgumentException>(() => UnitOrder.Of(new double[3], 2));
    }
}
