using System.CommandLine;
using Carousel.Jobs.Reading;

namespace Carousel.Cli.Options;

/// <summary>How the cells of a file of series are written, for verbs whose model knows what the columns mean.</summary>
internal sealed class SeriesOptionSet
{
    private readonly DeclaredOptionSet<CellOptions> _cells = new();

    /// <summary>How cells are written.</summary>
    public OptionGroup CellsOnly => _cells.Groups[0];

    /// <summary>Reads the options.</summary>
    public ReadOptions ReadCells(ParseResult result)
    {
        CellOptions cells = _cells.Read(result);
        return new()
        {
            Missing = cells.Missing,
            SkipBadRows = cells.SkipBadRows,
            TimeFormat = cells.TimeFormat,
            DecimalSeparator = cells.DecimalSeparator,
            Delimiter = cells.Delimiter,
        };
    }
}
