using System.Text.Json;
using Carousel.Anomalies;
using Carousel.Anomalies.Channels;
using Carousel.Anomalies.Thresholds;
using Carousel.Data;
using Carousel.Jobs.Fitting;
using Carousel.Jobs.Reading;

namespace Carousel.Jobs.Tests.Anomalies;

public sealed class FalseAlarmTests
{
    // 2024-01-01 is a Monday; two channels, a row an hour, ten days.
    private static readonly ChannelData _hours = Data(stamped: true);

    private static ChannelData Data(bool stamped)
    {
        string[] lines =
        [
            stamped ? "time,left,right" : "left,right",
            .. Enumerable.Range(0, 240).Select(r => FormattableString.Invariant(
                $"{(stamped ? $"{new DateTime(2024, 1, 1).AddHours(r):yyyy-MM-dd HH:mm}," : "")}{r % 7}.5,{r % 3}.5")),
        ];
        return ChannelData.Read(new StringReader(string.Join('\n', lines)), "hours.csv", new ReadOptions(), null);
    }

    private static IReadOnlyList<FalseAlarm> Read(string text, ChannelData? data = null) =>
        FalseAlarm.Read(new StringReader(text), "not.csv", data ?? _hours);

    [Fact]
    public void LinesOfTheAlarms_AreReadWithTheirRowsAndChannel() => Assert.Equal(
        [new FalseAlarm(2, 5, 1), new FalseAlarm(26, 26, 0)],
        Read("first,last,rows,score,peak,channel,value,expected\n"
            + "2024-01-01 02:00:00,2024-01-01 05:00:00,4,9,2024-01-01 03:00:00,right,1,2\n"
            + "2024-01-02 02:00:00,2024-01-02 02:00:00,1,9,2024-01-02 02:00:00,left,1,2\n"));

    [Fact]
    public void LinesOfTheAlarms_MeanTheSame_WithoutTheirHeader() => Assert.Equal(
        [new FalseAlarm(2, 5, 1)],
        Read("2024-01-01 02:00:00,2024-01-01 05:00:00,4,9,2024-01-01 03:00:00,right,1,2\n"));

    [Fact]
    public void FalseAlarms_AreRefused_BesideADynamicThreshold() => Assert.StartsWith(
        "--not raises thresholds of --threshold rate",
        Assert.Throws<OptionException>(() => ChannelPlan.Make(
            _hours, new AnomalyOptions { Not = "not.csv", Threshold = ThresholdKind.Dynamic })).OnCommandLine,
        StringComparison.Ordinal);

    [Theory]
    [InlineData("2024-01-01 03:00\n")]
    [InlineData("time\n2024-01-01T03:00:00\n")]
    public void OneTimeALine_MeansWhicheverChannelRaisedTheAlarm(string text) =>
        Assert.Equal([new FalseAlarm(3, 3, null)], Read(text));

    [Fact]
    public void Numbers_MeanRowsWithoutTimeStamps() =>
        Assert.Equal([new FalseAlarm(6, 6, null)], Read("7\n", Data(stamped: false)));

    [Theory]
    [InlineData("channel,first\nleft\n", "'' is no row of hours.csv.")]
    [InlineData("2025-01-01 03:00\n", "'2025-01-01 03:00' is no row of hours.csv. Write its time as in anomalies.csv")]
    [InlineData("first,channel\n2024-01-01 03:00:00,middle\n", "'middle' is no channel that is watched: left, right.")]
    [InlineData("2024-13-01T03:00:00\n2024-01-01 03:00\n", "'2024-13-01T03:00:00' is no row of hours.csv.")]
    [InlineData("time\n", "names no row")]
    public void WhatMeansNothing_IsRefused(string text, string expected)
    {
        DataFormatException refused = Assert.Throws<DataFormatException>(() => Read(text));

        Assert.Contains(expected, refused.Message, StringComparison.Ordinal);
    }

