using System.Globalization;
using Carousel.Jobs.Reading;
using Carousel.Survival;

namespace Carousel.Jobs.Tests.Survival;

public sealed class HistoryTests
{
    private const string Log = """
        customer,time,event,plan,amount
        a,2024-01-03,buy,big,10
        a,2024-01-04,buy,big,20
        a,2024-01-15,visit,big,
        a,2024-01-23,leave,big,
        b,2024-01-08,visit,small,
        b,2024-01-29,buy,small,5
        c,2024-01-02,buy,small,1
        c,2024-01-10,moved,small,
        d,2024-01-30,visit,big,
        d,2024-01-31,leave,big,
        e,2024-02-11,visit,big,
        """;

    private static readonly LeaveRule _rule = new("leave", 0, "moved");

    [Theory]
    [InlineData(PeriodKind.Week, 6)]
    [InlineData(PeriodKind.Month, 1)]
    [InlineData(PeriodKind.Day, 41)]
    public void Grid_CountsWholePeriodsUpToTheLastDay(PeriodKind kind, int periods)
    {
        EventLog log = Read(Log);
        var grid = new PeriodGrid(kind, log.First, PeriodGrid.FindEnd(kind, log));

        Assert.Equal(periods, grid.Count);
        Assert.Equal(0, grid.IndexOf(log.First));
    }

    [Theory]
    [InlineData(PeriodKind.Week, "2024-02-10 23:00", "2024-02-05")]
    [InlineData(PeriodKind.Week, "2024-02-11 00:00", "2024-02-12")]
    [InlineData(PeriodKind.Month, "2024-02-29 12:00", "2024-03-01")]
    [InlineData(PeriodKind.Month, "2024-02-20 12:00", "2024-02-01")]
    [InlineData(PeriodKind.Month, "2024-04-05 12:00", "2024-04-01")]
    public void Grid_LeavesOutAPeriodThatIsCut(PeriodKind kind, string last, string end)
    {
        EventLog log = Read($"customer,time,event\na,2024-01-01 08:00,buy\na,2024-01-03 08:00,buy\na,{last},buy\n");
        Assert.Equal(DateTime.Parse(end, CultureInfo.InvariantCulture), PeriodGrid.FindEnd(kind, log));
    }

    [Fact]
    public void Grid_CountsTheLastMonthOfRowsThatAreMonths()
    {
        string rows = string.Concat(Enumerable.Range(1, 6).Select(m => $"a,2024-0{m}-01,stay\nb,2024-0{m}-01,stay\n"));
        EventLog log = Read($"customer,time,event\n{rows}");
        Assert.Equal(new DateTime(2024, 7, 1), PeriodGrid.FindEnd(PeriodKind.Month, log));
    }

    [Fact]
    public void History_KnowsWhoIsGone_AfterTheLastWholePeriod()
    {
        EventLog log = Read(Log + "\nb,2024-02-14,leave,small,\nc,2024-02-14,visit,small,\n");
        var grid = new PeriodGrid(PeriodKind.Week, log.First, PeriodGrid.FindEnd(PeriodKind.Week, log));
        var builder = new HistoryBuilder(log, grid, PeriodFeatures.Find(log, _rule, [0, 1, 2, 3, 4]), _rule);
        CustomerHistory[] histories =
            [.. Enumerable.Range(0, log.Count).Select(builder.Build).OfType<CustomerHistory>()];

        Assert.Equal(["b"], histories.Where(h => h.IsGone).Select(h => h.Id));
        Assert.Equal(1, builder.LeavingsTooLate);
    }

    [Fact]
    public void History_EndsBeforeThePeriodOfTheLeaving()
    {
        CustomerHistory a = Histories()["a"];

        Assert.Equal((0, 3, true), (a.First, a.Length, a.Leaves));
        Assert.Equal(
            [new(3, true), new(2, true), new SurvivalOutcome(1, true)], Enumerable.Range(0, 3).Select(a.After));
    }

    [Fact]
    public void History_IsCensoredAtTheEndOfTheLogOrByItsEvent()
    {
        Dictionary<string, CustomerHistory> histories = Histories();

        Assert.Equal((1, 5, false), (histories["b"].First, histories["b"].Length, histories["b"].Leaves));
        Assert.Equal(new SurvivalOutcome(4, false), histories["b"].After(0));
        Assert.Equal((0, 1, false), (histories["c"].First, histories["c"].Length, histories["c"].Leaves));
        Assert.Equal(new SurvivalOutcome(0, false), histories["c"].After(0));
    }

    [Fact]
    public void History_IsLeftOut_WhenACustomerLeavesInItsFirstPeriod() => Assert.DoesNotContain("d", Histories().Keys);

    [Fact]
    public void Features_CountEventsAndSumNumbersByPeriod()
    {
        EventLog log = Read(Log);
        var features = PeriodFeatures.Find(log, _rule, [0, 1, 2, 3, 4]);
        Assert.Equal(
            [
                "buy", "visit", "plan: big", "plan: small", "sum of amount", "mean of amount", "all events",
                "periods since the last event", "periods since the first event",
            ], features.Names);

        float[] a = Histories()["a"].Features, b = Histories()["b"].Features;
        Assert.Equal([2, 0, 1, 0, 30, 15, 2, 0, 0], a[..9]);
        Assert.Equal([0, 0, 1, 0, 0, 0, 0, 1, 1], a[9..18]);
        Assert.Equal([0, 1, 1, 0, 0, 0, 1, 0, 2], a[18..]);
        Assert.Equal([0, 0, 0, 1, 0, 0, 0, 2, 2], b[18..27]);
    }

    [Fact]
    public void Absence_IsLeaving_WhenItsPeriodsAreOver()
    {
        Dictionary<string, CustomerHistory> histories = Histories(new LeaveRule(null, 2));

        // b: an event in period 1, none in 2 and 3. It has left in period 3, with features of 1 and 2.
        Assert.Equal((1, 2, true), (histories["b"].First, histories["b"].Length, histories["b"].Leaves));
        // d: its last event is in period 4; absence would end after the log.
        Assert.Equal((4, 2, false), (histories["d"].First, histories["d"].Length, histories["d"].Leaves));
    }

    [Fact]
    public void Likelihood_CountsTheNextPeriodOnceAndTheLaterOnesHalfTogether()
    {
        CustomerHistory a = Histories()["a"];
        int size = a.Features.Length / a.Length;
        var batch = new HistoryBatch(
            size, horizon: 3, new FeatureScale(new float[size], [.. Enumerable.Repeat(1f, size)]));
        batch.Fill([a]);

        Assert.Equal([0, 0, 1, 0, 1, float.NaN, 1, float.NaN, float.NaN], batch.Targets.ToArray());
        Assert.Equal([1, 0.25f, 0.25f], batch.Weights[..3].ToArray());
        Assert.Equal(1.5 + 1.25 + 1, batch.KnownWeight, 12);
    }

    private static Dictionary<string, CustomerHistory> Histories(LeaveRule? rule = null)
    {
        EventLog log = Read(Log);
        var grid = new PeriodGrid(PeriodKind.Week, log.First, PeriodGrid.FindEnd(PeriodKind.Week, log));
        var builder = new HistoryBuilder(log, grid, PeriodFeatures.Find(log, _rule, [0, 1, 2, 3, 4]), rule ?? _rule);
        return Enumerable.Range(0, log.Count).Select(builder.Build).OfType<CustomerHistory>().ToDictionary(h => h.Id);
    }

    private static EventLog Read(string text) => EventReader.ReadCsv(new StringReader(text), "log.csv");
}
