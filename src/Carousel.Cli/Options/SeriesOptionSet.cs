using System.CommandLine;
using Carousel.Jobs.Reading;

namespace Carousel.Cli.Options;

/// <summary>How the cells of a file of series are written, for verbs whose model knows what the columns mean.</summary>
internal sealed class SeriesOptionSet
{
    private readonly Option<string?> _timeFormat = OptionKinds.Text(
        "--time-format", "form", "Time stamp format, such as dd/MM/yyyy. Default: detected.");
    private readonly Option<char?> _decimal = OptionKinds.Choice(
        "--decimal", "Decimal separator, point or comma. Default: detected.", (".", '.'), (",", ','));

    private readonly Option<char?> _delimiter = OptionKinds.Choice(
        "--delimiter", "Column separator: comma, semicolon, bar or tab. Default: detected.", (",", ','), (";", ';'),
        ("tab", '\t'), ("|", '|'));

    private readonly Option<string[]> _missing = OptionKinds.Texts(
        "--missing", "text",
        "More texts for missing values, besides empty cells, NA, n/a, NaN, null, - and similar. Can be given again.");

    private readonly Option<string?> _skipBadRows = OptionKinds.Text(
        "--skip-bad-rows", "N|N%",
        "Maximum unreadable rows to skip, as a number or a share; 0 rejects a file with any. Default 1%.");

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
