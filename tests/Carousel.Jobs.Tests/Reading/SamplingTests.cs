using System.Globalization;
using Carousel.Anomalies;
using Carousel.Data;
using Carousel.Jobs.Fitting;
using Carousel.Jobs.Reading;
using FsCheck;
using FsCheck.Fluent;

namespace Carousel.Jobs.Tests.Reading;

/// <summary>Rows that lie near a grid are snapped to it; others are brought onto one that is asked for.</summary>
public sealed class SamplingTests
{
    private static readonly DateTime _start = new(2024, 3, 1);

    [Fact]
    public void ReadCsv_SnapsAJitteredClock_AndSaysSo()
    {
        int[] shifts = [0, 12, -20, 7, 3, -9, 15, -4, 11, 0];
        SeriesSet set = Read(Rows(shifts.Length, r => _start.AddMinutes(10 * r).AddSeconds(shifts[r])));

        Assert.Equal(new Frequency(FrequencyUnit.Minute, 10), set.Frequency);
        Assert.Equal(_start.AddMinutes(20), set[0].TimeAt(2));
        Assert.Equal("10min:nearest", set.Sampling);
        Assert.Contains("Times are snapped to every 10 minutes; the largest shift was 20 s (line 4).", set.Notes);
    }

    [Fact]
    public void ReadCsv_FindsTheGridOfAnyJitteredClock_WithGaps() => Prop.ForAll(
        ArbMap.Default.ArbFor<(int Seed, byte Step, ushort Phase, byte Rows)>(), form =>
        {
            var random = new Random(form.Seed);
            int[] lengths = [7, 10, 30, 60, 300, 420, 600, 900, 3600, 21_600, 86_400];
            int step = lengths[form.Step % lengths.Length];
            double phase = form.Phase % step;
            DateTime[] grid =
            [
                .. Enumerable.Range(0, 30 + form.Rows).Where(r => r is 0 or 1 || random.Next(6) > 0)
                    .Select(r => _start.AddSeconds(phase + ((double)r * step))),
            ];
            DateTime[] stamps =
                [.. grid.Select(g => g.AddMilliseconds(Math.Round((random.NextDouble() - 0.5) * 0.2 * step * 1000)))];
            SeriesSet set = Read("time,x\n" + string.Concat(stamps.Select(
                (s, r) => string.Create(CultureInfo.InvariantCulture, $"{s:yyyy-MM-dd HH:mm:ss.fff},{r}.5\n"))));
            float[] values = [.. set[0].Column(0).ToArray().Where(float.IsFinite)];
            TimeSpan largest = Enumerable.Range(0, set[0].Length).Where(r => float.IsFinite(set[0][r, 0]))
                .Select((r, n) => (set[0].TimeAt(r)!.Value - stamps[n]).Duration()).Max();
            return Math.Abs((set.Frequency!.Days * 86_400) - step) < 1e-6
                && values.SequenceEqual(stamps.Select((_, r) => r + 0.5f)) && largest.TotalSeconds <= step / 4.0;
        }).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData(15, 31, "day 15 and the last day")]
    [InlineData(1, 15, "day 1 and day 15")]
    [InlineData(5, 20, "day 5 and day 20")]
    public void Message_NamesTheTwoNearestCalendars_OfHalfMonths(int first, int second, string days)
    {
        DateTime Day(int r)
        {
            DateTime month = _start.AddMonths(r / 2);
            int day = r % 2 == 0 ? first : Math.Min(second, DateTime.DaysInMonth(month.Year, month.Month));
            return month.AddDays(day - 1);
        }

        string text = Rows(40, Day);
        Assert.Equal(
            $"sales.csv: the rows are half-months, on {days} of each month. Such steps differ in length, and no "
            + "calendar counts them. The nearest two are months and 15 days: add up both rows of each month, or pass "
            + "--every 15d to average rows by 15 days; --time none numbers the rows.",
            Assert.Throws<DataFormatException>(() => Read(text)).OnCommandLine);
        Assert.Equal(new Frequency(FrequencyUnit.Day, 15), Read(text, new ReadOptions { Every = "15d" }).Frequency);

        // Two weeks differ from half a month.
        Assert.Equal(2, Read(Rows(40, r => _start.AddDays(14 * r))).Frequency!.Multiple);
    }

    [Fact]
    public void Sum_OfADayWithoutRows_IsZero_AndCountsTheDayOfTheCalendar()
    {
        const string text =
            "time,price,paid\n2024-03-01 23:50,2,10\n2024-03-02 08:00,2,20\n2024-03-02 18:30,2,5\n"
            + "2024-03-05 00:10,2,7\n2024-03-06 12:00,2,1\n2024-03-07 12:00,2,2\n";
        SeriesSet set = Read(text, new ReadOptions { Every = "1d:sum", Targets = ["paid"] });

        Assert.Equal([10, 25, 0, 0, 7, 1, 2], set[0].Column(0).ToArray());
        Assert.Contains("2 intervals without a row: the sum is 0.", set.Notes);
        Assert.DoesNotContain(set.Notes, GapNote.Is);
    }

    [Fact]
    public void Sum_AfterTheLastRowWithATarget_IsUnknown()
    {
        const string text =
            "time,price,paid\n2024-03-01,2,10\n2024-03-02,2,20\n2024-03-03,2,5\n2024-03-04,2,6\n2024-03-06,2,\n";
        SeriesSet set = Read(text, new ReadOptions { Every = "1d:sum", Targets = ["paid"], Known = ["price"] });

        Assert.Equal([10, 20, 5, 6], set[0].Column(0)[..set[0].HistoryLength].ToArray());
        Assert.Equal(2, set[0].FutureRows);
    }

    [Theory]
    [InlineData(1, true)]
    [InlineData(0, false)]
    public void Note_OffersZeros_IfCountsAboveZeroHaveFewRows(int least, bool isOffered)
    {
        SeriesSet set = Read("time,sold\n" + string.Concat(Enumerable.Range(0, 60).Where(r => r % 4 != 1).Select(
            r => $"{_start.AddDays(r):yyyy-MM-dd},{least + (r % 5)}\n")));

        Assert.Equal(isOffered, set.Notes.Contains("If a day without a row has the value 0, pass --every 1d:sum."));
    }

    [Fact]
    public void Message_SuggestsIntervals_WhenStampsAreIrregularOrShareAPoint()
    {
        int[] minutes = [0, 9, 25, 31, 38, 52, 70, 77, 90, 101];
        Assert.Equal(
            "sales.csv:3:1: 2024-03-01 00:09 is not on the grid of the rows before it (every 7 minutes). Correct it, "
            + "pass --every 12min to average the rows of each interval, or pass --time none to number the rows "
            + "instead.",
            MessageIn(Rows(minutes.Length, r => _start.AddMinutes(minutes[r]))));
        Assert.Equal(
            "sales.csv:5:1: 2024-03-01 00:20:10 and 2024-03-01 00:19:50 on line 4 both belong to 2024-03-01 00:20:00 "
            + "of the grid of the rows (every 10 minutes). Remove one of the two rows, or pass --every 10min to "
            + "average them.",
            MessageIn(Rows(40, r => r == 3 ? _start.AddMinutes(20).AddSeconds(10)
                : _start.AddMinutes(10 * (r < 3 ? r : r - 1)).AddSeconds(r % 2 == 0 ? -10 : 10))));
        Assert.Equal(
            "sales.csv:22:1: 2024-03-01 19:00 already appears on line 21. Correct the time if it is mistyped, or "
            + "remove one of the two rows, or pass --every 1h to average them.",
            MessageIn(Rows(40, r => _start.AddHours(r > 19 ? r - 1 : r))));
    }

    [Fact]
    public void Message_SaysThatClocksWereSetBack_WhenASundayNightRepeats()
    {
        // From 02:00 to 02:45.
        DateTime[] stamps =
        [
            .. Enumerable.Range(0, 40)
                .Select(r => new DateTime(2024, 10, 27).AddMinutes(15 * (r < 12 ? r : r - 4))),
        ];
        Assert.Equal(
            "sales.csv:14:1: 2024-10-27 02:00 already appears on line 10. Clocks seem to have been set back "
            + "(repeated times: 4). Keep one row of each pair, or write times with an offset such as +02:00, or pass "
            + "--every 15min to average them.",
            MessageIn(Rows(stamps.Length, r => stamps[r])));

        // Offsets tell both hours apart.
        SeriesSet set = Read("time,x\n" + string.Concat(Enumerable.Range(0, 40).Select(r => string.Create(
            CultureInfo.InvariantCulture,
            $"{stamps[r]:yyyy-MM-ddTHH:mm}{(r < 12 ? "+02:00" : "+01:00")},{r}\n"))));
        Assert.Equal(Enumerable.Range(0, 40).Select(r => (float)r), set[0].Column(0).ToArray());
    }

    [Theory]
    [InlineData("1h", "2.5 8.5 14.5", "averaged hourly: 18 became 3")]
    [InlineData("60min:mean", "2.5 8.5 14.5", "averaged hourly: 18 became 3")]
    [InlineData("1h:sum", "15 51 87", "added up hourly: 18 became 3")]
    [InlineData("1h:last", "5 11 17", "are replaced by the last one hourly: 18 became 3")]
    public void Every_MakesOneRowOfAnInterval(string every, string values, string note)
    {
        SeriesSet set = Read(Rows(18, r => _start.AddMinutes(10 * r)), new ReadOptions { Every = every });

        Assert.Equal(values, string.Join(' ', set[0].Column(0).ToArray()));
        Assert.Equal(new Frequency(FrequencyUnit.Hour), set.Frequency);
        Assert.Contains(set.Notes, n => n.Contains(note, StringComparison.Ordinal));
        Assert.Equal(set[0].TimeAt(1), _start.AddHours(1));
    }

    [Fact]
    public void Every_LeavesGapsWhereAnIntervalIsEmpty_AndCellsThatAreMissingOut()
    {
        SeriesSet set = Read(
            "time,x\n2024-03-01 00:01,1\n2024-03-01 00:55,\n2024-03-01 01:20,3\n2024-03-01 03:10,5\n"
            + "2024-03-01 03:20,7\n",
            new ReadOptions { Every = "1h", Missing = [""] });

        Assert.Equal([1, 3, float.NaN, 6], set[0].Column(0).ToArray());
        Assert.Contains(set.Notes, n => n.StartsWith("Rows are missing: 1 gap of 1 row", StringComparison.Ordinal));
    }

    [Fact]
    public void Every_TakesRowsAroundAPoint_WhereAnIntervalHoldsHardlyMoreThanARow()
    {
        SeriesSet set = Read(
            Rows(12, r => _start.AddMinutes(10 * r).AddSeconds(r % 2 == 0 ? -20 : 20)),
            new ReadOptions { Every = "10min" });

        Assert.Equal([.. Enumerable.Range(0, 12)], set[0].Column(0).ToArray().Select(v => (int)v));
        Assert.Equal("10min:mean:around", set.Sampling);
    }

    [Fact]
    public void Every_LeavesTheSumOfAPartOut()
    {
        SeriesSet set = Read(
            Rows(30, r => _start.AddMinutes(5 + (10 * r))), new ReadOptions { Every = "1h:sum" });
        SeriesSet part = Read(
            Rows(30, r => _start.AddMinutes(35 + (10 * r))), new ReadOptions { Every = "1h:sum" });

        Assert.Equal(5, set[0].Length);
        Assert.Equal([33, 69, 105, 141], part[0].Column(0).ToArray());
        Assert.Contains(part.Notes, n => n.Contains("2 intervals at the ends are left out", StringComparison.Ordinal));
    }

    [Fact]
    public void Every_KeepsTheMeanAndTheOrder_WhateverTheRows() => Prop.ForAll(
        ArbMap.Default.ArbFor<(int Seed, byte Rows, byte Step)>(), form =>
        {
            var random = new Random(form.Seed);
            int[] seconds = [.. Enumerable.Range(0, 20 + form.Rows).Select(_ => random.Next(86_400)).Distinct()];
            int step = new[] { 1, 2, 4, 6 }[form.Step % 4];
            SeriesSet set = Read(
                Rows(seconds.Length, r => _start.AddSeconds(seconds[r])),
                new ReadOptions { Every = $"{step}h:mean:from" });
            return Enumerable.Range(0, set[0].Length).All(i =>
            {
                DateTime from = set[0].TimeAt(i)!.Value;
                double[] own =
                [
                    .. seconds.Select((s, r) => (Stamp: _start.AddSeconds(s), Value: (double)r))
                        .Where(v => v.Stamp >= from && v.Stamp < from.AddHours(step)).Select(v => v.Value),
                ];
                float value = set[0][i, 0];
                return own.Length == 0 ? float.IsNaN(value) : Math.Abs(value - own.Average()) < 1e-3;
            });
        }).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData("10")]
    [InlineData("0h")]
    [InlineData("1h:most")]
    [InlineData("400d")]
    [InlineData("hourly")]
    public void Every_IsRefused_WhenItIsNoInterval(string every) =>
        Assert.Equal(
            "--every must be a number of s, min, h or d, such as 10min, 1h or 1d:sum (or :mean, :last), but is "
            + $"'{every}'.",
            Assert.Throws<OptionException>(() => new ReadOptions { Every = every }).OnCommandLine);

    [Fact]
    public void Every_IsRefused_WithoutTimeStamps_OrWhereItIsFinerThanTheRows()
    {
        Assert.Equal(
            "sales.csv: --every needs time stamps, and the rows have none. Name their column with --time.",
            MessageIn("a,b\n1,2\n3,4\n", "1h"));
        Assert.Equal(
            "sales.csv: the rows are mostly 1 h apart, so most intervals of 10 min would be empty. Pass --every 1h, or "
            + "rows that are closer together.",
            MessageIn(Rows(10, r => _start.AddHours(r)), "10min"));
    }

    [Theory]
    [InlineData("10min")]
    [InlineData("1h:sum:from")]
    [InlineData("30s:mean:around")]
    [InlineData("10min:nearest:+192s")]
    public void Text_IsReadBack(string text)
    {
        Sampling sampling = Sampling.Parse(text)!;

        Assert.Equal(sampling, Sampling.Parse(sampling.ToString()));
    }

    [Fact]
    public async Task Detector_BringsNewRowsOntoItsGrid_AndKeepsLabels()
    {
        string text = "time,load,odd\n" + string.Concat(Enumerable.Range(0, 600).Select(r => string.Create(
            CultureInfo.InvariantCulture,
            $"{_start.AddMinutes(10 * r):yyyy-MM-dd HH:mm},{Math.Sin(r * 0.3):0.000},{(r is 500 ? 1 : 0)}\n")));
        var options = new AnomalyOptions
        {
            Every = "1h",
            Label = "odd",
            Fit = new FitOptions { Hidden = 4, Epochs = 1, Threads = 1 },
        };
        ChannelData data = ChannelData.Read(new StringReader(text), "load.csv", options.Reading, "odd");
        Assert.Equal(100, data.Count);
        Assert.Equal(500 / 6, Enumerable.Range(0, 100).Single(r => data.Labels![r]));
        using var model = (await ChannelPlan.Make(data, options)
            .FitAsync(new FitRun(), TestContext.Current.CancellationToken)).Model;
        using var answers = new StringWriter();
        model.Predict(
            JobInput.OfReader(new StringReader(text), "load.csv"), answers, TestContext.Current.CancellationToken);

        Assert.Equal(101, answers.ToString().TrimEnd().Split('\n').Length);
    }

    private static string Rows(int count, Func<int, DateTime> stamp) => "time,x\n" + string.Concat(
        Enumerable.Range(0, count).Select(r => string.Create(
            CultureInfo.InvariantCulture, $"{stamp(r):yyyy-MM-dd HH:mm:ss},{r}\n")));

    private static SeriesSet Read(string text, ReadOptions? options = null) =>
        SeriesReader.ReadCsv(new StringReader(text), "sales.csv", (options ?? new ReadOptions()) with
        {
            Targets = text.StartsWith("time,x", StringComparison.Ordinal) ? ["x"] : null,
        });

    private static string MessageIn(string text, string? every = null) => Assert.Throws<DataFormatException>(
        () => Read(text, new ReadOptions { Every = every })).OnCommandLine;
}
