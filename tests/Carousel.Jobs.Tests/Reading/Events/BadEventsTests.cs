using Carousel.Data;
using Carousel.Jobs.Reading;

namespace Carousel.Jobs.Tests.Reading.Events;

/// <summary>The exact sentence for each thing that can be wrong with a file of events.</summary>
public sealed class BadEventsTests
{
    private const string Header = "id,time,event,amount\n";

    [Theory]
    [InlineData("", "shop.csv is empty. A header line and rows of values are expected.")]
    [InlineData(Header, "shop.csv has a header but no rows. Add rows of values below it.")]
    [InlineData(
        Header + "a,2024-01-02,x,1\nb,2024-01-01,x,1\na,2024-01-01,x,1\n",
        "shop.csv:4:2: 2024-01-01 is earlier than the event before it of 'a', 2024-01-02 on line 2. Put the rows in "
        + "order of time, or pass --sort.")]
    [InlineData(
        Header + "a,2024-01-02 10:00,x,1\na,2024-01-02 09:30,x,1\n",
        "shop.csv:3:2: 2024-01-02 09:30:00 is earlier than the event before it of 'a', 2024-01-02 10:00:00 on line 2. "
        + "Put the rows in order of time, or pass --sort.")]
    [InlineData(
        Header + "a,2024-01-02,x,1\na,2024-01-02,x,1\na,2024-01-02,x,1\na,tomorrow,x,1\n",
        "shop.csv:5:2: 'tomorrow' in column 'time' is not a time stamp in the form of the first, '2024-01-02'. Write "
        + "it in that form, or remove the row.")]
    [InlineData(
        Header + "a,2024-01-02,x,1\na,,x,1\n",
        "shop.csv:3:2: the time stamp in column 'time' is empty. Write it, or remove the row.")]
    [InlineData(
        Header + "a,2024-01-02,x,1\n,2024-01-03,x,1\n",
        "shop.csv:3:1: the id in column 'id' is empty. Write whose event it is, or remove the row.")]
    [InlineData(
        Header + "a,2024-01-02,x,1\na,2024-01-03,,1\n",
        "shop.csv:3:3: the event in column 'event' is empty. Write what happened, or remove the row.")]
    [InlineData(
        Header + "a,2024-01-02,x,1\na,2024-01-03,x,2 EUR\n",
        "shop.csv:3:4: '2 EUR' is not a number in column 'amount'. Write only digits and a decimal point, such as "
        + "12.5, or pass --missing '2 EUR' to read it as a gap.")]
    [InlineData(
        "id,time,event,label\na,2024-01-02,x,maybe\n",
        "shop.csv:2:4: 'maybe' in column 'label' is not a label. Write 1 or 0 (or yes or no), or name the "
        + "column of labels with --label.")]
    [InlineData(
        "id,event,amount\na,x,1\n",
        "shop.csv has no column of time stamps, but each row of a log of events needs its time. A table with "
        + "one row for each customer is not a log, and cannot be read. Name the column with --time, and its form with "
        + "--time-format. Its columns: id, event, amount.")]
    [InlineData(
        "who,time,event\na,2024-01-02,x\n",
        "shop.csv: no column is clearly the id that says whose event a row is. Name it with --id. Its columns: who, "
        + "time, event.")]
    public void Message_NamesThePlaceAndWhatToDo(string text, string message) => Assert.Equal(message, MessageIn(text));

    [Fact]
    public void Message_OffersTheNearestColumn_WhenAColumnIsUnknown() =>
        Assert.Equal(
            "shop.csv has no column 'custmer'. Did you mean 'customer'? Its columns: customer, time, event.",
            MessageIn("customer,time,event\na,2024-01-02,x\n", new EventReadOptions { Id = "custmer" }));

    [Fact]
    public void Message_SaysHowToWriteTheTime_WhenTheNamedColumnHoldsNone() =>
        Assert.Equal(
            "shop.csv:2:3: 'x' in column 'event' is not a time stamp that is understood. Write it like 2001-06-30 or "
            + "2001-06-30 23:00, or pass --time-format.",
            MessageIn(Header + "a,2024-01-02,x,1\n", new EventReadOptions { Time = "event" }));

    private static string MessageIn(string text, EventReadOptions? options = null) =>
        Assert.Throws<DataFormatException>(
            () => EventReader.ReadCsv(
                new StringReader(text), "shop.csv", (options ?? new EventReadOptions()) with { SkipBadRows = "0" }))
            .OnCommandLine;
}
