using Carousel.Jobs.Reading;

namespace Carousel.Jobs.Tests.Reading.Events;

public sealed class EventReaderTests
{
    private const string Shop = """
        customer,time,event,channel,amount,minutes
        b,2024-01-03,visit,web,,4
        a,2024-01-01,buy,shop,9.5,12
        b,2024-01-03,buy,web,20,3
        a,2024-02-10,leave,web,,1
        """;

    [Fact]
    public void ReadCsv_FindsIdTimeEventCategoriesAndNumbers()
    {
        EventLog log = Read(Shop);

        Assert.Equal(("customer", "time"), (log.IdName, log.TimeName));
        Assert.Equal(["event", "channel"], log.Categories.Select(c => c.Name));
        Assert.Equal(["visit", "buy", "leave"], log.Categories[0].Values);
        Assert.Equal(["amount", "minutes"], log.Numbers);
        Assert.Null(log.LabelName);
        Assert.Equal((2, 4), (log.Count, log.EventCount));
        Assert.Equal((new DateTime(2024, 1, 1), new DateTime(2024, 2, 10)), (log.First, log.Last));
        Assert.Equal(
            ["Events belong to 'customer'; name another column with --id.", "2 of 4 events have no 'amount'."],
            log.Notes);
    }

    [Fact]
    public void ReadCsv_GroupsEventsByIdInOrderOfFirstAppearance()
    {
        EventLog log = Read(Shop);
        EventSequence b = log[0], a = log[1];

        Assert.Equal(("b", "a"), (b.Id, a.Id));
        Assert.Equal([0, 1], b.Category(0).ToArray());
        Assert.Equal([1, 2], a.Category(0).ToArray());
        Assert.Equal([9.5f, float.NaN], a.Number(0).ToArray());
        Assert.Equal([new DateTime(2024, 1, 1), new DateTime(2024, 2, 10)], a.Times.ToArray());
        Assert.Equal((2, 3), (a.IndexAt(0), a.IndexAt(1)));
        Assert.Equal(0, b.Labels.Length);
    }

    [Fact]
    public void ReadCsv_SortsStably_WhenAsked()
    {
        EventLog log = Read(
            "id,time,event\na,2024-01-02,x\na,2024-01-01,y\na,2024-01-02,z\na,2024-01-01,w\n",
            new EventReadOptions { Sort = true });

        Assert.Equal(["y", "w", "x", "z"], log[0].Category(0).ToArray().Select(c => log.Categories[0].Values[c]));
        Assert.Contains("The events were not in order of time (line 3 is the first): they were sorted.", log.Notes);
    }

    [Fact]
    public void ReadCsv_AllowsEventsOfTheSameTimeAndIdsInTurn()
    {
        EventLog log = Read("id,time,event\na,2024-01-02 10:00,x\nb,2024-01-01 09:00,x\na,2024-01-02 10:00,y\n");

        Assert.Equal([2, 1], [log[0].Length, log[1].Length]);
        Assert.Equal("2024-01-02 10:00:00", log.Format(log.Last));
    }

    [Theory]
    [InlineData("is_fraud", "1", "0")]
    [InlineData("label", "yes", "No")]
    [InlineData("Anomaly", "true", "FALSE")]
    public void ReadCsv_FindsLabels(string name, string yes, string no)
    {
        EventLog log = Read(
            $"card,time,mcc,amount,{name}\na,2024-01-01,food,1,{yes}\na,2024-01-02,fuel,2,"
            + $"{no}\na,2024-01-03,food,3,\n");

        Assert.Equal(name, log.LabelName);
        Assert.Equal([1f, 0f, float.NaN], log[0].Labels.ToArray());
        Assert.Equal(["amount"], log.Numbers);
        Assert.Equal("mcc", Assert.Single(log.Categories).Name);
    }

    [Fact]
    public void ReadCsv_TakesTheColumnsThatAreNamed()
    {
        var options = new EventReadOptions
        {
            Id = "host",
            Time = "at",
            Event = "code",
            Categories = ["port"],
            Numbers = ["bytes"],
            Label = "none",
            TimeFormat = "yyyyMMddHHmm",
        };
        EventLog log = Read(
            "at,host,code,port,bytes,rest\n202401020304,h,7,80,5,1\n202401020305,h,7,443,6,1\n", options);

        Assert.Equal(["code", "port"], log.Categories.Select(c => c.Name));
        Assert.Equal(["80", "443"], log.Categories[1].Values);
        Assert.Equal(["bytes"], log.Numbers);
        Assert.Equal(new DateTime(2024, 1, 2, 3, 4, 0), log[0].Times[0]);
    }

    [Fact]
    public void ReadCsv_TakesNoCategoriesAndNoNumbers_WhenNoneIsAsked()
    {
        EventLog log = Read(Shop, new EventReadOptions { Event = "none", Categories = ["none"], Numbers = ["none"] });

        Assert.Empty(log.Categories);
        Assert.Empty(log.Numbers);
        Assert.Equal(4, log.EventCount);
    }

    [Fact]
    public void ReadCsv_LeavesOutTextsThatHardlyRepeat()
    {
        string rows = string.Concat(Enumerable.Range(0, 30)
            .Select(i => $"a,2024-01-{1 + (i / 2):00},{(i % 2 == 0 ? "x" : "y")},remark {i}\n"));
        EventLog log = Read("id,time,event,remark\n" + rows);

        Assert.Equal("event", Assert.Single(log.Categories).Name);
        Assert.Contains(
            "Column 'remark' is left out: its texts hardly ever repeat. Name it with --categories if it is meant.",
            log.Notes);
    }

    [Fact]
    public void ReadCsv_ReadsSemicolonsAndDecimalCommas()
    {
        EventLog log = Read("id;time;event;amount\na;01.02.2024 10:30;buy;1,5\na;13.02.2024 10:30;buy;2\n");

        Assert.Equal([1.5f, 2f], log[0].Number(0).ToArray());
        Assert.Equal(new DateTime(2024, 2, 13, 10, 30, 0), log[0].Times[1]);
        Assert.Contains("Numbers have decimal commas.", log.Notes);
    }

    [Fact]
    public void Builder_GivesWhatTheReaderReads()
    {
        var builder = new EventLogBuilder("made", ["event", "channel"], ["amount", "minutes"]) { IdName = "customer" };
        builder.Add("b", new DateTime(2024, 1, 3), ["visit", "web"], [float.NaN, 4]);
        builder.Add("a", new DateTime(2024, 1, 1), ["buy", "shop"], [9.5f, 12]);
        builder.Add("b", new DateTime(2024, 1, 3), ["buy", "web"], [20, 3]);
        EventLog log = builder.Build(), read = Read(Shop);

        Assert.Equal(read[0].Times.ToArray(), log[0].Times.ToArray());
        Assert.Equal(read[0].Category(1).ToArray(), log[0].Category(1).ToArray());
        Assert.Equal(read[0].Number(0).ToArray(), log[0].Number(0).ToArray());
        Assert.Equal("customer", log.IdName);
    }

    private static EventLog Read(string text, EventReadOptions? options = null) =>
        EventReader.ReadCsv(new StringReader(text), "shop.csv", options);
}
