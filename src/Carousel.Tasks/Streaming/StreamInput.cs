using Carousel.Data;
using Carousel.Tasks.Reading;

namespace Carousel.Tasks.Streaming;

/// <summary>Opens a file of lines to be streamed.</summary>
public static class StreamInput
{
    /// <summary>Opens a text file; it may be packed with gzip.</summary>
    /// <param name="path">The file.</param>
    /// <returns>Its text, without a byte-order mark.</returns>
    /// <exception cref="DataFormatException">It is not there, can't be read, or is no text.</exception>
    public static TextReader Open(string path) => TextFile.Open(path);
}
