using Carousel.Data;

namespace Carousel.Pictures;

/// <summary>
/// Reads PGM and PPM files: grey or red, green and blue, as text (P2, P3) or as bytes (P5, P6), up to 255 or, in two
/// bytes, 65,535.
/// </summary>
internal static class NetpbmFile
{
    /// <summary>Reads a picture from its bytes.</summary>
    /// <param name="bytes">The whole file.</param>
    /// <param name="name">How messages call it.</param>
    /// <returns>The picture.</returns>
    /// <exception cref="DataFormatException">It is of another format, or damaged.</exception>
    public static Picture Read(ReadOnlySpan<byte> bytes, string name)
    {
        if (bytes is not [(byte)'P', (byte)'2' or (byte)'3' or (byte)'5' or (byte)'6', ..])
        {
            throw new DataFormatException(
                $"{name} is not a PGM or PPM file (P2, P3, P5 or P6). Save it as one of them, or as PNG.");
        }

        int samples = bytes[1] is (byte)'3' or (byte)'6' ? 3 : 1, at = 2;
        bool isText = bytes[1] < (byte)'4';
        int width = Number(bytes, ref at, name, "width"), height = Number(bytes, ref at, name, "height"),
            most = Number(bytes, ref at, name, "largest value");
        if (width == 0 || height == 0 || (long)width * height > Picture.MostPlaces || most is 0 or > 65535)
        {
            throw new DataFormatException(
                $"{name} declares {width} by {height} pixels with values up to {most}; from 1 by 1 to "
                + $"{Picture.MostPlaces:N0} pixels in all, with a largest value of 1 to 65535, are read. Save it "
                + $"again.");
        }

        long count = (long)width * height * samples, needed = count * (isText ? 1 : most > 255 ? 2 : 1);
        if (bytes.Length - at - 1 < needed)
        {
            throw new DataFormatException(
                $"{name} ends too soon: {width} by {height} pixels need {needed:N0} values, and "
                + $"{Math.Max(0, bytes.Length - at - 1):N0} bytes are left. Save it again.");
        }

        // One white byte separates the header from values in bytes.
        at += isText ? 0 : 1;
        var values = new byte[3L * width * height];
        for (int k = 0; k < count; k++)
        {
            int value = isText ? Number(bytes, ref at, name, "value")
                : most > 255 ? (bytes[at++] << 8) | bytes[at++]
                : bytes[at++];
            if (value > most)
            {
                throw new DataFormatException(
                    $"{name}: value {k + 1} is {value}, above {most}, the largest that the header allows. Save it "
                    + $"again.");
            }

            byte scaled = (byte)(((value * 255L) + (most / 2)) / most);
            if (samples == 3)
            {
                values[k] = scaled;
            }
            else
            {
                values.AsSpan(3 * k, 3).Fill(scaled);
            }
        }

        return new Picture(width, height, values);
    }

    /// <summary>A number after white space and comments.</summary>
    private static int Number(ReadOnlySpan<byte> bytes, ref int at, string name, string what)
    {
        bool inComment = false;
        for (; at < bytes.Length
            && (inComment || bytes[at] is (byte)'#' or (byte)' ' or (byte)'\t' or (byte)'\r' or (byte)'\n'); at++)
        {
            inComment = bytes[at] == (byte)'#' || (inComment && bytes[at] != (byte)'\n');
        }

        long number = 0;
        int first = at;
        for (; at < bytes.Length && char.IsAsciiDigit((char)bytes[at]) && number <= int.MaxValue; at++)
        {
            number = (number * 10) + (bytes[at] - '0');
        }

        return at == first || number > int.MaxValue
            ? throw new DataFormatException(
                $"{name}: a {what} is expected at byte {first + 1}, but no whole number is there. Save it again.")
            : (int)number;
    }
}
