using System.Text;
using System.Text.RegularExpressions;
using Carousel.Anomalies;
using Carousel.Data;
using Carousel.Report;
using static Carousel.Jobs.Tests.Anomalies.Simulated;

namespace Carousel.Jobs.Tests.Anomalies;

/// <summary>
/// Searches that compare each row with all others. Measured on 20 series without anomalies: 27 of 40 asked false
/// incidents (2000 rows each), 20 of 30 (1500 rows each).
/// </summary>
public sealed class UntrainedSearchTests
{
    private const int Rows = 1000, Season = 24, Place = 700;

    private static readonly Progress<(string, double)> _unseen = new();

    private static readonly double[] _calm = Noise(1, Rows, Usual);
    private static readonly double[] _odd =
        Noise(2, Rows, (t, e) => t is >= Place and < Place + 30 ? Wave(Place, Season) : Usual(t, e));
    private static readonly Lazy<JobResult> _result = new(() => Measure([_calm, _odd]));

    [Fact]
    public void OddChannel_IsNamed()
    {
        JobIncident clearest = _result.Value.Incidents![0];

        Assert.Equal("b", clearest.Channels[0]);
        Assert.InRange(int.Parse(clearest.Start, null), Place - 20, Place + 30);
        Assert.InRange(int.Parse(clearest.End, null), Place, Place + 50);
    }

    [Fact]
    public void Result_HasTheFilesOfASearch_AndAReport()
    {
        JobResult result = _result.Value;

        Assert.Equal(
            ["scores.csv", "incidents.csv", "contributions.csv", "changes.csv"], result.Files.Select(f => f.Name));
        string[] rows = Text(result, "scores.csv").TrimEnd('\n').Split('\n');
        Assert.Equal(1 + Rows, rows.Length);
        Assert.Equal("row,score,anomaly,channel,value,expected,incident", rows[0]);
        Assert.Equal(result.Incidents!.Count, Text(result, "incidents.csv").Count(c => c == '\n') - 1);
        Assert.Matches("\n[0-9]+,[0-9]+,b,", Text(result, "contributions.csv"));
        Assert.StartsWith("row,channel,kind,size,confidence\n", Text(result, "changes.csv"), StringComparison.Ordinal);
        Assert.Equal(
            "carousel anomaly made.csv --learn 0",
            result.Report!.Sections[^1].Blocks.OfType<CodeBlock>().Single().Text);
    }

    [Fact]
    public void CloseUp_ShowsTheMostSimilarStretch_InTheRowsOfTheIncident()
    {
        JobResult result = _result.Value;

        var chart = (LineChart)result.Report!.Sections.Single(s => s.Title == "The clearest incidents").Blocks[0];
        Report.Series similar = Assert.Single(chart.Lines, l => l.Name == "most similar stretch");
        Match start = Regex.Match(chart.Caption, "The most similar stretch begins at ([0-9]+)\\.$");
        Assert.True(start.Success, chart.Caption);
        double[] shown = [.. similar.Values.Where(double.IsFinite)];
        Assert.Equal(Math.Max(8, result.Incidents![0].Rows), shown.Length);
        Assert.Equal(
            _odd.Skip(int.Parse(start.Groups[1].Value, null) - 1).Take(shown.Length).Select(v => (double)(float)v),
            shown);
    }

    [Fact]
    public void FalseIncidents_AreAsManyAsWereAskedFor_WithinAFactorOfTwo()
    {
        const int Series = 20, Long = 1500;
        int found = 0;
        for (int seed = 1; seed <= Series; seed++)
        {
            found += Measure([Noise(seed, Long, (t, e) => seed % 2 == 0 ? Usual(t, e) : e)]).Incidents!.Count;
        }

        Assert.InRange(found / (0.001 * Series * Long), 0.5, 2);
    }

    [Fact]
    public void AnomalyOfASeriesThatRepeatsItselfExactly_IsFound()
    {
        JobIncident found = Assert.Single(
            Measure([[.. Enumerable.Range(0, 4 * Rows).Select(t => t == Place ? 20.0 : t % 5)]]).Incidents!);

        Assert.InRange(Place + 1, int.Parse(found.Start, null), int.Parse(found.End, null));
    }

