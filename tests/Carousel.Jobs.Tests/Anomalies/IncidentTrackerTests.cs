using Carousel.Anomalies;

namespace Carousel.Jobs.Tests.Anomalies;

/// <summary>Where incidents begin and end, at a gap of 40 rows, a threshold of 2 and a width of 0.5.</summary>
public sealed class IncidentTrackerTests
{
    [Fact]
    public void Incident_ContinuesSlightlyBelowTheThreshold()
    {
        double[] scores = [1.9, 2.1, 1.9, 1.6, 1.4, 1.9];

        Assert.Equal([false, true, true, true, false, false], Take(scores).Select(r => r.IsAnomalous));
    }

    [Fact]
    public void AlarmsOfTwoChannels_AreOneIncident_OnlyIfTheyAreVeryClose()
    {
        (int Row, double Score, int Channel)[] alarms = [(10, 3, 0), (14, 3, 1), (30, 3, 0), (33, 3, 0), (45, 3, 1)];

        Assert.Equal([10, 30, 45], Starts(alarms));
    }

    [Fact]
    public void Alarms_JoinOverAPauseThatGrowsWithTheIncident()
    {
        // After one alarm, eight rows are another incident; after twenty, they are not. Thirty are, after any.
        Assert.Equal([10, 18], Starts([(10, 9, 0), (18, 9, 0)]));
        Assert.Equal([10], Starts([.. Enumerable.Range(10, 20).Select(r => (r, 9.0, 0)), (37, 2.1, 0)]));
        Assert.Equal([10, 59], Starts([.. Enumerable.Range(10, 20).Select(r => (r, 9.0, 0)), (59, 9.0, 0)]));
    }

    [Fact]
    public void PauseInsideAnIncident_IsAtMostAQuarterOfTheGap() => Assert.Equal(
        [10, 71], Starts([.. Enumerable.Range(10, 50).Select(r => (r, 9.0, 0)), (71, 9, 0)]));

    [Fact]
    public void ChannelThatStandsStill_IsAnIncidentOfItsOwn()
    {
        var tracker = new IncidentTracker(40, 2, 0.5);

        Assert.True(tracker.Take(9, 0).Begins);
        Assert.True(tracker.Take(9, 1, ChannelReason.Missing).Begins);
        Assert.False(tracker.Take(9, 2, ChannelReason.Missing).Begins);
        Assert.False(tracker.Take(9, 0).Begins);
    }

    [Fact]
    public void IncidentSoonAfterAnother_NeedsAClearlyHigherScore()
    {
        Assert.Equal([10], Starts([(10, 9, 0), (30, 2.4, 0)]));
        Assert.Equal([10, 30], Starts([(10, 9, 0), (30, 2.6, 0)]));
        Assert.Equal([10, 60], Starts([(10, 9, 0), (60, 2.1, 0)]));
        Assert.Equal([10, 30], Starts([(10, 9, 0), (30, 2.1, 1)]));
    }

    [Fact]
    public void State_ContinuesWithoutADifference()
    {
        double[] scores = [.. Enumerable.Range(0, 300).Select(r => r * 7919 % 37 / 10.0)];
        var (first, second) = (new IncidentTracker(40, 2, 0.5), new IncidentTracker(40, 2, 0.5));
        foreach (double score in scores[..150])
        {
            first.Take(score, 0);
        }

        using var stream = new MemoryStream();
        using var writer = new BinaryWriter(stream);
        first.Pass(new StatePass(writer, null));
        stream.Position = 0;
        using var reader = new BinaryReader(stream);
        second.Pass(new StatePass(null, reader));

        Assert.All(scores[150..], score => Assert.Equal(first.Take(score, 0), second.Take(score, 0)));
    }

    private static (bool IsAnomalous, bool Begins)[] Take(IEnumerable<double> scores)
    {
        var tracker = new IncidentTracker(40, 2, 0.5);
        return [.. scores.Select(s => tracker.Take(s, 0))];
    }

    private static int[] Starts(params (int Row, double Score, int Channel)[] alarms)
    {
        var tracker = new IncidentTracker(40, 2, 0.5);
        return
        [
            .. Enumerable.Range(0, 100).Where(r =>
            {
                (_, double score, int channel) = alarms.FirstOrDefault(a => a.Row == r);
                return tracker.Take(score, channel).Begins;
            }),
        ];
    }
}
