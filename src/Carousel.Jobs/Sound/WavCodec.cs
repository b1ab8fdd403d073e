using Carousel.Data;

namespace Carousel.Jobs.Sound;

/// <summary>The codecs of WAV files by their numbers (RFC 2361), and which of them are read.</summary>
internal static class WavCodec
{
    private const int Pcm = 1, Float = 3, Extensible = 0xFFFE;

    /// <summary>Reads the chunk <c>fmt</c>: PCM and floating point in one or two channels are accepted.</summary>
    /// <param name="chunk">The chunk without its head.</param>
    /// <param name="name">How messages call the file.</param>
    /// <returns>The format.</returns>
    /// <exception cref="DataFormatException">It is another codec, or the chunk contradicts itself.</exception>
    public static WavFormat Parse(ReadOnlySpan<byte> chunk, string name)
    {
        if (chunk.Length < 16)
        {
            throw new DataFormatException(
                $"{name}: the chunk 'fmt ' has {chunk.Length} bytes, but needs 16: the file was cut or damaged. Record "
                + "or convert it again.");
        }

        int codec = Word(chunk, 0), channels = Word(chunk, 2), block = Word(chunk, 12), bits = Word(chunk, 14);
        uint rate = BitConverter.ToUInt32(chunk[4..]);
        if (codec == Extensible && chunk.Length >= 26)
        {
            // The first two bytes of the subformat are the codec of old.
            codec = Word(chunk, 24);
        }

        if (codec is not (Pcm or Float))
        {
            throw new DataFormatException(
                $"{name} is compressed or coded as {NameOf(codec)}, which is not read: only PCM and floating point "
                + $"are. {Conversion(name)}");
        }

        if (codec == Float ? bits != 32 : bits is not (8 or 16 or 24 or 32))
        {
            throw new DataFormatException(
                $"{name} has samples of {bits} bits, which are not read. {Conversion(name)}");
        }

        if (channels is not (1 or 2))
        {
            throw new DataFormatException(
                $"{name} has {channels} channels; one or two are read. {Conversion(name, " -ac 1")}");
        }

        if (rate is < Resampler.LowestRate or > Resampler.HighestRate)
        {
            throw new DataFormatException(
                $"{name} has {rate:N0} samples a second; {Resampler.LowestRate:N0} to {Resampler.HighestRate:N0} are "
                + $"read. {Conversion(name, " -ar 16000")}");
        }

        var format = new WavFormat((int)rate, channels, bits, codec == Float);
        return block == format.FrameBytes ? format : throw new DataFormatException(
            $"{name}: the header says {block} bytes for each sample of all channels, but {channels} × {bits} bits "
            + $"are {format.FrameBytes}: the file was damaged. Record or convert it again.");
    }

    private static int Word(ReadOnlySpan<byte> bytes, int at) => BitConverter.ToUInt16(bytes[at..]);

    public static string Conversion(string name, string more = "") =>
        $"Convert it, and use the new file: ffmpeg -i {name}{more} -c:a pcm_s16le converted.wav";

    private static string NameOf(int codec) => codec switch
    {
        0x0002 => "Microsoft ADPCM",
        0x0006 => "A-law",
        0x0007 => "µ-law",
        0x0011 => "IMA ADPCM",
        0x0055 => "MP3",
        _ => FormattableString.Invariant($"codec number 0x{codec:X4}"),
    };
}
