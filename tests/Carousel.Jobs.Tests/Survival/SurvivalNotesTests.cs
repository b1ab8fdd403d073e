using System.Globalization;
using System.Text;
using Carousel.Jobs.Reading;
using Carousel.Survival;

namespace Carousel.Jobs.Tests.Survival;

/// <summary>What is odd about a log is named, and does not set the period of observation.</summary>
public sealed class SurvivalNotesTests
{
    private static readonly DateTime _first = new(2023, 1, 2);

    [Theory]
    [InlineData("2099-01-01", "2099-01-01 on line 202")]
    [InlineData("1970-01-01", "1970-01-01 on line 202")]
    [InlineData("2023-12-01", "2023-12-01 on line 202")]
    public void OutlyingStamps_AreNamed_AndDoNotSetThePeriod(string stamp, string named)
    {
        EventLog usual = Log(), log = OutlyingEvents.Remove(Log($"c1,{stamp},use"));

        Assert.Equal(
            $"Left out: 1 event far from all others in time, {named}. The others are from 2023-01-02 to 2023-04-11. "
            + "Correct these time stamps, or remove the rows.", log.Notes[^1]);
        Assert.Equal((usual.First, usual.Last, usual.EventCount), (log.First, log.Last, log.EventCount));
        Assert.Equal(usual.AllTimes, log.AllTimes);
        Assert.Equal(usual.AllCodes[0], log.AllCodes[0]);
        Assert.Equal(Data(usual).Grid.Count, Data(log).Grid.Count);
        Assert.Equal(Data(usual).Histories[1].Features, Data(log).Histories[1].Features);
    }

    [Fact]
    public void ACustomer_WithoutOtherEvents_IsLeftOut()
    {
        EventLog log = OutlyingEvents.Remove(Log("new,2099-01-01,use"));
        Assert.Equal(10, log.Count);
        Assert.Equal("c9", log[9].Id);
        Assert.Equal(20, log[9].Length);
    }

    [Theory]
    [InlineData("c1,2023-05-01,use")] // not far enough
    [InlineData("c1,2099-01-01,use", "c1,2099-01-02,use", "c1,2099-01-03,use")] // too many
    public void OtherStamps_Stay(params string[] rows)
    {
        EventLog log = Log(rows);
        Assert.Same(log, OutlyingEvents.Remove(log));
    }

    [Fact]
    public void NumbersOfOrders_AreNotFeatures()
    {
        // The sequence is in the order of time except for neighbours; the sum of the customer's orders is not.
        string[] rows =
        [
            .. Enumerable.Range(0, 200).Select(
                t => $"C{t % 10},{_first.AddDays(t / 2):yyyy-MM-dd},{(t == 9 ? "C" : "")}{t % 7},"
                    + $"{5000 + (t ^ 1)},{t / 50},3"),
        ];
        SurvivalOptions options = new() { Absent = 3 };
        EventLog Read(IReadOnlyList<string>? numbers) => EventReader.ReadCsv(
            new StringReader("customer,date,InvoiceNo,sequence,total,paid\n" + string.Join('\n', rows)), "log.csv",
            options.Reading with { Numbers = numbers });

        EventLog log = Read(null);
        Assert.Equal(200, log.EventCount);
        Assert.Contains(
            "Column 'InvoiceNo' is left out: its name is that of an identifier. Name it with --numbers if it is meant.",
            log.Notes);
        Assert.Equal(["sequence", "total", "paid"], log.Numbers);
        var rule = new LeaveRule(null, 3);
        int[] all = [.. Enumerable.Range(0, log.Count)];
        Assert.Equal(["total", "paid"], PeriodFeatures.Find(log, rule, all).Numbers);
        Assert.Equal(log.Numbers, PeriodFeatures.Find(log, rule, all, keepsCounters: true).Numbers);
        Assert.Contains(
            "Column 'sequence' is left out: its numbers rise with time over all customers, as those of orders do. Name "
            + "it with --numbers if it is meant.", Data(log, rule).Notes);
        Assert.Equal(["sequence", "total"], Read(["sequence", "total"]).Numbers);
    }

    [Theory]
    [InlineData("order_id")]
    [InlineData("receipt_no")]
    [InlineData("InvoiceNumber")]
    [InlineData("products_number", false)]
    [InlineData("number", false)]
    public void Identifiers_AreKnownByTheirNames(string name, bool isLeftOut = true)
    {
        EventLog log = EventReader.ReadCsv(
            new StringReader($"customer,date,{name}\n" + string.Concat(Enumerable.Range(0, 40).Select(
                r => $"C{r % 10},{_first.AddDays(r):yyyy-MM-dd},{r % 7}\n"))), "log.csv",
            new SurvivalOptions { Absent = 3 }.Reading);

        Assert.Equal(isLeftOut ? [] : [name], log.Numbers);
    }

    [Theory]
    [InlineData(0, PeriodKind.Month)]
    [InlineData(9, PeriodKind.Week)]
    [InlineData(0, PeriodKind.Week, 4)]
    public void RowsAMonthApart_HaveMonthlyPeriods(int shift, PeriodKind expected, int months = 12)
    {
        EventLog log = EventReader.ReadCsv(
            new StringReader("customer,day,plan\n" + string.Concat(
                from c in Enumerable.Range(0, 10)
                from m in Enumerable.Range(0, months)
                select $"c{c},{_first.AddMonths(m).AddDays(m % 2 * shift):yyyy-MM-dd},basic\n")), "log.csv");

        Assert.Equal(expected, PeriodGrid.Find(log));
    }

