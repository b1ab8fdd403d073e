using System.Text;
using Carousel.Data;
using Carousel.Jobs.Reading;

namespace Carousel.Jobs.Sound;

/// <summary>Reads and writes WAV files.</summary>
internal static class WavFile
{
    /// <summary>The longest recording that is read whole: two hours at 16,000 samples a second.</summary>
    private const int MostSamples = 2 * 3600 * 16_000;

    /// <summary>Reads a recording: PCM or floating point, one or two channels (as their mean), any rate.</summary>
    /// <param name="path">The file.</param>
    /// <returns>The recording, with notes on cut, silent or clipped sound.</returns>
    /// <exception cref="DataFormatException">It does not exist, is not a WAV file, is of another codec, or contains no
    /// samples.</exception>
    public static SoundRecording Read(string path) => InputFile.Read(path, () =>
    {
        using FileStream stream = File.OpenRead(path);
        return Read(stream, path);
    });

    /// <summary>Reads a recording from a stream.</summary>
    /// <param name="stream">Gives the file's bytes.</param>
    /// <param name="name">How messages call it.</param>
    /// <returns>The recording.</returns>
    /// <exception cref="DataFormatException">It is not a WAV file, is of another codec, or contains no
    /// samples.</exception>
    public static SoundRecording Read(Stream stream, string name)
    {
        var reader = new WavReader(stream, name);
        var samples = new List<float>();
        var level = new SoundLevel();
        var block = new float[1 << 13];
        for (int read = reader.Read(block); read > 0; read = reader.Read(block))
        {
            samples.AddRange(block.AsSpan(0, read));
            level.Add(block.AsSpan(0, read));
            if (samples.Count > MostSamples)
            {
                throw new DataFormatException(
                    $"{name} has more than {MostSamples:N0} samples, the most that are read at once. Cut it into "
                    + "shorter files.");
            }
        }

        return samples.Count == 0
            ? throw new DataFormatException(SoundLevel.Empty(name))
            : new SoundRecording(name, reader.Format.Rate, [.. samples])
            {
                Notes = [.. level.Notes(name, reader.IsCut)],
            };
    }

    /// <summary>Writes a recording as PCM of 16 bits, one channel; samples beyond the full scale are clipped.</summary>
    /// <param name="stream">Takes the file's bytes.</param>
    /// <param name="recording">The recording.</param>
    public static void Write(Stream stream, SoundRecording recording)
    {
        using var writer = new BinaryWriter(stream, Encoding.ASCII, leaveOpen: true);
        int bytes = 2 * recording.Samples.Length;
        writer.Write("RIFF"u8);
        writer.Write(36 + bytes);
        writer.Write("WAVEfmt "u8);
        writer.Write(16);
        writer.Write((short)1);
        writer.Write((short)1);
        writer.Write(recording.Rate);
        writer.Write(2 * recording.Rate);
        writer.Write((short)2);
        writer.Write((short)16);
        writer.Write("data"u8);
        writer.Write(bytes);
        foreach (float sample in recording.Samples)
        {
            writer.Write((short)Math.Clamp(MathF.Round(sample * 32768), short.MinValue, short.MaxValue));
        }
    }
}
