using System.Runtime.InteropServices;
using Carousel.Data;
using Carousel.Tasks.Sound;

namespace Carousel.Tasks.Speech.Listening;

/// <summary>Sound that comes from a pipe or a file: WAV, or bare samples of 16 bits (little-endian, one channel) whose rate is told.</summary>
public sealed class SoundSource
{
    private readonly WavReader? _wav;
    private readonly Stream? _bare;
    private readonly byte[] _bytes = new byte[1 << 14];

    private SoundSource(WavReader? wav, Stream? bare, int rate) => (_wav, _bare, Rate) = (wav, bare, rate);

    /// <summary>Samples a second.</summary>
    public int Rate { get; }

    /// <summary>Opens a file of sound.</summary>
    /// <param name="path">The file.</param>
    /// <returns>Its bytes, owned by the caller.</returns>
    /// <exception cref="DataFormatException">It is not there, or can't be read.</exception>
    public static Stream OpenFile(string path)
    {
        try
        {
            return File.OpenRead(path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new DataFormatException(File.Exists(path) ? $"{path} can't be read: {exception.Message}" : $"{path} does not exist. Check the path.", exception);
        }
    }

    /// <summary>Opens sound.</summary>
    /// <param name="stream">Gives the bytes.</param>
    /// <param name="name">How messages call it.</param>
    /// <param name="bareRate">Samples a second of bare samples; null where it is a WAV file.</param>
    /// <returns>The sound.</returns>
    /// <exception cref="DataFormatException">It is no WAV file, or one of another codec.</exception>
    public static SoundSource Open(Stream stream, string name, int? bareRate)
    {
        if (bareRate is { } rate)
        {
            return new SoundSource(null, stream, rate);
        }

        var wav = new WavReader(stream, name);
        return new SoundSource(wav, null, wav.Format.Rate);
    }

    /// <summary>Waits for sound.</summary>
    /// <param name="samples">Overwritten from its beginning; −1 … 1.</param>
    /// <returns>How many samples came; 0 at the end.</returns>
    public int Read(Span<float> samples)
    {
        if (_wav is not null)
        {
            return _wav.Read(samples);
        }

        // Whole blocks: half a sample at the end is dropped.
        Span<byte> bytes = _bytes.AsSpan(0, Math.Min(_bytes.Length, 2 * samples.Length));
        int read = _bare!.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false) / 2;
        ReadOnlySpan<short> words = MemoryMarshal.Cast<byte, short>(bytes)[..read];
        for (int n = 0; n < read; n++)
        {
            samples[n] = words[n] / 32768f;
        }

        return read;
    }
}
