using System.Text.Json;
using Carousel.Anomalies;
using Carousel.Data;
using Carousel.Jobs.Fitting;
using Carousel.Jobs.Reading;

namespace Carousel.Jobs.Tests.Anomalies;

public sealed class FalseAlarmTests
{
    // 2024-01-01 is a Monday; two channels, one row per hour, ten days.
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
    public void LinesOfIncidents_AreReadWithTheirRowsAndChannels() => Assert.Equal(
        [new FalseAlarm(2, 5, 1), new FalseAlarm(2, 5, 0), new FalseAlarm(26, 26, 0)],
        Read("start,end,rows,channels,score,once_in_days,peak,channel,value,expected,reason\n"
            + "2024-01-01 02:00:00,2024-01-01 05:00:00,4,right;left,9,7,2024-01-01 03:00:00,right,1,2,value\n"
            + "2024-01-02 02:00:00,2024-01-02 02:00:00,1,left,9,7,2024-01-02 02:00:00,left,1,2,value\n"));

    [Fact]
    public void ChannelWithTheSeparatorInItsName_IsWrittenAndReadAsOne()
    {
        ChannelData data = _hours with { Channels = ["left; \"old\"", "right"] };
        var verdicts = new ChannelVerdicts(
            new double[240], new int[240], [.. Enumerable.Range(0, 240).Select(r => r is >= 2 and < 6)],
            [new double[240], new double[240]])
        {
            ByChannel = [[.. Enumerable.Repeat(3.0, 240)], [.. Enumerable.Repeat(2.0, 240)]],
            Reasons = new ChannelReason[240],
            Least = 1,
            Gap = 1,
        };

        string lines = new ChannelTables(data, verdicts, 0).IncidentLines();

        Assert.Equal([new FalseAlarm(2, 5, 0), new FalseAlarm(2, 5, 1)], Read(lines, data));
    }

    [Fact]
    public void ChannelThatIsMarkedForSpreadsheets_IsTheChannel() => Assert.Equal(
        [new FalseAlarm(2, 5, 0), new FalseAlarm(2, 5, 1)],
        Read(
            "2024-01-01 02:00:00,2024-01-01 05:00:00,4,'=left;right,9,7,2024-01-01 03:00:00,right,1,2,value\n",
            _hours with { Channels = ["=left", "right"] }));

    [Fact]
    public void LinesOfIncidents_MeanTheSame_WithoutTheirHeader() => Assert.Equal(
        [new FalseAlarm(2, 5, 1)],
        Read("2024-01-01 02:00:00,2024-01-01 05:00:00,4,right,9,7,2024-01-01 03:00:00,right,1,2,value\n"));

    [Theory]
    [InlineData("2024-01-01 03:00\n")]
    [InlineData("time\n2024-01-01T03:00:00\n")]
    public void OneTimeALine_MeansWhicheverChannelRaisedTheAlarm(string text) =>
        Assert.Equal([new FalseAlarm(3, 3, null)], Read(text));

    [Fact]
    public void Numbers_MeanRowsWithoutTimeStamps() =>
        Assert.Equal([new FalseAlarm(6, 6, null)], Read("7\n", Data(stamped: false)));

    [Theory]
    [InlineData("channels,start\nleft\n", "'' is not a row of hours.csv.")]
    [InlineData(
        "2025-01-01 03:00\n",
        "'2025-01-01 03:00' is not a row of hours.csv. Write the time of a row as in incidents.csv")]
    [InlineData(
        "start,channels\n2024-01-01 03:00:00,middle\n",
        "'middle' is not a watched channel. The channels are left, right.")]
    [InlineData("2024-13-01T03:00:00\n2024-01-01 03:00\n", "'2024-13-01T03:00:00' is not a row of hours.csv.")]
    [InlineData("time\n", "names no row")]
    public void WhatMeansNothing_IsRefused(string text, string expected)
    {
        DataFormatException refused = Assert.Throws<DataFormatException>(() => Read(text));

        Assert.Contains(expected, refused.Message, StringComparison.Ordinal);
    }

    /// <summary>Scores of 9 at 3 o'clock of Monday and Tuesday, 12 on Wednesday, 9 on Saturday and at 4.</summary>
    private static IReadOnlyList<ChannelAllowance> Allowed(ChannelData data, params FalseAlarm[] alarms)
    {
        double[][] scores = [new double[data.Count], new double[data.Count]];
        (scores[0][3], scores[0][27], scores[0][51], scores[0][4], scores[0][123]) = (9, 9, 12, 9, 9);
        scores[1][27] = 8;
        return ChannelAllowance.Of(alarms, scores, data, threshold: 5);
    }

    [Fact]
    public void FalseAlarm_RaisesTheThresholdOfItsChannel_AtItsHourOfWorkingDays()
    {
        IReadOnlyList<ChannelAllowance> allowed = Allowed(_hours, new FalseAlarm(3, 3, null));

        Assert.Contains(allowed, a => a.Allows(0, _hours.StampAt(3), 9));
        Assert.Contains(allowed, a => a.Allows(0, _hours.StampAt(27), 9));

        // The other channel, a higher score, another hour and a weekend are not covered.
        Assert.DoesNotContain(allowed, a => a.Allows(1, _hours.StampAt(27), 8));
        Assert.DoesNotContain(allowed, a => a.Allows(0, _hours.StampAt(51), 12));
        Assert.DoesNotContain(allowed, a => a.Allows(0, _hours.StampAt(4), 9));
        Assert.DoesNotContain(allowed, a => a.Allows(0, _hours.StampAt(123), 9));
    }

    [Fact]
    public void FalseAlarm_HoldsForAllRows_WithoutTimeStamps()
    {
        IReadOnlyList<ChannelAllowance> allowed = Allowed(Data(stamped: false), new FalseAlarm(3, 3, 0));

        Assert.Contains(allowed, a => a.Allows(0, null, 9));
        Assert.DoesNotContain(allowed, a => a.Allows(0, null, 12));
        Assert.DoesNotContain(allowed, a => a.Allows(1, null, 8));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Allowances_AreKeptInTheModelsFile(bool stamped)
    {
        ChannelData data = Data(stamped);
        var plain = ChannelFitted.Of(
            new ChannelDesign(
                data.Channels, data.TimeName, ChannelDesign.OnlyScore,
                new CellDesign(CellKind.Lstm, 1, 4, 0, 1, InitializerKind.Glorot), 24,
                [.. data.Columns.Select(c => RobustScale.Of(c))]),
            data, 120, null, 96, new NetworkUse(false, "the last value", 1.5), new AnomalyOptions());
        ChannelFitted fitted = plain with { Allowances = Allowed(data, new FalseAlarm(3, 3, null)) };

        string json = JsonSerializer.Serialize(fitted, SeriesJson.Default.ChannelFitted);
        ChannelFitted read = JsonSerializer.Deserialize(json, SeriesJson.Default.ChannelFitted)!;

        Assert.Equal([new ChannelAllowance(0, stamped ? 3 : null, false, 9)], read.Allowances!);
        Assert.True(read.Fits(2));
        Assert.False((fitted with { Allowances = [new(2, 3, false, 9)] }).Fits(2));
        Assert.DoesNotContain(
            "allowances", JsonSerializer.Serialize(plain, SeriesJson.Default.ChannelFitted), StringComparison.Ordinal);
    }

    [Fact]
    public void FalseAlarmBelowTheThreshold_ChangesNothing() =>
        Assert.Empty(Allowed(_hours, new FalseAlarm(100, 110, null)));
}
