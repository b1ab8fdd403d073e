using System.CommandLine;
using Carousel.Jobs.Reading;

namespace Carousel.Cli.Options;

/// <summary>How the cells of a file of series are written, for verbs whose model knows what the columns mean.</summary>
internal sealed class SeriesOptionSet
{
    private readonly Option<string?> _timeFormat = OptionKinds.Text(
        "--time-format", "form", "Form of the time stamps, such as dd/MM/yyyy. Default: found.");
    private readonly Option<char?> _decimal = OptionKinds.Choice(
        "--decimal", "Decimal separator, point or comma. Default: found.", (".", '.'), (",", ','));

    private readonly Option<char?> _delimiter = OptionKinds.Choice(
        "--delimiter", "What separates columns: comma, semicolon, bar or tab. Default: found.", (",", ','), (";", ';'),
        ("tab", '\t'), ("|", '|'));

    private readonly Option<string[]> _missing = OptionKinds.Texts(
        "--missing", "text",
        "More texts of missing values; empty cells, NA, n/a, NaN, null, - and the like always are. "
        + "Can be given again.");

    private readonly Option<string?> _skipBadRows = OptionKinds.Text(
        "--skip-bad-rows", "N|N%",
        "Most rows that are skipped because they cannot be read, as a number or a share; 0 rejects the file. "
        + "Default 1%.");

    public SeriesOptionSet() => (_decimal.HelpName, _delimiter.HelpName) = ("character", "character");

    /// <summary>How cells are written.</summary>
    public OptionGroup CellsOnly => new("Reading", [_missing, _skipBadRows, _timeFormat, _decimal, _delimiter]);

    /// <summary>Reads the options.</summary>
    public ReadOptions ReadCells(ParseResult result) => new()
    {
        Missing = result.GetValue(_missing) ?? [],
        SkipBadRows = result.GetValue(_skipBadRows) ?? new ReadOptions().SkipBadRows,
        TimeFormat = result.GetValue(_timeFormat),
        DecimalSeparator = result.GetValue(_decimal),
        Delimiter = result.GetValue(_delimiter),
    };
}
