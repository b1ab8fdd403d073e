using Carousel.Anomalies;
using Carousel.Data;
using Carousel.Jobs.Fitting;
using Carousel.Tensors;

namespace Carousel.Jobs.Tests.Anomalies;

/// <summary>What a robust baseline says to rows, without any network.</summary>
public sealed class ChannelMonitorTests
{
    private const int Rows = 4000, Learned = 2000;

    [Fact]
    public void UsualRows_HaveHardlyAnIncident() =>
        Assert.InRange(Judge(Data()).Incidents(Learned).Count, 0, 2);

    [Fact]
    public void AlarmsOfOneEvent_AreOneIncident_AndTwoEventsAreTwo()
    {
        ChannelVerdicts verdicts = Judge(Data((values, r) =>
        {
            values[1] += r is 2600 or 2604 or 2609 or 3400 ? 40 : 0;
            values[0] += r is 2602 ? 90 : 0;
        }));

        ChannelIncident[] incidents = [.. verdicts.Incidents(Learned).OrderByDescending(i => i.Score).Take(2)];
        Assert.Equal([2600, 3400], incidents.Select(i => i.Rows.Start).Order());
        ChannelIncident first = incidents.MinBy(i => i.Rows.Start)!;
        Assert.InRange(first.Rows.End, 2610, 2700);
        Assert.Equal(new HashSet<int> { 0, 1 }, first.Channels.ToHashSet());
    }

    [Fact]
    public void SlowRamp_IsFoundEarly_AndASlowSeasonIsNot()
    {
        ChannelVerdicts verdicts = Judge(Data((values, r) => values[1] += r is >= 2800 and < 3200
            ? (r - 2800) / 100f
            : 0));

        ChannelIncident ramp = Assert.Single(
            verdicts.Incidents(Learned), i => i.Rows.End > 2800 && i.Rows.Start < 3200);
        Assert.InRange(ramp.Rows.Start, 2800, 2960);
        Assert.Equal(1, ramp.Channels[0]);
        Assert.InRange(ramp.Rows.End, 3200, 3450);
    }

