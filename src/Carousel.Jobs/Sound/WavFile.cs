using Carousel.Data;
using Carousel.Jobs.Reading;

namespace Carousel.Jobs.Sound;

/// <summary>Reads WAV files.</summary>
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
}
