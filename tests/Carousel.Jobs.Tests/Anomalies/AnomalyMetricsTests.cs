using Carousel.Anomalies;

namespace Carousel.Jobs.Tests.Anomalies;

public sealed class AnomalyMetricsTests
{
    [Fact]
    public void Series_HasIncidents_JoinedByTheGap_FalseOnesByTheWeek()
    {
        bool[] labels = new bool[30], alarms = new bool[30];
        labels.AsSpan(5..8).Fill(true);
        labels.AsSpan(20..22).Fill(true);

        // The alarms in rows 6 and 8 are one incident, and so are those in rows 12 and 14.
        (alarms[6], alarms[8], alarms[12], alarms[14]) = (true, true, true, true);
        var metrics = new AnomalyMetrics(labels, new IncidentScale(Gap: 16, Window: 4, Weeks: 0.5));

        JobScore score = metrics.Of("model", "model", [.. alarms.Select(a => a ? 1.0 : 0)], alarms);

        Assert.All(metrics.Columns, c => Assert.True(score.Metrics.ContainsKey(c.Key), c.Key));
        Assert.Contains(metrics.Columns, c => c.Title == "found of 2");
        Assert.Equal((1, 2, 2), (score.Metrics["found"], score.Metrics["alarms"], score.Metrics["false_per_week"]));
        Assert.Equal(2 / 3.0 / 2, score.Metrics["range_precision"], 1e-12);
        Assert.Equal(2 / 3.0 / 2, score.Metrics["range_recall"], 1e-12);
    }

    [Fact]
    public void Events_HaveMeasuresOfSingleRows()
    {
        var metrics = new AnomalyMetrics([true, false, false], incidents: null);

        JobScore score = metrics.Of("model", "model", [3, 2, 1], [true, true, false]);

        Assert.Equal(["pr_auc", "precision_at_k", "precision", "recall", "f1"], metrics.Columns.Select(c => c.Key));
        Assert.Equal((1, 0.5), (score.Metrics["pr_auc"], score.Metrics["precision"]));
    }

    [Fact]
    public void Weeks_AreThoseOfTheTimeStamps_OrOfTenThousandRows()
    {
        DateTime[] stamps = [.. Enumerable.Range(0, 22).Select(d => new DateTime(2024, 1, 1).AddDays(d))];

        Assert.Equal(2, AlarmRate.Weeks(stamps, 7, 15), 1e-12);
        Assert.Equal(0.5, AlarmRate.Weeks(null, 7, 5000), 1e-12);
        Assert.Equal(0.0001, AlarmRate.Weeks(stamps, 21, 1), 1e-12);
    }
}
