using Carousel.Data;

namespace Carousel.Jobs.Reading;

/// <summary>How wide a table may be: far beyond what is of use, so that a file whose lines were glued together is
/// refused before it fills the memory.</summary>
internal static class TableLimits
{
    /// <summary>The most columns.</summary>
    public const int MostColumns = 100_000;

    /// <summary>Refuses a line of more cells.</summary>
    /// <param name="cells">How many it has.</param>
    /// <param name="path">How messages call the file.</param>
    /// <param name="line">Its number.</param>
    /// <exception cref="DataFormatException">There are more.</exception>
    public static void Require(int cells, string path, long line)
    {
        if (cells > MostColumns)
        {
            throw new DataFormatException(
                path, line, 0,
                Invariant.Of(
                    $"the line has {cells:N0} columns, but at most {MostColumns:N0} are read. Keep those that "
                    + $"matter."));
        }
    }
}
