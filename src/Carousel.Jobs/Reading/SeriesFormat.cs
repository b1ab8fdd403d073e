using Carousel.Jobs.Options;

namespace Carousel.Jobs.Reading;

/// <summary>How series lie in a file.</summary>
public enum SeriesFormat
{
    /// <summary>As the header tells: V1, V2, V3 and so on, as the M4 competition's files have it, or a table.</summary>
    Auto,

    /// <summary>A row a time step, and a column for each quantity.</summary>
    Table,

    /// <summary>A row a series, as in the files of the M4 competition: its id, then its values.</summary>
    [OptionWord("m4")]
    M4,
}