    [Theory]
    [InlineData("far", 1, "is 1")]
    [InlineData("stuck", 10, "constant at")]
    [InlineData("dip", 12, "is -")]
    [InlineData("dip at the end", 12, "is -")]
    public void Incident_IsAsLongAsTheAnomaly(string kind, int rows, string what)
    {
        // A false incident beside it may have a few rows more.
        const int Tolerance = 3;
        for (int seed = 1; seed <= 5; seed++)
        {
            int first = kind == "dip at the end" ? Rows - rows - 40 : Place;
            double[] values = Noise(seed, Rows, (t, e) => t < first || t >= first + rows ? Usual(t, e)
                : kind == "far" ? 10_000
                : kind == "stuck" ? Usual(first, 0)
                : Usual(t, e) - 15);

            JobIncident found = Measure([values], new AnomalyOptions { Rate = "0.001" }).Incidents!
                .Single(i => int.Parse(i.Start, null) <= first + rows && int.Parse(i.End, null) > first);

            Assert.InRange(int.Parse(found.Start, null), first + 1 - Tolerance, first + 1 + Tolerance);
            Assert.InRange(int.Parse(found.End, null), first + rows - Tolerance, first + rows + Tolerance);
            Assert.StartsWith(what, found.What, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void RowsBesideAnAnomaly_RankBeforeUsualOnes_ButAreNoAnomalies()
    {
        double[] values = Noise(1, Rows, (t, e) => t == Place ? 10_000 : Usual(t, e));
        string[][] rows =
            [.. Text(Measure([values]), "scores.csv").TrimEnd('\n').Split('\n').Skip(1).Select(r => r.Split(','))];

        Assert.Equal("1", rows[Place][2]);
        Assert.Equal("0", rows[Place - 4][2]);
        double beside = double.Parse(rows[Place - 4][1], null);
        Assert.True(beside > rows[..100].Average(r => double.Parse(r[1], null)));
        Assert.True(beside < double.Parse(rows[Place][1], null));
    }

    [Fact]
    public void RowsBesideAnAnomaly_HaveNoPartInAnIncidentOfAnotherChannel()
    {
        const int Far = Place - 20;
        JobResult result = Measure(
            [Noise(1, Rows, (t, e) => t == Far ? 10_000 : Usual(t, e)), _odd], new AnomalyOptions { Rate = "0.01" });

        string start = $"{Far + 1}";
        Assert.Equal(["a"], result.Incidents!.Single(i => i.Start == start).Channels);
        Assert.Matches($"\n{start},{start},a,1,.*\n(?!{start},)", Text(result, "contributions.csv"));
    }

    [Fact]
    public void ConstantChannels_HaveNoIncident_AndALongGapHasOne()
    {
        double[] gaps = Noise(1, Rows, (t, e) => t is > 300 and < 400 ? double.NaN : Usual(t, e));

        JobResult result = Measure(
            [new double[Rows], [.. Enumerable.Repeat(double.NaN, Rows)], gaps], new AnomalyOptions { Rate = "1e-5" });

        JobIncident gap = Assert.Single(result.Incidents!);
        Assert.Equal(("302", "400", "no value for too long"), (gap.Start, gap.End, gap.What));
        Assert.DoesNotContain("NaN", Text(result, "scores.csv"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(24)]
    [InlineData(96)]
    public void Season_IsThatOfTheTimeStamps_AlsoAfterAGap(int season)
    {
        int[] kept = [.. Enumerable.Range(0, 20 * season).Where(r => r < 10 * season || r > (10 * season) + 9)];
        double[] values = Noise(1, 20 * season, (t, e) => Wave(t, season) + (0.2 * e));
        var data = new ChannelData(
            "made.csv", ["a"], [[.. kept.Select(r => (float)values[r])]],
            [.. kept.Select(r => new DateTime(2024, 1, 1).AddHours(24.0 * r / season))], "time", null, [])
        {
            Frequency = new Frequency(FrequencyUnit.Minute, 1440 / season),
        };

        RobustParts parts = RobustParts.OfChannel(data, data.Columns[0])!;

        Assert.Equal(season, parts.SeasonRows);
        Assert.All(kept.Index(), k => Assert.InRange(parts.Season[k.Index] - Wave(k.Item, season), -0.5, 0.5));
    }

    [Fact]
    public void TooFewRows_AreOneSentence()
    {
        Assert.Equal(
            "made.csv has 39 rows; a search for anomalies needs at least 40.",
            Assert.Throws<DataFormatException>(() => Measure([Noise(1, 39)])).Message);
        Assert.NotNull(Measure([Noise(1, 40)]).Report);
    }

    private static double Usual(int row, double noise) => Wave(row, Season) + noise;

    private static JobResult Measure(double[][] columns, AnomalyOptions? options = null) => UntrainedSearch.Make(
        new ChannelData(
            "made.csv", [.. columns.Select((_, c) => $"{(char)('a' + c)}")],
            [.. columns.Select(c => c.Select(v => (float)v).ToArray())], null, null, null, []),
        options ?? new AnomalyOptions { Rate = "0.001" })
        .Measure("carousel anomaly made.csv --learn 0", _unseen, TestContext.Current.CancellationToken);

    private static string Text(JobResult result, string name) =>
        Encoding.UTF8.GetString(result.Files.Single(f => f.Name == name).Content.Span);
}
