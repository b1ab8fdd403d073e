using Carousel.Anomalies;
using Carousel.Data;
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

    [Theory]
    [InlineData(3, 0, 0)]
    [InlineData(6, 0, 0)]
    [InlineData(3, 6, 0)]
    [InlineData(6, 6, 0)]
    [InlineData(6, 0, 0.03)]
    public void Weekends_AreNoChanges_ButALevelOrATrendIs(int weeks, double level, double slope)
    {
        int change = (84 * weeks) + 20;
        for (int seed = 1; seed <= 5; seed++)
        {
            ChannelData data = Data(Noise(
                seed, 168 * weeks,
                (t, e) => Wave(t, 24) + (t / 24 % 7 >= 5 ? 4 : 0) + e
                    + (t < change ? 0 : level + (slope * (t - change))))) with
            {
                Frequency = new Frequency(FrequencyUnit.Hour, 1),
            };
            string[] found = Find(data).Lines().TrimEnd('\n').Split('\n')[1..];

            if (level + slope == 0)
            {
                Assert.Empty(found);
                continue;
            }

            string[] cells = Assert.Single(found).Split(',');
            Assert.Equal(level > 0 ? "level" : "trend", cells[^3]);
            Assert.InRange(int.Parse(cells[0], null), change - 40, change + 40);
            Assert.InRange(double.Parse(cells[^2], null) / (level + slope), 0.75, 1.25);
        }
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

    private static SeriesChanges Find(params double[][] columns) => Find(Data(columns));

    private static SeriesChanges Find(ChannelData data) => SeriesChanges.Of(
        data, data.Columns.Select(c => RobustParts.OfChannel(data, c)), TestContext.Current.CancellationToken);

    private static ChannelData Data(params double[][] columns) => new(
        "made.csv", [.. columns.Select((_, c) => c == 0 ? "a,b" : $"channel {c + 1}")],
        [.. columns.Select(c => c.Select(v => (float)v).ToArray())], null, null, null, []);
}
