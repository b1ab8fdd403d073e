using System.Runtime.InteropServices;
using Carousel.Data;
using Carousel.Jobs.Reading;
using Carousel.Jobs.Sound;

namespace Carousel.Speech;

/// <summary>
/// Sound that comes from a pipe or a file: WAV, or bare samples of 16 bits (little-endian, one channel) whose rate is
/// told.
/// </summary>
internal sealed class SoundSource(WavReader? wav, Stream? bare, int rate, string name)
{
    private readonly byte[] _bytes = new byte[1 << 14];
    private readonly SoundLevel _level = new();

    /// <summary>Samples a second.</summary>
    public int Rate => rate;

    /// <summary>What is odd about the sound that came: cut, silent or clipped, a sentence each.</summary>
    public IReadOnlyList<string> Notes => [.. _level.Notes(name, wav?.IsCut == true)];

    /// <summary>Opens a file of sound.</summary>
    /// <param name="path">The file.</param>
    /// <returns>Its bytes, owned by the caller.</returns>
    /// <exception cref="DataFormatException">It is not there, or can't be read.</exception>
    public static Stream OpenFile(string path) => InputFile.Read(path, () => File.OpenRead(path));

    /// <summary>Opens sound.</summary>
    /// <param name="stream">Gives the bytes.</param>
    /// <param name="name">How messages call it.</param>
    /// <param name="bareRate">Samples a second of bare samples; null where it is a WAV file.</param>
    /// <returns>The sound.</returns>
    /// <exception cref="DataFormatException">It is not a WAV file, or has another codec.</exception>
    public static SoundSource Open(Stream stream, string name, int? bareRate)
    {
        if (bareRate is { } given)
        {
            return new SoundSource(null, stream, given, name);
        }

        var opened = new WavReader(stream, name);
        return new SoundSource(opened, null, opened.Format.Rate, name);
    }

    /// <summary>Waits for the first block: sound without samples is refused before anything is answered.</summary>
    /// <param name="samples">As for <see cref="Read"/>.</param>
    /// <returns>How many samples came, one at least.</returns>
    /// <exception cref="DataFormatException">The sound has no samples.</exception>
    public int ReadFirst(Span<float> samples) => Read(samples) is > 0 and var read ? read
        : throw new DataFormatException(
            wav is null
                ? $"{name} contains no samples. Check the program that writes them." : SoundLevel.Empty(name));

    /// <summary>Waits for sound.</summary>
    /// <param name="samples">Overwritten from its beginning; −1 … 1.</param>
    /// <returns>How many samples came; 0 at the end.</returns>
    public int Read(Span<float> samples)
    {
        int read = wav is null ? ReadBare(samples) : wav.Read(samples);
        _level.Add(samples[..read]);
        return read;
    }

    private int ReadBare(Span<float> samples)
    {
        // Whole blocks: half a sample at the end is dropped.
        Span<byte> bytes = _bytes.AsSpan(0, Math.Min(_bytes.Length, 2 * samples.Length));
        int read = bare!.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false) / 2;
        ReadOnlySpan<short> words = MemoryMarshal.Cast<byte, short>(bytes)[..read];
        for (int n = 0; n < read; n++)
        {
            samples[n] = words[n] / 32768f;
        }

        return read;
    }
}
