using Carousel.Data;

namespace Carousel.Tests.Data;

public sealed class SeriesTests
{
    private static readonly DateTime _start = new(2001, 1, 1);

    [Fact]
    public void InfiniteValues_AreMissing_AndTheirArrayIsKept()
    {
        float[] values = [1, float.NegativeInfinity, float.PositiveInfinity, 4];

        Assert.Equal([1f, float.NaN, float.NaN, 4f], SeriesSet.FromValues(values)[0].Column("value").ToArray());
        Assert.Equal(float.PositiveInfinity, values[2]);
    }

    [Fact]
    public void OnGrid_PutsMissingRowsIn()
    {
        var series = new Series(["x"], [[1, 2, 4]], [_start, _start.AddHours(1), _start.AddHours(3)]);
        Series full = series.OnGrid();

        Assert.Equal([1f, 2f, float.NaN, 4f], full.Column("x").ToArray());
        Assert.Equal(_start.AddHours(2), full.TimeAt(2));
    }

    [Fact]
    public void OnGrid_KeepsTheFutureRows()
    {
        var series = new Series(
            ["x"], [[1, 2, float.NaN]], [_start, _start.AddHours(1), _start.AddHours(3)], futureRows: 1);

        // The row that is missing between the last value and the future counts as history that is missing.
        Assert.Equal(1, series.OnGrid().FutureRows);
        Assert.Equal(3, series.OnGrid().HistoryLength);
    }

    [Fact]
    public void TimeAt_GoesOnAfterTheLastRow()
    {
        var series = new Series(["x"], [[1, 2]], [new DateTime(1949, 1, 1), new DateTime(1949, 2, 1)]);

        Assert.Equal(new DateTime(1949, 5, 1), series.TimeAt(4));
        Assert.Equal("1949-05", series.LabelAt(4));
    }

    [Fact]
    public void Constructor_NamesTheRow_WhenStampsDoNotAscend()
    {
        var caught = Assert.Throws<ArgumentException>(() => new Series(["x"], [[1, 2]], [_start, _start]));
        Assert.StartsWith(
            "times: row 1 is not later than the row before it.", caught.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Column_ListsTheNames_WhenThereIsNone()
    {
        var caught = Assert.Throws<ArgumentException>(() => new Series(["a", "b"], [[1], [2]]).IndexOf("c"));
        Assert.StartsWith("The series has no column 'c'. Its columns: a, b.", caught.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Fingerprint_ChangesWithAnyValueStampOrRole()
    {
        SeriesSet Set(float value, int hours, string known) => new(
            [new Series(["x", known], [[1, value], [0, 0]], [_start, _start.AddHours(hours)])],
            new SeriesRoles(["x"], [known], [], []));
        string[] prints =
        [
            Set(2, 1, "y").Fingerprint(), Set(3, 1, "y").Fingerprint(), Set(2, 2, "y").Fingerprint(),
            Set(2, 1, "z").Fingerprint(),
        ];

        Assert.Equal(4, prints.Distinct().Count());
        Assert.Equal(prints[0], Set(2, 1, "y").Fingerprint());
        Assert.Equal(16, prints[0].Length);
    }

    [Fact]
    public void Audit_FindsOrderDuplicatesAndGaps()
    {
        DateTime[] times = [.. new[] { 0, 1, 2, 5, 4, 5, 9 }.Select(h => _start.AddHours(h))];
        SeriesAudit audit = SeriesAudit.Of(times);

        Assert.Equal(4, audit.FirstUnsorted);
        Assert.Equal(new DuplicateStamp(_start.AddHours(5), 3, 5), Assert.Single(audit.Duplicates));
        Assert.Equal([1L, 3L], audit.Gaps.Select(g => g.MissingRows));
        Assert.Equal("2 gaps, 4 rows missing, the longest 3 after 2001-01-01 05:00", audit.DescribeGaps());
    }

    [Fact]
    public void Audit_NamesTheFirstRowOffTheGrid()
    {
        DateTime[] times = [.. Enumerable.Range(0, 20).Select(h => _start.AddHours(h).AddMinutes(h == 13 ? 7 : 0))];
        SeriesAudit audit = SeriesAudit.Of(times);

        Assert.Null(audit.Frequency);
        Assert.Equal(13, audit.FirstIrregular);
        Assert.Equal(FrequencyUnit.Hour, audit.MostFrequent!.Unit);
    }
}
