namespace Carousel.Tasks.Reading.Events;

/// <summary>How a file of events is read. What is not said is found out, and said in the notes of the result.</summary>
public sealed record EventReadOptions
{
    /// <summary>In <see cref="Categories"/> and <see cref="Numbers"/>, alone: take no column.</summary>
    public const string None = "none";

    /// <summary>The column that says whose event a row is: a customer, a card, a host; null finds it.</summary>
    public string? Id { get; init; }

    /// <summary>The column of time stamps; null finds it.</summary>
    public string? Time { get; init; }

    /// <summary>The column that names the event; it becomes the first category. Null finds it, <c>none</c> takes none.</summary>
    public string? Event { get; init; }

    /// <summary>Other columns of categories, whose values are texts or codes; null takes every column of text that repeats itself.</summary>
    public IReadOnlyList<string>? Categories { get; init; }

    /// <summary>Columns of numbers; null takes every column of numbers that has no other use.</summary>
    public IReadOnlyList<string>? Numbers { get; init; }

    /// <summary>The column that says which events are what is looked for (1, 0); null takes one that is called a label, if there is one; <c>none</c> takes none.</summary>
    public string? Label { get; init; }

    /// <summary>Whether events that are not in order of time are sorted; otherwise the first one is refused with its line.</summary>
    public bool Sort { get; init; }

    /// <summary>When what is known begins: an earlier event is refused with its line. Null where nothing is said.</summary>
    public DateTime? Start { get; init; }

    /// <summary>Texts that stand for a missing number. An empty cell always does: not every kind of event has every number.</summary>
    public IReadOnlyList<string> Missing { get; init; } = [];

    /// <summary>What separates the whole part of a number from the rest, <c>.</c> or <c>,</c>; null finds it.</summary>
    public char? DecimalSeparator { get; init; }

    /// <summary>What separates the columns; null finds it among comma, semicolon, tab and bar.</summary>
    public char? Delimiter { get; init; }

    /// <summary>The form of the time stamps in .NET's letters, such as <c>dd/MM/yyyy HH:mm</c>; null finds it.</summary>
    public string? TimeFormat { get; init; }
}