    [Fact]
    public void AdviceToAModel_HasNoOptionsOfTheFit()
    {
        EventLog log = Log();

        Assert.EndsWith(
            "Pass a longer log.", Assert.ThrowsAny<Exception>(
                () => SurvivalText.RequireLeavers(Data(log), new LeaveRule("cancel"), isFitted: true)).Message);
        EventLog sorted = EventColumns.Of(log).Read(JobInput.OfText(
            "customer,day,event\nc1,2023-02-02,use\nc1,2023-02-01,use\n", "new.csv"));
        Assert.Contains(sorted.Notes, n => n.EndsWith("they were sorted.", StringComparison.Ordinal));
        Assert.EndsWith(
            "Pass a longer log.", Assert.ThrowsAny<Exception>(
                () => SurvivalData.MakeGrid(sorted, PeriodKind.Week, isFitted: true)).Message);
    }

    [Fact]
    public void EventsAfterTheLeaving_AreCounted()
    {
        EventLog log = Log("c1,2023-04-12,cancel", "c1,2023-04-20,use", "c1,2023-04-21,use", "c2,2023-04-30,use");
        Assert.Equal(
            "Left out: 2 events of 1 customer after the end of the history (the first leaving). A customer who returns "
            + "counts as one who left.", Data(log).Notes[^1]);
    }

    [Fact]
    public void LeavingsInTheLastPeriod_WhichIsNotWhole_AreCounted() => Assert.Equal(
        "2 customers left after the last whole period: not counted as leaving, and not ranked. Pass a log that ends "
        + "with a period to count them.",
        Data(Log("c1,2023-05-01,cancel", "c2,2023-05-02,cancel", "c3,2023-04-19,cancel")).Notes[^1]);

    [Fact]
    public void MonthlyRowsThatStop_AreCounted()
    {
        string rows = string.Concat(Enumerable.Range(0, 60).Select(
            r => $"c{r % 10},2024-{1 + (r / 10):00}-01,{(r == 59 ? "leave" : "stay")}\n"));
        string text = "customer,time,event\n" + rows.Replace("c3,2024-06-01,stay\n", "", StringComparison.Ordinal);
        EventLog log = EventReader.ReadCsv(new StringReader(text), "log.csv");
        var grid = new PeriodGrid(PeriodKind.Month, log.First, PeriodGrid.FindEnd(PeriodKind.Month, log));
        var rule = new LeaveRule("leave", 0, null);
        var builder = new HistoryBuilder(log, grid, PeriodFeatures.Find(log, rule, [.. Enumerable.Range(0, 10)]), rule);
        foreach (int customer in Enumerable.Range(0, log.Count))
        {
            builder.Build(customer);
        }

        Assert.Contains(
            "1 customer who did not leave lacks a row of the last month, but counts as present. Remove customers who "
            + "are no longer observed.", SurvivalNotes.Of(builder, log, rule));
    }

    [Fact]
    public void EventsAfterAnAbsence_AreCounted()
    {
        EventLog log = Log("c1,2023-05-12,use", "c1,2023-05-30,use", "c2,2023-05-30,use", "c3,2023-05-28,use");
        Assert.Contains(
            Data(log, new LeaveRule(null, 3)).Notes,
            n => n.StartsWith("Left out: 4 events of 3 customers after", StringComparison.Ordinal));
    }

    [Fact]
    public void NamesThatDifferOnlyInCase_AreCounted()
    {
        EventLog log = Log("c1,2023-04-12,cancel", "c2,2023-04-12,Cancel", "c3,2023-04-12,CANCEL", "c4,2023-04-12,Use");
        Assert.Equal(
            "Names of events that differ only in letter case count as different events: 'use' 200, 'Use' 1; "
            + "'cancel' 1, 'Cancel' 1, 'CANCEL' 1. Only 'cancel' ends a history. Write them alike if they mean the "
            + "same.", Data(log).Notes[^1]);
    }

    [Fact]
    public void AUsualLog_HasNoSuchNote()
    {
        EventLog log = Log("c1,2023-04-12,cancel", "c2,2023-04-16,use");
        Assert.Same(log, OutlyingEvents.Remove(log));
        Assert.Equal(log.Notes, Data(log).Notes);
    }

    private static SurvivalData Data(EventLog log, LeaveRule? rule = null)
    {
        rule ??= new LeaveRule("cancel");
        return SurvivalData.Make(
            log, SurvivalData.MakeGrid(log, PeriodKind.Week),
            PeriodFeatures.Find(log, rule, [.. Enumerable.Range(0, log.Count)]), rule);
    }

    /// <summary>200 events of ten customers, two a day.</summary>
    private static EventLog Log(params string[] rows)
    {
        var text = new StringBuilder("customer,day,event\n");
        for (int e = 0; e < 200; e++)
        {
            text.Append(CultureInfo.InvariantCulture, $"c{e % 10},{_first.AddDays(e / 2):yyyy-MM-dd},use\n");
        }

        text.AppendJoin('\n', rows);
        return EventReader.ReadCsv(
            new StringReader(text.ToString()), "log.csv", new EventReadOptions { Event = "event", Sort = true });
    }
}
