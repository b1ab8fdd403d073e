using Carousel.Storage;

namespace Carousel.Interchange.Onnx.Reading;

/// <summary>The bytes of a file of the format, whole.</summary>
internal static class ModelBytes
{
    /// <summary>Reads a file.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="ModelFileException">It can't be read, is empty, or is larger than the format allows.</exception>
    public static byte[] Read(string path)
    {
        try
        {
            using FileStream stream = File.OpenRead(path);
            if (stream.Length == 0 || stream.Length > Array.MaxLength)
            {
                throw Refusal.Of(stream.Length == 0 ? $"{path} is empty." : $"{path} has {stream.Length} bytes; a file of this format has 2 GB at most, with larger weights in files beside it.");
            }

            var bytes = new byte[stream.Length];
            stream.ReadExactly(bytes);
            return bytes;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            throw Refusal.Of(
                exception is FileNotFoundException or DirectoryNotFoundException ? $"There is no file '{path}'." : $"{path} can't be read: {exception.Message}", exception);
        }
    }
}
