using Carousel.Data;
using Carousel.Jobs.Reading;

namespace Carousel.Pictures;

/// <summary>Reads pictures in the format PNG.</summary>
internal static class PictureFile
{
    /// <summary>The largest file that is read, in bytes.</summary>
    private const long MostBytes = 1L << 28;

    /// <summary>Whether a file has the ending of the pictures that can be read.</summary>
    public static bool IsPicture(string path) => path.EndsWith(".png", StringComparison.OrdinalIgnoreCase);

    /// <summary>Reads a picture; what it is its first bytes say, not its name.</summary>
    /// <param name="path">The file.</param>
    /// <returns>The picture.</returns>
    /// <exception cref="DataFormatException">It is not there, can't be read, is of another format, or
    /// damaged.</exception>
    public static Picture Read(string path) => InputFile.Read(path, () =>
    {
        long length = new FileInfo(path).Length;
        return length > MostBytes
            ? throw new DataFormatException(
                $"{path} has {length:N0} bytes; at most {MostBytes:N0} are read. Make the picture smaller.")
            : Read(File.ReadAllBytes(path), path);
    });

    /// <summary>Reads a picture from its bytes.</summary>
    /// <param name="bytes">The whole file.</param>
    /// <param name="name">How messages call it.</param>
    /// <returns>The picture.</returns>
    /// <exception cref="DataFormatException">It is of another format, or damaged.</exception>
    public static Picture Read(ReadOnlyMemory<byte> bytes, string name)
    {
        ReadOnlySpan<byte> span = bytes.Span;
        if (span.StartsWith(PngFile.Signature))
        {
            return PngFile.Read(bytes, name);
        }

        string found = span switch
        {
            [] => "is empty",
            [0xFF, 0xD8, 0xFF, ..] => "is a JPEG file",
            [(byte)'G', (byte)'I', (byte)'F', ..] => "is a GIF file",
            [(byte)'B', (byte)'M', ..] => "is a BMP file",
            [(byte)'P', >= (byte)'1' and <= (byte)'7', ..] => "is a PGM or PPM file",
            _ => "is not in a known picture format",
        };
        throw new DataFormatException($"{name} {found}. Save it as PNG.");
    }
}
