namespace Carousel.Data.Tests;

/// <summary>Records as tables and back: types of values that a table keeps as another one, and types that are refused.
/// </summary>
public sealed class RecordTests
{
    [Fact]
    public void StampsEnumsAndGuids_AreReadBack()
    {
        Order[] orders =
        [
            new(new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.FromHours(2)), DayOfWeek.Friday, Guid.NewGuid(), 'x'),
            new(DateTimeOffset.UnixEpoch, DayOfWeek.Monday, Guid.Empty, 'y'),
        ];
        Assert.Equal(orders, orders.ToTable().ToRecords<Order>());
    }

    [Fact]
    public void TextThatIsNoEnum_HasAColumnAndARow()
    {
        var table = new ColumnTable("x", [new("Day", new[] { "Friday", "someday" })]);
        DataFormatException caught = Assert.Throws<DataFormatException>(() => table.ToRecords<Weekly>().ToArray());
        Assert.Equal(
            "The column 'Day' has 'someday' in row 2, but values of the type DayOfWeek are needed.", caught.Message);
    }

    [Fact]
    public void TypesWhoseConstructorTakesNoCell_AreRefused()
    {
        var table = new ColumnTable("x", [new("Value", new[] { 1, 2 })]);
        Assert.Equal(
            "The type Settable has no constructor with parameters, which get the cells. Use a record.",
            Assert.Throws<DataFormatException>(() => table.ToRecords<Settable>()).Message);
        Assert.Equal(
            "The type Plain has no constructor with parameters, which get the cells. Use a record.",
            Assert.Throws<DataFormatException>(() => table.ToRecords<Plain>()).Message);
    }

    [Fact]
    public void StaticProperties_AreNoColumns() =>
        Assert.Equal(["Value"], new[] { new Settable { Value = 3 } }.ToTable().Columns.Select(c => c.Name));

    [Fact]
    public void Columns_CopyTheirArrays()
    {
        double?[] numbers = [1, null];
        string?[] texts = ["a", null];
        TableColumn number = new("n", numbers), text = new("t", texts);
        (numbers[0], texts[0]) = (2, "b");
        Assert.Equal((1.0, "a"), (number[0], text[0]));
    }

    private sealed record Order(DateTimeOffset Time, DayOfWeek Day, Guid Id, char Kind);

    private sealed record Weekly(DayOfWeek Day);

    private sealed class Settable
    {
        public static int Count => 1;

        public int Value { get; set; }
    }

    private struct Plain
    {
        public int Value { get; set; }
    }
}
