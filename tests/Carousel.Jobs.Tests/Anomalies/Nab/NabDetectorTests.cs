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
        Assert.Equal(100, NabScorer.Score(_files, detector.Alarms(tuned), NabProfile.Standard), 1e-9);
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
}