    [Fact]
    public void ConstantThatReturns_IsUsualAtOnce()
    {
        ChannelVerdicts verdicts = Judge(Data((values, r) => values[1] = r is >= 2500 and < 2503 ? 22 : 21));

        ChannelIncident found = Assert.Single(verdicts.Incidents(Learned), i => i.Channels[0] == 1);
        Assert.Equal(2500, found.Rows.Start);
        Assert.InRange(found.Rows.End, 2503, 2510);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void ChannelThatStaysTheSame_IsFoundWithinTwiceItsLongestRun(int channel)
    {
        ChannelData data = Data((values, r) => values[channel] = r is >= 2500 and < 2900 ? 3 : values[channel]);
        HoldUsual hold = HoldUsual.Of(data.Columns[channel][..Learned], 1);

        ChannelVerdicts verdicts = Judge(data);

        int found = Enumerable.Range(2500, 400).First(r => verdicts.IsAnomalous[r]
            && verdicts.Reasons[r] == ChannelReason.Constant && verdicts.Channels[r] == channel);
        Assert.InRange(found, 2500, 2500 + Math.Max(3, 2 * hold.Longest));
    }

    [Fact]
    public void ChannelThatNeverChanged_MayStayTheSame()
    {
        HoldUsual flat = HoldUsual.Of([.. Enumerable.Repeat(7f, 100)], 1);

        Assert.Equal(int.MaxValue, flat.LimitOf(7));
        Assert.Equal(3, HoldUsual.Of([.. Enumerable.Range(0, 500).Select(r => (float)r)], 1).LimitOf(3));
    }

    [Fact]
    public void RunsOfValuesThatAreOftenHeld_DoNotHideAStuckOne()
    {
        // Every night the pump stands still; a run of another value is never longer than two.
        HoldUsual usual =
            HoldUsual.Of([.. Enumerable.Range(0, 2000).Select(r => r % 200 < 80 ? 0f : r / 2 % 50)], 1);

        Assert.Equal(160, usual.LimitOf(0));
        Assert.Equal(4, usual.LimitOf(49.5f));
    }

    [Fact]
    public void LongRunOfZeros_IsUsualInARareCount_WhoseRunsVary()
    {
        // Pauses of 1, 2, 4, … 128 rows by turns: the next longer one is not surprising.
        float[] count = [.. Enumerable.Range(0, 2000).Select(r => IsEvent(r % 263) ? 1f : 0f)];
        HoldUsual usual = HoldUsual.Of(count, 1000);

        Assert.True(usual.LimitOf(0) > 3 * 128);

        // A pump that stands still for half of each day is stuck after twice as long.
        float[] pump = [.. Enumerable.Range(0, 2000).Select(r => r % 40 < 24 ? 0f : r)];
        Assert.Equal(48, HoldUsual.Of(pump, 1000).LimitOf(0));

        static bool IsEvent(int row) => row is 0 or 2 or 5 or 10 or 19 or 36 or 69 or 134;
    }

    [Fact]
    public void IncidentOfAShift_BeginsAndEndsWithIt()
    {
        ChannelVerdicts verdicts = Judge(Data((values, r) => values[1] += r is >= 2800 and < 2900 ? 6 : 0));

        ChannelIncident shift = Assert.Single(verdicts.Incidents(Learned), i => i.Rows.Start is >= 2790 and < 2900);
        Assert.InRange(shift.Rows.Start, 2800, 2810);
        Assert.InRange(shift.Rows.End, 2890, 2930);
    }

    [Fact]
    public void ChannelThatStopsArriving_IsAnIncident_AndSingleGapsAreNot()
    {
        ChannelData data = Data((values, r) =>
            values[1] = r is >= 2600 and < 2660 || r % 97 == 5 ? float.NaN : values[1]);

        ChannelVerdicts verdicts = Judge(data);

        ChannelIncident away = Assert.Single(verdicts.Incidents(Learned), i => i.Channels.Contains(1));
        Assert.InRange(away.Rows.Start, 2602, 2603);
        Assert.Equal(ChannelReason.Missing, verdicts.Reasons[2650]);
        Assert.False(verdicts.IsAnomalous[2430]);
    }

    [Fact]
    public void ChannelThatStaysTheSame_SoonAfterASpike_IsFound()
    {
        ChannelVerdicts verdicts = Judge(Data((values, r) =>
        {
            values[1] += r == 2700 ? 40 : 0;
            values[1] = r is >= 2720 and < 2760 ? 0.1f : values[1];
        }));

        Assert.Contains(verdicts.Incidents(Learned), i => i.Rows.Start is > 2720 and < 2730);
    }

    [Fact]
    public void RowsThatStopArriving_AreAnIncidentOfTheNextRow()
    {
        ChannelData data = Data();
        DateTime[] stamps = [.. data.Stamps!.Select((s, r) => r < 3000 ? s : s.AddMinutes(30))];

        ChannelVerdicts verdicts = Judge(data with { Stamps = stamps });

        Assert.True(verdicts.IsAnomalous[3000]);
        Assert.Equal(ChannelReason.Silence, verdicts.Reasons[3000]);
    }

    [Fact]
    public void FirstRows_WarmUp_WithoutAnomalies()
    {
        ChannelData data = Data();
        ChannelFitted fitted = Fit(data);
        var monitor = new ChannelMonitor(Design(data), fitted);

        // Another level than the learned one, and a separate clock.
        Assert.All(Enumerable.Range(0, 60), r => Assert.False(
            monitor.Take(new DateTime(2030, 1, 1).AddMinutes(r), [500 + (r % 5), 90 + (r % 7), r % 4], [])
                .IsAnomalous));
    }

    [Theory]
    [InlineData("1/week", 10080)]
    [InlineData("2/day", 720)]
    [InlineData("0.001", 1000)]
    [InlineData(null, 10080)]
    public void Rate_SaysHowManyRowsAreBetweenFalseIncidents(string? rate, double rows) => Assert.Equal(
        rows, Fit(Data(), new AnomalyOptions { Rate = rate }).RowsBetween, 1e-6);

    [Theory]
    [InlineData("often")]
    [InlineData("0.7")]
    [InlineData("1/fortnight")]
    [InlineData("-1/week")]
    public void Rate_IsRefused_WhereItIsNone(string rate) => Assert.Contains(
        "such as 1/week", Assert.Throws<OptionException>(() => new AnomalyOptions { Rate = rate }).OnCommandLine,
        StringComparison.Ordinal);

    [Fact]
    public void MoreFalseIncidents_AreAskedFor_AndCome()
    {
        // 0.01 a row: 20 in the 2,000 rows that are searched.
        int found = Judge(Data(), new AnomalyOptions { Rate = "0.01" }).Incidents(Learned).Count;

        Assert.InRange(found, 5, 40);
    }

    [Fact]
    public void Tail_GoesOnBeyondWhatWasSeen()
    {
        double[] values = [.. Enumerable.Range(1, 20_000).Select(i => -Math.Log(Draw(i, 9)))];

        var tail = PeakTail.Of(values, 1, 50);

        Assert.InRange(tail.LogRowsOf(14), 11, 17);
        Assert.InRange(tail.Excess, 0.7, 1.4);
    }

    [Fact]
    public void Tail_OfFewBlocks_IsWider_WhereTheyDependOnEachOther()
    {
        double[] values = [.. Enumerable.Range(1, 400).Select(i => -Math.Log(Draw(i, 9)))];

        // Both have 40 blocks of 10 rows.
        PeakTail independent = PeakTail.Of(values, 10, 50), dependent = PeakTail.Of(values, 40, 50);

        Assert.Equal(independent.Base, dependent.Base);
        Assert.Equal((1 + Math.Sqrt(4 / 13.0)) / (1 + Math.Sqrt(1 / 13.0)), dependent.Excess / independent.Excess, 9);
    }

    [Fact]
    public void Thinned_KeepsTheLowestAndTheHighest_OfAllRows()
    {
        float[] values = [.. Enumerable.Range(0, 50_000).Select(r => r == 49_321 ? 9f : r == 31_007 ? -9f : r % 3)];

        int[] rows = ChannelReport.Thinned(values, new RowRange(0, values.Length), 400);

        Assert.InRange(rows.Length, 300, 400);
        Assert.Contains(49_321, rows);
        Assert.Contains(31_007, rows);
        Assert.Equal(rows.Order(), rows);
    }

    private static ChannelVerdicts Judge(ChannelData data, AnomalyOptions? options = null)
    {
        ChannelFitted fitted = Fit(data, options);
        var monitor = new ChannelMonitor(Design(data), fitted);
        return ChannelVerdicts.Of(
            [.. Enumerable.Range(0, data.Count).Select(r => monitor.Take(data.StampAt(r), data.Row(r), []))], fitted);
    }

    private static ChannelFitted Fit(ChannelData data, AnomalyOptions? options = null) => ChannelFitted.Of(
        Design(data), data, Learned, null, Learned * 4 / 5, new NetworkUse(false, "the last value", 1.2),
        options ?? new AnomalyOptions());

    private static ChannelDesign Design(ChannelData data) => new(
        data.Channels, "time", ChannelDesign.OnlyScore,
        new CellDesign(CellKind.Lstm, 1, 4, 0, 1, InitializerKind.Glorot), 24,
        [.. data.Columns.Select(c => RobustScale.Of(c.Take(Learned)))]);

    /// <summary>A day's wave with noise, only noise, and whole numbers that are often the same.</summary>
    private static ChannelData Data(Action<float[], int>? change = null)
    {
        float[][] columns = [new float[Rows], new float[Rows], new float[Rows]];
        float whole = 5;
        for (int r = 0; r < Rows; r++)
        {
            whole = Draw(r, 2) < 0.2 ? (float)Math.Floor(10 * Draw(r, 3)) : whole;
            float[] values =
            [
                (float)((30 * Math.Sin(2 * Math.PI * r / 1440)) + Normal(r, 0)), (float)(0.2 * Normal(r, 1)), whole,
            ];
            change?.Invoke(values, r);
            for (int c = 0; c < values.Length; c++)
            {
                columns[c][r] = values[c];
            }
        }

        return new ChannelData(
            "made.csv", ["wave", "noise", "whole"], columns,
            [.. Enumerable.Range(0, Rows).Select(r => new DateTime(2024, 1, 1).AddMinutes(r))], "time", null, []);
    }

    private static double Normal(int row, int stream) => Math.Sqrt(-2 * Math.Log(Draw(row, 10 + stream)))
        * Math.Cos(2 * Math.PI * Draw(row, 20 + stream));

    /// <summary>A number above 0 and below 1 that depends only on row and stream.</summary>
    private static double Draw(int row, int stream) =>
        (new CounterRandom(7, CounterRandom.Purpose($"monitor {stream}")).Word((uint)row, 0) + 0.5) / 4294967296.0;
}
