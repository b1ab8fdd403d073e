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
        "--missing", "text", "Cells with this text are gaps; '' for empty cells. Can be given again.");

    public SeriesOptionSet() => (_decimal.HelpName, _delimiter.HelpName) = ("character", "character");

    /// <summary>How cells are written.</summary>
    public OptionGroup CellsOnly => new("Reading", [_missing, _timeFormat, _decimal, _delimiter]);

    /// <summary>Reads the options.</summary>
    public ReadOptions ReadCells(ParseResult result) => new()
    {
        Missing = result.GetValue(_missing) ?? [],
        TimeFormat = result.GetValue(_timeFormat),
        DecimalSeparator = result.GetValue(_decimal),
        Delimiter = result.GetValue(_delimiter),
    };
}
