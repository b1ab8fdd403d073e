using Carousel.Jobs.Sound;
using Carousel.Testing;

namespace Carousel.Jobs.Tests.Sound;

/// <summary>Sounds that replace a voice: harmonics of a pitch.</summary>
internal static class MadeVoice
{
    /// <summary>Eight harmonics.</summary>
    public static SoundRecording Of(double hertz, int rate, double seconds) => new(
        "voice", rate,
        [
            .. Enumerable.Range(0, (int)(seconds * rate))
                .Select(
                    n =>
                        (float)Enumerable.Range(1, 8)
                            .Sum(k => 0.1 / k * Math.Sin((2 * Math.PI * hertz * k * n / rate) + k))),
        ]);

    /// <summary>Writes a WAV file.</summary>
    public static void Write(string path, SoundRecording sound)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        using FileStream file = File.Create(path);
        WavWriter.Write(file, sound.Rate, sound.Samples);
    }
}
