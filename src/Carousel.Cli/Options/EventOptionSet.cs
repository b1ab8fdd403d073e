using System.CommandLine;
using System.Globalization;
using Carousel.Cli.Errors;
using Carousel.Tasks.Reading;
using Carousel.Tasks.Reading.Events;

namespace Carousel.Cli.Options;

/// <summary>What the columns of a log of events mean, and in which order its rows may stand.</summary>
internal sealed class EventOptionSet
{
    private readonly Option<string?> _id = OptionKinds.Text("--id", "column", "The column that says whose event a row is. Default: found by its name.");
    private readonly Option<string?> _time = OptionKinds.Text("--time", "column", "The column of time stamps. Default: found.");
    private readonly Option<string?> _event = OptionKinds.Text("--event", "column", "The column that names what happened. Default: found; none takes none.");

    private readonly Option<string[]> _categories = OptionKinds.Names(
        "--categories", "a,b", "Other columns of categories. Default: every column of text that repeats itself; none takes none.");

    private readonly Option<string[]> _numbers = OptionKinds.Names(
        "--numbers", "a,b", "Columns of numbers. Default: every column of numbers that is left; none takes none.");

    private readonly Option<bool> _sort = OptionKinds.Switch("--sort", "Sort events that are not in order of time, instead of refusing them.");
    private readonly Option<string?> _start = OptionKinds.Text("--start", "date", "An event before this date is refused with its line. Default: none is.");

    /// <summary>The options.</summary>
    public OptionGroup Group => new("Columns", [_id, _time, _event, _categories, _numbers, _sort, _start]);

    /// <summary>Reads the options.</summary>
    /// <param name="result">The parsed command line.</param>
    /// <param name="cells">How cells are written.</param>
    /// <exception cref="UsageException">A date can't be understood.</exception>
    public EventReadOptions Read(ParseResult result, ReadOptions cells) => new()
    {
        Id = result.GetValue(_id),
        Time = result.GetValue(_time),
        Event = result.GetValue(_event),
        Categories = Names(result, _categories),
        Numbers = Names(result, _numbers),
        Sort = result.GetValue(_sort),
        Start = Date(result, _start),
        Missing = cells.Missing,
        DecimalSeparator = cells.DecimalSeparator,
        Delimiter = cells.Delimiter,
        TimeFormat = cells.TimeFormat,
    };

    /// <summary>Reads a date.</summary>
    /// <param name="result">The parsed command line.</param>
    /// <param name="option">The option.</param>
    /// <exception cref="UsageException">It can't be understood.</exception>
    public static DateTime? Date(ParseResult result, Option<string?> option) => result.GetValue(option) is not { } text ? null
        : DateTime.TryParseExact(text, ["yyyy-MM-dd", "yyyy-MM-dd HH:mm", "yyyy-MM-dd'T'HH:mm"], CultureInfo.InvariantCulture, DateTimeStyles.None, out DateTime date) ? date
        : throw new UsageException($"{option.Name} must be a date such as 2024-01-31, but is '{text}'.");

    private static string[]? Names(ParseResult result, Option<string[]> option) => result.GetValue(option) is { Length: > 0 } names ? names : null;
}
