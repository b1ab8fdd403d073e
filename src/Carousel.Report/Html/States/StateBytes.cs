using System.IO.Compression;
using System.Text;

namespace Carousel.Report.Html;

/// <summary>
/// Values and names as the texts that a page carries: bytes, compressed, in base 64; web/src/states/bytes.ts reads
/// them.
/// </summary>
internal static class StateBytes
{
    // Only runs and symbol counts: unlike a search for matches this gives the same bytes on every machine.
    private static readonly ZLibCompressionOptions _compression = new()
    {
        CompressionLevel = 9,
        CompressionStrategy = ZLibCompressionStrategy.RunLengthEncoding,
    };

    /// <summary>The levels of some units over some columns.</summary>
    /// <param name="values">The quantity's values.</param>
    /// <param name="range">The values of the first and the last level.</param>
    /// <param name="units">The units, as positions in the recorded rows.</param>
    /// <param name="first">The first recorded column.</param>
    /// <param name="columns">How many columns there are to write.</param>
    /// <param name="together">How many recorded columns become one.</param>
    /// <returns>[1 or 2, units, columns], smallest values and, where a column holds several steps, largest; each the
    /// difference to the one before it in its row.</returns>
    public static string OfValues(
        StateMapRecorder values, StateRange range, IReadOnlyList<int> units, int first, int columns, int together)
    {
        bool isSplit = values.StepsPerColumn * together > 1;
        byte[] levels = new byte[(isSplit ? 2 : 1) * units.Count * columns];
        Span<byte> low = levels.AsSpan(0, units.Count * columns), high = levels.AsSpan(isSplit ? low.Length : 0);
        for (int row = 0; row < units.Count; row++)
        {
            for (int column = 0; column < columns; column++)
            {
                int begin = first + (column * together), end = Math.Min(begin + together, values.Columns);
                (float smallest, float largest) = (values.LowAt(begin, units[row]), values.HighAt(begin, units[row]));
                for (int other = begin + 1; other < end; other++)
                {
                    (float lowOther, float highOther) = (
                        values.LowAt(other, units[row]), values.HighAt(other, units[row]));
                    smallest = float.IsNaN(smallest) || lowOther < smallest ? lowOther : smallest;
                    largest = float.IsNaN(largest) || highOther > largest ? highOther : largest;
                }

                high[(row * columns) + column] = range.LevelOf(largest);
                low[(row * columns) + column] = range.LevelOf(smallest);
            }
        }

        TakeDifferences(levels, columns);
        return Packed(levels);
    }

    /// <summary>Texts, each ended by a character that none of them holds.</summary>
    public static string OfTexts(IReadOnlyList<string> texts)
    {
        StringBuilder joined = new();
        foreach (string text in texts)
        {
            joined.Append(text.Replace('\0', '\uFFFD')).Append('\0');
        }

        return Packed(Encoding.UTF8.GetBytes(joined.ToString()));
    }

    private static void TakeDifferences(Span<byte> levels, int columns)
    {
        for (int row = 0; row < levels.Length; row += columns)
        {
            for (int at = row + columns - 1; at > row; at--)
            {
                levels[at] = unchecked((byte)(levels[at] - levels[at - 1]));
            }
        }
    }

    private static string Packed(ReadOnlySpan<byte> bytes)
    {
        using MemoryStream packed = new();
        using (DeflateStream stream = new(packed, _compression, leaveOpen: true))
        {
            stream.Write(bytes);
        }

        return Convert.ToBase64String(packed.GetBuffer().AsSpan(0, (int)packed.Length));
    }
}
