using System.Text.Json.Serialization;
using Carousel.Data;

namespace Carousel.Jobs.Reading;

/// <summary>The columns of a log, kept in a model's file: another log is read by them.</summary>
/// <param name="Id">Whose events they are.</param>
/// <param name="Time">When they were.</param>
/// <param name="Event">What happened; null where there is no such column.</param>
/// <param name="Categories">Other categories.</param>
/// <param name="Numbers">Numbers.</param>
internal sealed record EventColumns(
    string Id, string Time, string? Event, IReadOnlyList<string> Categories, IReadOnlyList<string> Numbers)
{
    /// <summary>The clock of the time stamps; null where they name none.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Clock { get; init; }

    /// <summary>The columns of a log.</summary>
    /// <param name="log">The log.</param>
    public static EventColumns Of(EventLog log) =>
        Of(log.IdName, log.TimeName, [.. log.Categories.Select(c => c.Name)], log.Numbers) with
        {
            Clock = log.Clock?.ToString(),
        };

    /// <summary>Columns by their names.</summary>
    /// <param name="id">Whose events they are.</param>
    /// <param name="time">When they were.</param>
    /// <param name="categories">All categories, that of the event's name first.</param>
    /// <param name="numbers">Numbers.</param>
    public static EventColumns Of(
        string id, string time, IReadOnlyList<string> categories, IReadOnlyList<string> numbers) =>
        new(id, time, categories is [string name, ..] ? name : null, [.. categories.Skip(1)], numbers);

    /// <summary>How a log with the same columns is read.</summary>
    /// <param name="cells">How its cells are written.</param>
    /// <returns>The options; a column of labels is not looked for.</returns>
    public EventReadOptions ToOptions(CellOptions cells) => new(cells)
    {
        Id = Id,
        Time = Time,
        Event = Event ?? EventReadOptions.None,
        Categories = [.. Categories.DefaultIfEmpty(EventReadOptions.None)],
        Numbers = [.. Numbers.DefaultIfEmpty(EventReadOptions.None)],
        Label = EventReadOptions.None,
        Sort = true,
        Clock = StampClock.Parse(Clock),
    };

    /// <summary>Reads what a model is applied to.</summary>
    /// <param name="input">A log with the same columns.</param>
    /// <param name="label">The column of labels; null finds it.</param>
    /// <exception cref="DataFormatException">It can't be read; the message says where and what to do.</exception>
    public EventLog Read(JobInput input, string? label = EventReadOptions.None)
    {
        using TextReader reader = input.OpenTable();
        return EventReader.ReadCsv(reader, input.Name, ToOptions(input.Cells) with { Label = label });
    }
}
