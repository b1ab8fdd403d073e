using Carousel.Data;
using FsCheck;
using FsCheck.Fluent;

namespace Carousel.Jobs.Tests.SeriesData;

public sealed class TemporalSplitTests
{
    private static readonly DateTime _start = new(2001, 1, 1);

    [Fact]
    public void ByCounts_CutsTheEnd()
    {
        var split = TemporalSplit.ByCounts(SeriesSet.FromValues(new float[100]), 10, 20);

        Assert.Equal([new RowRange(0, 70)], split.Train.Rows);
        Assert.Equal([new RowRange(70, 80)], split.Validation.Rows);
        Assert.Equal([new RowRange(80, 100)], split.Test.Rows);
    }

    [Fact]
    public void ByDates_GivesEverySeriesTheSameBoundaries()
    {
        var split = TemporalSplit.ByDates(
            new SeriesSet([Days("a", 0, 10), Days("b", 5, 10)], SeriesRoles.AllTargets(["x"])), _start.AddDays(7),
            _start.AddDays(9));

        Assert.Equal([new RowRange(0, 7), new RowRange(0, 2)], split.Train.Rows);
        Assert.Equal([new RowRange(7, 9), new RowRange(2, 4)], split.Validation.Rows);
        Assert.Equal([new RowRange(9, 10), new RowRange(4, 10)], split.Test.Rows);
    }

    [Fact]
    public void ByCounts_CountsFromTheLastStampOfAll()
    {
        var split = TemporalSplit.ByCounts(
            new SeriesSet([Days("a", 0, 10), Days("b", 5, 10)], SeriesRoles.AllTargets(["x"])), 3, 4);

        Assert.Equal([new RowRange(8, 10), new RowRange(3, 6)], split.Validation.Rows);
        Assert.Equal([new RowRange(10, 10), new RowRange(6, 10)], split.Test.Rows);
    }

    [Fact]
    public void ByCounts_SaysSo_WhenNothingIsLeftToTrainOn()
    {
        var caught = Assert.Throws<ArgumentOutOfRangeException>(
            () => TemporalSplit.ByCounts(SeriesSet.FromValues(new float[10]), 5, 5));
        Assert.StartsWith(
            "5 rows to validate and 5 to test leave none of 10 rows to train on.", caught.Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Parts_LeaveOutTheFuture()
    {
        var series = new Series(["x"], [new float[10]], futureRows: 3);
        var split = TemporalSplit.ByCounts(new SeriesSet([series], SeriesRoles.AllTargets(["x"])), 2, 2);

        Assert.Equal(new RowRange(5, 7), split.Test.Rows[0]);
    }

    [Fact]
    public void Values_JoinsTheRangesOfAllSeries()
    {
        var set = new SeriesSet(
            [new Series(["x"], [[1, 2, 3]]), new Series(["x"], [[4, 5, 6]])], SeriesRoles.AllTargets(["x"]));

        Assert.Equal([1f, 2f, 4f, 5f], TemporalSplit.ByCounts(set, 0, 1).Train.Values(0));
    }

    [Fact]
    public void Parts_FollowEachOtherWithoutOverlap() =>
        Prop.ForAll(
            ArbMap.Default.ArbFor<(byte Rows, byte Validation, byte Test)>()
                .Filter(p => p.Rows > p.Validation + p.Test), p =>
            {
                var split = TemporalSplit.ByCounts(SeriesSet.FromValues(new float[p.Rows]), p.Validation, p.Test);
                return split.Train.Rows[0].Start == 0 && split.Train.Rows[0].End == split.Validation.Rows[0].Start
                    && split.Validation.Rows[0].End == split.Test.Rows[0].Start && split.Test.Rows[0].End == p.Rows
                    && split.Validation.TotalRows == p.Validation && split.Test.TotalRows == p.Test;
            }).QuickCheckThrowOnFailure();

    private static Series Days(string id, int first, int rows) =>
        new(["x"], [new float[rows]], [.. Enumerable.Range(first, rows).Select(d => _start.AddDays(d))], id: id);
}
