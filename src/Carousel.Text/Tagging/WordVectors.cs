using System.Globalization;
using Carousel.Data;
using Carousel.Jobs.Fitting;
using Carousel.Jobs.Reading;
using Carousel.Jobs.Text;

namespace Carousel.Tagging;

/// <summary>
/// Vectors of words from a file in the text format of word2vec (a first line with both sizes) or GloVe (none).
/// </summary>
/// <param name="Words">The words, the unknown one at 0.</param>
/// <param name="Size">E: values of a vector.</param>
/// <param name="Values">[words, E]; zeros for the unknown word.</param>
internal sealed record WordVectors(Vocabulary Words, int Size, float[] Values)
{
    /// <summary>Reads a file.</summary>
    /// <param name="path">Where it is; it may be packed with gzip.</param>
    /// <param name="most">The maximum number of words, the first of the file.</param>
    /// <returns>The vectors.</returns>
    /// <exception cref="DataFormatException">It cannot be read as such a file: the line, and what to do.</exception>
    public static WordVectors Read(string path, int most = 400_000)
    {
        var words = new List<string> { Vocabulary.UnknownText };
        var seen = new HashSet<string> { Vocabulary.UnknownText };
        var values = new List<float>();
        int size = 0;
        foreach ((long number, string text) in TextLines.Read(path))
        {
            string[] cells = text.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            if (cells.Length == 0 || (number == 1 && IsHead(cells)))
            {
                continue;
            }

            if (size == 0)
            {
                size = cells.Length - 1;
                values.AddRange(new float[size]);
            }

            if (cells.Length != size + 1 || size == 0)
            {
                string there = size == 0
                    ? "a word and its numbers are expected, separated by blanks"
                    : $"the vectors before have {size}";
                throw new DataFormatException(
                    path, number, 0,
                    $"the line has {FigureText.Counted(cells.Length - 1, "number")}, but {there}. All vectors must "
                    + "have one width: correct the line, or leave it out.");
            }

            if (words.Count > most)
            {
                break;
            }

            if (seen.Add(cells[0]))
            {
                words.Add(cells[0]);
                for (int e = 1; e <= size; e++)
                {
                    values.Add(
                        float.TryParse(cells[e], NumberStyles.Float, CultureInfo.InvariantCulture, out float value)
                            && float.IsFinite(value)
                        ? value
                        : throw new DataFormatException(
                            path, number, e + 1,
                            $"'{cells[e]}' is not a finite number. Vectors are a word and its numbers, separated by "
                            + "blanks."));
                }
            }
        }

        return size == 0
            ? throw new DataFormatException(
                $"{path} contains no vector. A word and its numbers are expected on each line, separated by blanks.")
            : new WordVectors(Vocabulary.Closed(words), size, [.. values]);
    }

    private static bool IsHead(string[] cells) =>
        cells.Length == 2 && cells.All(c => int.TryParse(c, NumberStyles.None, CultureInfo.InvariantCulture, out _));
}
