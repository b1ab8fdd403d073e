using Carousel.Data;

namespace Carousel.Tasks.Reading;

/// <summary>Lines of a text file that has to be UTF-8 (or says by a byte-order mark that it is UTF-16): a byte that is none is named, not guessed at.</summary>
public static class TextLines
{
    /// <summary>Reads a file.</summary>
    /// <param name="path">The file; it may be packed with gzip.</param>
    /// <returns>Its lines.</returns>
    /// <exception cref="DataFormatException">It is not there, can't be read, or is not UTF-8.</exception>
    public static IEnumerable<TextLine> Read(string path) => Read(new StringReader(ReadAll(path)));

    /// <summary>Reads a file as one text.</summary>
    /// <param name="path">The file; it may be packed with gzip.</param>
    /// <returns>Its text, without a byte-order mark.</returns>
    /// <exception cref="DataFormatException">It is not there, can't be read, or is not UTF-8.</exception>
    public static string ReadAll(string path) => TextFile.ReadUtf8(path);

    /// <summary>Reads text that is there already.</summary>
    /// <param name="reader">Gives the text; closed at the end.</param>
    /// <returns>Its lines; read as they are asked for.</returns>
    public static IEnumerable<TextLine> Read(TextReader reader)
    {
        ArgumentNullException.ThrowIfNull(reader);
        return ReadText(reader);
    }

    private static IEnumerable<TextLine> ReadText(TextReader reader)
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
