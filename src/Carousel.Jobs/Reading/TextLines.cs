using Carousel.Data;

namespace Carousel.Jobs.Reading;

/// <summary>
/// Lines of a text file in UTF-8 or Windows-1252, or in UTF-16 if it begins with a byte-order mark.
/// </summary>
internal static class TextLines
{
    /// <summary>Reads a file.</summary>
    /// <param name="path">The file; it may be packed with gzip.</param>
    /// <returns>Its lines.</returns>
    /// <exception cref="DataFormatException">It can't be read, is not text, or has a line of more than 16
    /// MiB.</exception>
    public static IEnumerable<TextLine> Read(string path) => Read(new StringReader(TextFile.ReadText(path)));

    /// <summary>Reads a file as one text.</summary>
    /// <param name="path">The file; it may be packed with gzip.</param>
    /// <returns>Its text, without a byte-order mark.</returns>
    /// <exception cref="DataFormatException">It does not exist, can't be read, or is not text.</exception>
    public static string ReadAll(string path) => TextFile.ReadText(path, anyLength: true);

    /// <summary>Reads text that is there already.</summary>
    /// <param name="reader">Gives the text; closed at the end.</param>
    /// <returns>Its lines; each is read when it is asked for.</returns>
    public static IEnumerable<TextLine> Read(TextReader reader)
    {
        using (reader)
        {
            long number = 0;
            while (reader.ReadLine() is { } line)
            {
                yield return new TextLine(++number, line);
            }
        }
    }
}
