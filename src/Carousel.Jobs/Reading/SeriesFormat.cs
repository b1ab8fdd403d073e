using Carousel.Jobs.Options;

namespace Carousel.Jobs.Reading;

/// <summary>The layout of series in a file.</summary>
public enum SeriesFormat
{
    /// <summary>As the header tells: V1, V2, V3 and so on, as the M4 competition's files have it, or a table.</summary>
    Auto,

    /// <summary>One row per time step, and a column for each quantity.</summary>
    Table,

    /// <summary>One row per series, as in the files of the M4 competition: its id, then its values.</summary>
    [OptionWord("m4")]
    M4,
}
