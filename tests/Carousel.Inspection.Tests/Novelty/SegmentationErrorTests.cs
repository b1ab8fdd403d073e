using Carousel.Inspection.Novelty;

namespace Carousel.Inspection.Tests.Novelty;

public class SegmentationErrorTests
{
    // T = 12, one boundary at 6: k = 3, nine pairs. A boundary at 7 is wrong for the pairs that begin at 3 and at 6.
    [Fact]
    public void Of_CountsPairsThatDisagree()
    {
        var near = SegmentationError.Of(12, [6], [7]);
        Assert.Equal(2 / 9.0, near.Pk, 1e-12);
        Assert.Equal(2 / 9.0, near.WindowDifference, 1e-12);
        Assert.Equal(new SegmentationError(0, 0), SegmentationError.Of(12, [6], [6]));
        Assert.Equal(3 / 9.0, SegmentationError.Of(12, [6], []).Pk, 1e-12);
    }

    // Two boundaries where one is true: P_k does not see the second one inside a window, WindowDiff does.
    [Fact]
    public void WindowDifference_SeesWhatPkMisses()
    {
        var twice = SegmentationError.Of(12, [6], [5, 6]);
        Assert.Equal(1 / 9.0, twice.Pk, 1e-12);
        Assert.Equal(3 / 9.0, twice.WindowDifference, 1e-12);
    }

    [Fact]
    public void Of_RefusesBoundariesOutsideTheSequence()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => SegmentationError.Of(12, [0], []));
        Assert.Throws<ArgumentOutOfRangeException>(() => SegmentationError.Of(12, [], [12]));
    }

    [Fact]
    public void Chance_IsBeatenByTheTruth_AndNotByNothing()
    {
        int[] truth = [40, 130, 260, 300, 420];
        var right = SegmentationChance.Of(500, truth, truth, null, 199, 1);
        Assert.Equal(0, right.Error.Pk);
        // Of 720 orders of the six segments one or two are the truth.
        Assert.InRange(right.PkValue, 0.005, 0.02);
        Assert.InRange(right.Chance.Pk, 0.2, 0.7);
        Assert.Equal(1, SegmentationChance.Of(500, truth, [], null, 199, 1).PkValue);
    }

    // p values of random divisions are even: 200 of them, at most 10 % by 5 % more than four standard errors.
    [Fact]
    public void Chance_IsNotBeatenByChance()
    {
        int[] truth = [40, 130, 260, 300, 420];
        int low = Enumerable.Range(0, 200).Count(s =>
        {
            float[] draws = new Carousel.Testing.Draws(s).Floats(4);
            int[] found = [.. draws.Select(d => 1 + (int)(498 * Math.Abs(d) % 498)).Distinct()];
            return SegmentationChance.Of(500, truth, found, null, 99, (ulong)s).PkValue <= 0.05;
        });
        Assert.InRange(low, 0, 22);
    }

    // Three segments of unequal length have six orders, two of equal length and one other three.
    [Fact]
    public void Chance_SaysWhichPValueIsReachable()
    {
        Assert.Equal(1 / 6.0, SegmentationChance.Of(500, [100, 300], [90, 310], null, 999, 1).LeastPValue, 1e-12);
        Assert.Equal(1 / 3.0, SegmentationChance.Of(500, [100, 300], [100, 200], null, 999, 1).LeastPValue, 1e-12);
        Assert.Equal(
            0.01,
            SegmentationChance.Of(500, [40, 130, 260, 300, 420], [40, 130, 260, 300, 420], null, 99, 1).LeastPValue,
            1e-12);
    }

    [Fact]
    public void Snap_TakesTheNearestPlaceOnce()
    {
        var places = new BoundaryPlaces([10, 20, 40]);
        Assert.Equal([10, 20, 40], places.Snap([0, 14, 16, 29, 35, 99]));
        Assert.Equal([20], places.Snap([19, 22, 30]));
        Assert.Throws<ArgumentException>(() => new BoundaryPlaces([]));
    }
}
