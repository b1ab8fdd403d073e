using System.Runtime.InteropServices;
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

    /// <summary>Reads bytes when they arrive, such as those of standard input.</summary>
    /// <param name="stream">Gives the bytes; closed at the end.</param>
    /// <param name="name">How messages call it.</param>
    /// <returns>Its lines; each is read when it is asked for.</returns>
    /// <exception cref="DataFormatException">A line is not text or has more than 16 MiB; thrown when asked
    /// for.</exception>
    public static IEnumerable<TextLine> Read(Stream stream, string name)
    {
        using var bytes = new BufferedStream(new LineBoundStream(stream, name));
        var line = new List<byte>();
        long number = 0, before = 0;
        int next;
        do
        {
            line.Clear();
            while ((next = bytes.ReadByte()) is not -1 and not '\n')
            {
                line.Add((byte)next);
            }

            if (next == '\n' || line.Count > 0)
            {
                number++;
                int mark = number == 1 && line is [0xEF, 0xBB, 0xBF, ..] ? 3 : 0;
                string text = TextFile.Decode(CollectionsMarshal.AsSpan(line)[mark..], name, before + mark, number);
                yield return new TextLine(number, text.EndsWith('\r') ? text[..^1] : text);
                before += line.Count + 1;
            }
        }
        while (next != -1);
    }
}
