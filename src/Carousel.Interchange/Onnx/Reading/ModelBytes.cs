using Carousel.Storage;

namespace Carousel.Interchange.Onnx;

/// <summary>The bytes of a file of the format, whole.</summary>
internal static class ModelBytes
{
    private static readonly int _mostBytes = Array.MaxLength;

    /// <summary>Reads a file.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="ModelFileException">It can't be read, is empty, or is larger than the format
    /// allows.</exception>
    public static byte[] Read(string path)
    {
        try
        {
            if (RegularFile.IsWithoutBytes(path))
            {
                throw Refusal.Of($"{path} is empty or not a regular file.");
            }

            using FileStream stream = File.OpenRead(path);
            byte[] bytes = new byte[Bounded(stream.Length, path)];
            stream.ReadExactly(bytes);
            return bytes;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException
            or NotSupportedException)
        {
            throw Refusal.Of(
                exception is FileNotFoundException or DirectoryNotFoundException
                    ? $"The file '{path}' does not exist."
                    : $"{path} can't be read: {exception.Message}", exception);
        }
    }

    private static long Bounded(long length, string name) =>
        length <= _mostBytes
            ? length
            : throw Refusal.Of(
                $"{name} has more than {_mostBytes} bytes; a file of this format has at most 2 GB, with larger weights "
                + $"in separate files.");
}
