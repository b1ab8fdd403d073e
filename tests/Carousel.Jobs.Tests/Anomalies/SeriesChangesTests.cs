using Carousel.Anomalies;
using Carousel.Report;
using static Carousel.Jobs.Tests.Anomalies.Simulated;

namespace Carousel.Jobs.Tests.Anomalies;

public sealed class SeriesChangesTests
{
    private const int Rows = 400, Place = 250;

    [Fact]
    public void Changes_AreLinesAndASection()
    {
        SeriesChanges changes = Find(
            Noise(1, Rows, (t, e) => (t >= Place ? 40 : 0) + Wave(t, 24) + e), Noise(2, Rows),
            [.. Enumerable.Repeat(double.NaN, Rows)]);

        string[] lines = changes.Lines().Split('\n');
        Assert.Equal(3, lines.Length);
        Assert.Equal("row,channel,kind,size,confidence", lines[0]);
        Assert.Matches("^(249|250|251|252),\"a,b\",level,(39|4[0-1])[.0-9]*,1$", lines[1]);
        Section section = changes.Section()!;
        TableRow row = Assert.Single(Assert.IsType<Table>(Assert.Single(section.Blocks)).Rows);
        Assert.Equal(lines[1].Split(',')[0], row.Cells[0].Text);
        Assert.Equal(["a,b", "level"], row.Cells.Skip(1).Take(2).Select(c => c.Text));
    }

    [Fact]
    public void NoiseAlone_HasNoSection_AndOnlyAHeader()
    {
        SeriesChanges changes = Find(Noise(3, Rows));

        Assert.Null(changes.Section());
        Assert.Equal("row,channel,kind,size,confidence\n", changes.Lines());
    }

    [Fact]
    public void ManyChanges_AreInOrderOfRows_AndTheSectionShowsTheClearest()
    {
        var changes = new SeriesChanges(
            Data(new double[Rows], new double[Rows]),
            [
                [.. Enumerable.Range(1, 70).Select(k => new ChangePoint(5 * k, ChangeKind.Trend, k, k / 70.0))],
                [new ChangePoint(3, ChangeKind.Spread, 0.25, 1)],
            ]);

        Assert.Equal("4,channel 2,spread,0.25,1", changes.Lines().Split('\n')[1]);
        var table = (Table)changes.Section()!.Blocks[0];
        Assert.Equal(60, table.Rows.Count);
        Assert.Equal("4", table.Rows[0].Cells[0].Text);
        Assert.Equal("61", table.Rows[1].Cells[0].Text);
        Assert.Equal("60 of 71 are shown; all are in changes.csv.", table.Note);
    }

    [Fact]
    public void Search_CanBeStopped() => Assert.Throws<OperationCanceledException>(
        () => SeriesChanges.Of(Data(Noise(1, Rows)), [null], new CancellationToken(canceled: true)));

    private static SeriesChanges Find(params double[][] columns)
    {
        ChannelData data = Data(columns);
        return SeriesChanges.Of(
            data, data.Columns.Select(c => RobustParts.OfChannel(data, c)), TestContext.Current.CancellationToken);
    }

    private static ChannelData Data(params double[][] columns) => new(
        "made.csv", [.. columns.Select((_, c) => c == 0 ? "a,b" : $"channel {c + 1}")],
        [.. columns.Select(c => c.Select(v => (float)v).ToArray())], null, null, null, []);
}
