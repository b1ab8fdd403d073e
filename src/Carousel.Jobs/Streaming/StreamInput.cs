using System.Text;
using Carousel.Data;
using Carousel.Jobs.Reading;

namespace Carousel.Jobs.Streaming;

/// <summary>Opens a file of lines to be streamed.</summary>
internal static class StreamInput
{
    /// <summary>Opens a text file; it may be packed with gzip.</summary>
    /// <param name="path">The file.</param>
    /// <returns>Its text, without a byte-order mark.</returns>
    /// <exception cref="DataFormatException">It does not exist, can't be read, or is not text.</exception>
    public static TextReader Open(string path) => TextFile.Open(path);

    /// <summary>Text that comes from elsewhere, such as standard input.</summary>
    /// <param name="stream">Gives the bytes; closed with the text.</param>
    /// <param name="name">How messages call it.</param>
    /// <param name="encoding">What the bytes mean; of UTF-8, other bytes are Windows-1252.</param>
    /// <returns>The text; reading it throws a <see cref="DataFormatException"/> where a line has more than 16
    /// MiB.</returns>
    public static TextReader Open(Stream stream, string name, Encoding encoding) =>
        new StreamReader(
            new LineBoundStream(stream, name),
            encoding.CodePage == Encoding.UTF8.CodePage ? TextFile.Utf8OrWindows1252 : encoding);
}
