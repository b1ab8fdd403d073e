using Carousel.Handwriting;
using Carousel.Jobs.Fitting;
using Carousel.Jobs.Options;

namespace Carousel.Jobs.Tests.Handwriting;

public class DrawingsTests
{
    private static readonly PenPoint[] _corner = [new(0, 0, false), new(3, 0, false), new(3, 1, true)];

    [Fact]
    public void Resample_GivesEqualDistances_AndBothEnds()
    {
        PenPoint[] even = Polyline.Resample(_corner, 5);
        Assert.Equal(
            [
                new PenPoint(0, 0, false), new PenPoint(1, 0, false), new PenPoint(2, 0, false),
                new PenPoint(3, 0, false), new PenPoint(3, 1, true),
            ], even);
    }

    [Fact]
    public void Resample_OfOnePlace_StaysThere() =>
        Assert.All(Polyline.Resample([new PenPoint(2, 2, true)], 4), p => Assert.Equal((2f, 2f), (p.X, p.Y)));

    [Fact]
    public void Features_DoNotDependOnPlaceAndSize()
    {
        PenPoint[] moved = [.. _corner.Select(p => new PenPoint((10 * p.X) + 700, (10 * p.Y) - 50, p.IsLift))];
        float[] one = PenFeatures.Of(_corner, isLine: false), other = PenFeatures.Of(moved, isLine: false);
        Assert.All(one.Zip(other), p => Assert.Equal(p.First, p.Second, 1e-4f));

        // The second point: at (1, −1/3) of the middle, reached along x by two thirds of the width of 2 units, times 2.
        Assert.Equal([1, -1 / 3f, 4, 0, 1, 0, 0, 0], one.AsSpan(8, 8).ToArray(), (a, b) => Math.Abs(a - b) < 1e-5f);
        Assert.Equal(1, one[23]);
    }

    [Fact]
    public void Features_OfADot_AreFinite() =>
        Assert.All(PenFeatures.Of([new PenPoint(5, 5, true)], isLine: true), v => Assert.True(float.IsFinite(v)));

    [Fact]
    public void Distortion_IsAFunctionOfItsDraws_AndNoneAtStrengthZero()
    {
        PenPoint[] Changed(double strength, uint stream) =>
            new AffineDistortion(strength).Apply(_corner, new SimulationDraws(1, "test", stream));
        Assert.Equal(Changed(1, 4), Changed(1, 4));
        Assert.NotEqual(Changed(1, 4), Changed(1, 5));
        Assert.All(Changed(0, 4).Zip(_corner), p => Assert.True(Polyline.Distance(p.First, p.Second) < 1e-6));
    }

    [Fact]
    public void Joined_HasTheLabelsInOrder_AndNoLiftInside()
    {
        IReadOnlyList<Drawing> digits = MadeDigits.Make(3, 1, 7).Drawings;
        var joining = new JoinedDrawings(digits, new WholeRange(3, 6), 0);
        IReadOnlyList<Drawing> lines = joining.MakeMany(40, 1, "test");
        Assert.Equal([3, 4, 5, 6], lines.Select(l => l.Label.Length).Distinct().Order());
        Assert.All(lines, l => Assert.Equal(1, l.Points.Count(p => p.IsLift)));
        Assert.All(lines, l => Assert.True(l.Points.Count >= 2 * l.Label.Length));
        Assert.Equal(lines[7].Points, joining.MakeMany(40, 1, "test")[7].Points);

        // Later symbols lie further to the right: the line is about as wide as its symbols.
        Assert.All(lines, l => Assert.True(Polyline.Box(l.Points).Width > 0.3 * l.Label.Length));
    }

    [Fact]
    public void MadeDigits_HaveAllClasses_AndDifferBetweenWriters()
    {
        DrawingData data = MadeDigits.Make(2, 1, 1);
        Assert.Equal(10, data.Drawings.Select(d => d.Label).Distinct().Count());
        Assert.NotEqual(data.Drawings[0].Points, data.Drawings[data.Drawings.Count / 2].Points);
    }

    [Fact]
    public void Neighbor_FindsTheDrawingItself_AndCutsALineEvenly()
    {
        IReadOnlyList<Drawing> digits = MadeDigits.Make(2, 1, 1).Drawings;
        var neighbor = ResampledNeighbor.Of(digits);
        Assert.All(digits, d => Assert.Equal(d.Label, neighbor.Label(d.Points)));

        // Two strokes of one length after each other, labelled as two symbols.
        PenPoint[] both = [.. digits[2].Points.SkipLast(1), digits[2].Points[^1] with { IsLift = false }];
        Assert.Equal(digits[2].Label, neighbor.CutEvenly(both, 1));
    }

    [Fact]
    public void Svg_DrawsEachStroke()
    {
        string svg = StrokeSvg.File([new Drawing("1", [new(0, 0, false), new(1, 1, true), new(2, 2, true)], "", 1)], 4);
        Assert.Equal(2, svg.Split("<polyline").Length - 1);
        Assert.Contains("10,10 60,60", svg, StringComparison.Ordinal);
    }
}
