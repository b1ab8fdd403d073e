using System.CommandLine;
using Carousel.Cli.Errors;
using Carousel.Data;
using Carousel.Tasks.Reading;

namespace Carousel.Cli.Options;

/// <summary>How a file of series is read: what its columns mean and how its cells are written.</summary>
internal sealed class SeriesOptionSet
{
    private readonly Option<string[]> _targets = OptionKinds.Names("--target", "names", "Columns to forecast; 'all' for every column of numbers. Default: the last one.");
    private readonly Option<string?> _time = OptionKinds.Text("--time", "name", "Column of time stamps; 'none' numbers the rows. Default: found.");
    private readonly Option<string?> _id = OptionKinds.Text("--id", "name", "Column that tells several series in one file apart.");
    private readonly Option<string[]> _known = OptionKinds.Names("--known", "names", "Columns whose values are known ahead, such as prices.");
    private readonly Option<string[]> _past = OptionKinds.Names("--past", "names", "Columns known up to now that help; 'all' for the rest.");
    private readonly Option<string[]> _static = OptionKinds.Names("--static", "names", "Columns with one value for a whole series.");
    private readonly Option<string?> _timeFormat = OptionKinds.Text("--time-format", "form", "Form of the time stamps, such as dd/MM/yyyy. Default: found.");
    private readonly Option<char?> _decimal = OptionKinds.Choice("--decimal", "Decimal separator, point or comma. Default: found.", (".", '.'), (",", ','));

    private readonly Option<char?> _delimiter = OptionKinds.Choice(
        "--delimiter", "What separates columns: comma, semicolon, bar or tab. Default: found.", (",", ','), (";", ';'), ("tab", '\t'), ("|", '|'));

    private readonly Option<string[]> _missing = OptionKinds.Texts("--missing", "text", "Cells with this text are gaps; '' for empty cells. Can be given again.");

    private readonly Option<GapFilling?> _gaps = OptionKinds.Choice(
        "--gaps", "How gaps are filled; the model is told which they were. Default missing.",
        ("missing", GapFilling.Missing), ("forward", GapFilling.Forward), ("linear", GapFilling.Linear), ("zero", GapFilling.Zero));

    public SeriesOptionSet() => (_decimal.HelpName, _delimiter.HelpName) = ("character", "character");

    /// <summary>What the columns mean.</summary>
    public OptionGroup Columns => new("Columns", [_targets, _time, _id, _known, _past, _static]);

    /// <summary>How cells are written.</summary>
    public OptionGroup Cells => new("Reading", [_missing, _gaps, _timeFormat, _decimal, _delimiter]);

    /// <summary>How cells are written, for a model that fixed how gaps are filled.</summary>
    public OptionGroup CellsOnly => new("Reading", [_missing, _timeFormat, _decimal, _delimiter]);

    /// <summary>How gaps are filled, or null where it was not said.</summary>
    public GapFilling? Gaps(ParseResult result) => result.GetValue(_gaps);

    /// <summary>Reads the options of a verb that is told what the columns mean.</summary>
    /// <exception cref="UsageException">An option names no column.</exception>
    public ReadOptions Read(ParseResult result) => ReadCells(result) with
    {
        Targets = Names(result, _targets),
        Time = result.GetValue(_time),
        Id = result.GetValue(_id),
        Known = Names(result, _known) ?? [],
        Past = Names(result, _past) ?? [],
        Static = Names(result, _static) ?? [],
        Gaps = Gaps(result),
    };

    /// <summary>Reads the options of a verb whose model knows what the columns mean.</summary>
    public ReadOptions ReadCells(ParseResult result) => new()
    {
        Missing = result.GetValue(_missing) ?? [],
        TimeFormat = result.GetValue(_timeFormat),
        DecimalSeparator = result.GetValue(_decimal),
        Delimiter = result.GetValue(_delimiter),
    };

    private static string[]? Names(ParseResult result, Option<string[]> option)
    {
        string[]? names = result.GetValue(option);
        return result.GetResult(option) is not null && names is not { Length: > 0 }
            ? throw new UsageException($"{option.Name} names no column. Pass names with commas between.")
            : names is { Length: > 0 } ? names : null;
    }
}
