using Carousel.Handwriting;
using Carousel.Jobs.Options;

namespace Carousel.Jobs.Tests.Handwriting;

public class LineCutsTests
{
    [Fact]
    public void Line_IsCutWhereThePenCrossesSeldom_NotAtEqualLengths()
    {
        // Two zigzags with a gap of one column between them; 15 % of the mean of 31 points are left out at the cut.
        PenPoint[] wide = [.. Enumerable.Range(0, 41).Select(k => new PenPoint(k % 2 == 0 ? 0 : 2, k * 0.05f, false))];
        PenPoint[] narrow = [.. Enumerable.Range(0, 21).Select(k => new PenPoint(3 + (k % 2), k * 0.05f, false))];
        IReadOnlyList<IReadOnlyList<PenPoint>> parts = LineCuts.AtGaps([.. wide, .. narrow], 2);
        Assert.Equal([41 - 5, 21 - 5], parts.Select(p => p.Count));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    public void Parts_AreAsManyAsAsked_EvenOfADot(int count)
    {
        PenPoint[] dot = [.. Enumerable.Repeat(new PenPoint(1, 1, false), 3)];
        Assert.Equal(count, LineCuts.AtGaps(dot, count).Count);
        Assert.All(LineCuts.AtGaps(dot, count), part => Assert.NotEmpty(part));
    }

    [Fact]
    public void MadeDigits_AreCutBetterThanEvenly()
    {
        IReadOnlyList<Drawing> singles = MadeDigits.Make(12, 1, 5).Drawings;
        IReadOnlyList<Drawing> lines = new JoinedDrawings(singles, new WholeRange(3, 5), 0).MakeMany(40, 1, "test");
        var neighbor = ResampledNeighbor.Of(singles);
        int Right(Func<IReadOnlyList<PenPoint>, int, string> cut) =>
            lines.Sum(l => cut(l.Points, l.Label.Length).Zip(l.Label).Count(p => p.First == p.Second));
        Assert.True(
            Right(neighbor.CutAtGaps) > Right(neighbor.CutEvenly),
            $"{Right(neighbor.CutAtGaps)} against {Right(neighbor.CutEvenly)}");
    }
}
