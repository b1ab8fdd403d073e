using Carousel.Anomalies;
using Carousel.Data;

namespace Carousel.Jobs.Tests.Anomalies;

public sealed class DetectionMetricsTests
{
    [Fact]
    public void F1_IsZeroWithoutAnAlarm_AndUnknownWithoutAnAnomaly()
    {
        Assert.Equal(2 / 3.0, new DetectionScore(2 / 3.0, 2 / 3.0).F1, 1e-12);
        Assert.Equal(0, new DetectionScore(double.NaN, 0).F1);
        Assert.True(double.IsNaN(new DetectionScore(0, double.NaN).F1));
    }

    [Fact]
    public void Incidents_FindALabelByAnyTouch_AndAreFalseIfTheyTouchNone()
    {
        // Two of three labels are touched, one of them by two alarms; one alarm touches nothing.
        RowRange[] labels = [new(10, 20), new(30, 40), new(50, 60)];
        RowRange[] alarms = [new(9, 11), new(15, 16), new(39, 45), new(70, 71)];

        Assert.Equal((2, 1), DetectionMetrics.Incidents(alarms, labels));
    }

    [Fact]
    public void Ranges_ArePaidByOverlapAndDividedByPieces()
    {
        // The label of 10 rows is covered by 2 + 3 rows in two pieces: 0.5 / 2. The label contains 2/4 and 3/3 of the
        // alarms.
        RowRange[] labels = [new(10, 20)];
        RowRange[] alarms = [new(8, 12), new(15, 18)];

        DetectionScore score = DetectionMetrics.Ranges(alarms, labels);

        Assert.Equal(0.25, score.Recall, 1e-12);
        Assert.Equal(0.75, score.Precision, 1e-12);
    }

    [Fact]
    public void Ranges_ArePoints_WhenAllRangesAreOneRow()
    {
        RowRange[] labels = [new(1, 2), new(4, 5), new(7, 8)];
        RowRange[] alarms = [new(1, 2), new(5, 6)];

        DetectionScore score = DetectionMetrics.Ranges(alarms, labels);

        Assert.Equal(1 / 2.0, score.Precision, 1e-12);
        Assert.Equal(1 / 3.0, score.Recall, 1e-12);
    }

    [Fact]
    public void RangesOf_JoinsRunsOfRows()
    {
        RowRange[] expected = [new(0, 1), new(2, 4), new(6, 7)];

        Assert.Equal(expected, DetectionMetrics.RangesOf([true, false, true, true, false, false, true]));
        Assert.Empty(DetectionMetrics.RangesOf([false, false]));
        Assert.Equal(
            [new RowRange(1, 4), new RowRange(4, 5)],
            DetectionMetrics.RangesOf([false, true, false, true, true], [false, false, false, false, true]));
    }
}
