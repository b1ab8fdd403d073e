using Carousel.Benchmarks.Anomalies;
using Carousel.Benchmarks.Anomalies.Nab;
using Carousel.Data;

namespace Carousel.Benchmarks.Tests.Anomalies.Nab;

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

        return new NabDetector("mine", _files, [new double[100], scores], 4.5, 0.4);
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
    public void Table_HasALineForEachDetector_AndCountsAlarmsWhereNothingIsLabeled()
    {
        using var output = new StringWriter();

        NabComparison.Print(
            _files, [Make((20, 6)), Make((40, 8)) with { Title = "the other" }], "seed 1", output);

        string[][] lines =
        [
            .. output.ToString().Split(Environment.NewLine).Select(line => line.Split(
                "  ", StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)),
        ];
        Assert.Equal(
            ["seed 1", "standard", "reward low FP", "reward low FN", "standard, tuned", "a !", "b"], lines[0]);
        Assert.Equal(["mine", "-5.5", "-11.0", "-3.7", "0.0", "0", "-5.5"], lines[1]);
        Assert.Equal(["the other", "100.0", "100.0", "100.0", "100.0", "0", "100.0"], lines[2]);
    }
}