    /// <summary>Scores of 9 at 3 o'clock of Monday and Tuesday, 12 on Wednesday, 9 on Saturday and at 4.</summary>
    private static ChannelScores Scores(ChannelData data)
    {
        double[][] Of() => [new double[data.Count], new double[data.Count]];
        double[][] scores = Of();
        (scores[0][3], scores[0][27], scores[0][51], scores[0][4], scores[0][123]) = (9, 9, 12, 9, 9);
        scores[1][27] = 8;
        return new ChannelScores(scores, Of(), Of());
    }

    private static ChannelVerdicts Judge(ChannelData data, params FalseAlarm[] alarms)
    {
        var fitted = new ChannelFitted(ThresholdKind.Rate, 0.01, 0.13, [0, 0], [1, 1], 5);
        ChannelScores scores = Scores(data);
        return (fitted with
        {
            Allowances = ChannelAllowance.Of(alarms, fitted.Standardised(scores), data, 5),
        }).Judge(scores, data);
    }

    [Fact]
    public void FalseAlarm_RaisesTheThresholdOfItsChannel_AtItsHourOfWorkingDays()
    {
        ChannelVerdicts before = Judge(_hours), after = Judge(_hours, new FalseAlarm(3, 3, null));

        Assert.Equal([3, 4, 27, 51, 123], Enumerable.Range(0, 240).Where(r => before.IsAnomalous[r]));

        // Tuesday's right channel is odd still; Wednesday is odder than what was said to be usual; 4 o'clock and
        // Saturday are other kinds of time.
        Assert.Equal([4, 27, 51, 123], Enumerable.Range(0, 240).Where(r => after.IsAnomalous[r]));
        Assert.Equal((1, 8d), (after.Channels[27], after.Scores[27]));
        Assert.Equal(5, after.Scores[3]);
    }

    [Fact]
    public void FalseAlarm_HoldsForAllRows_WithoutTimeStamps()
    {
        ChannelVerdicts after = Judge(Data(stamped: false), new FalseAlarm(3, 3, 0));

        Assert.Equal([27, 51], Enumerable.Range(0, 240).Where(r => after.IsAnomalous[r]));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Allowances_AreKeptInTheModelsFile_AndOlderFilesHaveNone(bool stamped)
    {
        ChannelData data = Data(stamped);
        var older = new ChannelFitted(ThresholdKind.Rate, 0.01, 0.13, [0, 0], [1, 1], 5);
        ChannelFitted fitted = older with
        {
            Allowances = ChannelAllowance.Of([new(3, 3, null)], older.Standardised(Scores(data)), data, 5),
        };

        string json = JsonSerializer.Serialize(fitted, AnomalyJson.Default.ChannelFitted);
        ChannelFitted read = JsonSerializer.Deserialize(json, AnomalyJson.Default.ChannelFitted)!;

        Assert.Equal([new ChannelAllowance(0, stamped ? 3 : null, false, 9)], read.Allowances!);
        Assert.True(read.Fits(2));
        Assert.False((fitted with { Allowances = [new(2, 3, false, 9)] }).Fits(2));
        Assert.DoesNotContain(
            "allowances", JsonSerializer.Serialize(older, AnomalyJson.Default.ChannelFitted), StringComparison.Ordinal);
    }

    [Fact]
    public void FalseAlarmBelowTheThreshold_ChangesNothing() => Assert.Equal(
        Judge(_hours).IsAnomalous, Judge(_hours, new FalseAlarm(100, 110, null)).IsAnomalous);

    [Fact]
    public void Contributions_AreSharesOfDeviations_TheGreatestFirst()
    {
        ChannelVerdicts verdicts = Judge(_hours);

        Assert.Equal([(0, 9d / 17), (1, 8d / 17)], verdicts.Contributions(27));
        Assert.Equal([(0, 1d)], verdicts.Contributions(3));
        Assert.Equal(
            "first,peak,channel,share,score,value,expected\n"
            + "2024-01-01 03:00:00,2024-01-01 03:00:00,left,1,9,3.5,0\n"
            + "2024-01-02 03:00:00,2024-01-02 03:00:00,left,0.5294,9,6.5,0\n"
            + "2024-01-02 03:00:00,2024-01-02 03:00:00,right,0.4706,8,0.5,0\n",
            string.Join('\n', new ChannelTables(_hours, verdicts).Contributions(0).Split('\n').Take(4)) + "\n");
    }
}
