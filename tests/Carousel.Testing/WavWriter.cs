using System.Text;

namespace Carousel.Testing;

/// <summary>Writes WAV files for tests.</summary>
public static class WavWriter
{
    /// <summary>Writes a recording as PCM of 16 bits, one channel; samples beyond the full scale are clipped.</summary>
    /// <param name="stream">Takes the file's bytes.</param>
    /// <param name="rate">Samples a second.</param>
    /// <param name="samples">The samples.</param>
    public static void Write(Stream stream, int rate, IReadOnlyCollection<float> samples)
    {
        using var writer = new BinaryWriter(stream, Encoding.ASCII, leaveOpen: true);
        int bytes = 2 * samples.Count;
        writer.Write("RIFF"u8);
        writer.Write(36 + bytes);
        writer.Write("WAVEfmt "u8);
        writer.Write(16);
        writer.Write((short)1);
        writer.Write((short)1);
        writer.Write(rate);
        writer.Write(2 * rate);
        writer.Write((short)2);
        writer.Write((short)16);
        writer.Write("data"u8);
        writer.Write(bytes);
        foreach (float sample in samples)
        {
            writer.Write((short)Math.Clamp(MathF.Round(sample * 32768), short.MinValue, short.MaxValue));
        }
    }
}
