using System.Text.Json;
using Carousel.Anomalies;
using Carousel.Data;

namespace Carousel.Jobs.Tests.Anomalies.Nab;

/// <summary>Files of 100 rows have a probation of 15; a quiet time of 0.4 of it is 6 rows.</summary>
public sealed class NabDetectorTests
{
    private static readonly NabFile[] _files =
    [
        File("a/calm.csv"), File("b/odd.csv", new RowRange(40, 50)),
    ];

    private static NabFile File(string name, params RowRange[] windows) => new(
        name, [.. Enumerable.Range(0, 100).Select(r => new DateTime(2024, 1, 1).AddHours(r))], new float[100], windows);

    private static NabDetector Make(params (int Row, double Score)[] odd)
    {
        var scores = new double[100];
        foreach ((int row, double score) in odd)
        {
            scores[row] = score;
        }

        return new NabDetector("mine", "mine", _files, [new double[100], scores], 4.5, 0.4);
    }

    [Fact]
    public void Alarm_IsRaisedAboveTheThreshold_BehindTheProbationAndTheQuietTime() => Assert.Equal(
        [20, 27], Make((10, 9), (20, 5), (24, 9), (26, 9), (27, 5), (30, 4.5)).Alarms()[1]);

    [Fact]
    public void TunedThreshold_IsTheBestOnTheLabels()
    {
        // A false alarm of 6 before the window, a hit of 8 at its start: above 6 there is only the hit.
        NabDetector detector = Make((20, 6), (40, 8), (70, 3));

        double tuned = detector.Tuned(NabProfile.Standard);

        Assert.InRange(tuned, 6, 7.99);
        Assert.Equal(100, new NabRun(_files).Score(detector.Alarms(tuned), NabProfile.Standard), 1e-9);
    }

    [Fact]
    public void Table_CountsAlarmsWhereNothingIsLabeled_AndSaysWhereARivalIsAbove()
    {
        NabDetector worse = Make((20, 6)), better = Make((40, 8)) with { Name = "other", Title = "the other" };

        var table = new NabTable(_files, [worse, better]);
        JobResult result = table.Result();

        Assert.Contains("The other is ABOVE the on-line detector", result.Sentence, StringComparison.OrdinalIgnoreCase);
        Assert.Equal(["a, alarms", "b"], table.Categories.Select(c => c.Title));
        Assert.Equal(0, result.Scores[1].Metrics["alarms_a"]);
        Assert.Equal(100, result.Scores[1].Metrics["nab_standard_b"], 1e-9);
        string other = new NabTable(_files, [better, worse]).Result().Sentence;
        Assert.DoesNotContain("ABOVE", other, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(15.2)]
    [InlineData(40)]
    public void Folder_KeepsApartWhatIsVeryOdd(double threshold)
    {
        NabDetector detector = Make((20, threshold), (40, threshold + 0.01)) with { Threshold = threshold };
        JobFile[] files = [.. NabFolder.Files([detector])];
        using var json = JsonDocument.Parse(files[2].Content);
        double written = json.RootElement.GetProperty("mine").GetProperty("standard").GetProperty("threshold")
            .GetDouble();
        double[] scores =
        [
            .. System.Text.Encoding.UTF8.GetString(files[1].Content.Span).TrimEnd('\n').Split('\n').Skip(1)
                .Select(l => double.Parse(l.Split(',')[2], System.Globalization.CultureInfo.InvariantCulture)),
        ];

        Assert.Equal([40], Enumerable.Range(0, 100).Where(r => scores[r] >= written));
    }

    [Fact]
    public void Folder_IsLaidOutAsTheBenchmarksOwn_AndItsThresholdGivesTheSameAlarms()
    {
        NabDetector detector = Make((20, 5), (24, 9), (40, 8), (60, 2));

        JobFile[] files = [.. NabFolder.Files([detector])];

        Assert.Equal(
            ["mine/a/mine_calm.csv", "mine/b/mine_odd.csv", "thresholds.json"], files.Select(f => f.Name));
        string[] lines = System.Text.Encoding.UTF8.GetString(files[1].Content.Span).TrimEnd('\n').Split('\n');
        Assert.Equal("timestamp,value,anomaly_score,label", lines[0]);
        Assert.Equal(101, lines.Length);
        Assert.Equal("2024-01-01 00:00:00,0,0,0", lines[1]);
        Assert.Equal("2024-01-02 16:00:00,0,0.8888888888888888,1", lines[41]);
        using var json = JsonDocument.Parse(files[2].Content);
        JsonElement standard = json.RootElement.GetProperty("mine").GetProperty("standard");
        double threshold = standard.GetProperty("threshold").GetDouble();
        int[] alarms =
        [
            .. Enumerable.Range(0, 100).Where(r => double.Parse(
                lines[r + 1].Split(',')[2], System.Globalization.CultureInfo.InvariantCulture) >= threshold),
        ];

        // Row 24 is in the quiet time of row 20.
        Assert.Equal([20, 40], alarms);
        Assert.Equal(1 - 0.11, standard.GetProperty("score").GetDouble(), 1e-9);
        Assert.True(json.RootElement.GetProperty("mine").TryGetProperty("reward_low_FP_rate", out _));
        Assert.True(json.RootElement.GetProperty("mine").TryGetProperty("reward_low_FN_rate", out _));
    }
}
