using System.Globalization;
using Carousel.Tasks.Reading;
using Carousel.Tasks.Text;

namespace Carousel.Tasks.Language;

/// <summary>Surprise by unit as CSV.</summary>
internal static class LanguageTables
{
    /// <summary>Writes a row a unit.</summary>
    /// <param name="tokeniser">Whose units.</param>
    /// <param name="units">The text.</param>
    /// <param name="surprises">−ln p of each.</param>
    /// <param name="output">Takes the rows, header first.</param>
    public static void Write(Tokeniser tokeniser, ReadOnlySpan<int> units, ReadOnlySpan<float> surprises, TextWriter output)
    {
        output.Write($"place,{tokeniser.UnitName},nats,bits\n");
        for (int i = 0; i < units.Length; i++)
        {
            output.Write(string.Create(
                CultureInfo.InvariantCulture, $"{i + 1},{Cell(tokeniser.Vocabulary.Entries[units[i]])},{surprises[i]:0.######},{surprises[i] / Math.Log(2):0.######}\n"));
        }
    }

    /// <summary>A unit in a cell: quoted where it has to be, ends of lines by their escape.</summary>
    private static string Cell(string text)
    {
        string plain = text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal)
            .Replace("\r", "\\r", StringComparison.Ordinal).Replace("\t", "\\t", StringComparison.Ordinal);
        bool isQuoted = plain.Contains(',', StringComparison.Ordinal) || plain.Contains('"', StringComparison.Ordinal) || plain.Length == 0 || plain != plain.Trim();
        return isQuoted ? CsvCell.Quoted(plain) : plain;
    }
}
