using System.Text;
using Carousel.Laboratory.Trials;

namespace Carousel.Laboratory.Textbook.Uses.Voices;

/// <summary>Recordings of made voices in four moods, as WAV files of 8 bits: <c>MOOD_VOICE_NUMBER.wav</c>.</summary>
internal static class VoiceRecordings
{
    /// <summary>The number of voices in the samples, and the number for results.</summary>
    public const int Few = 12, Many = 48;

    /// <summary>Recordings of each voice in each mood, and the deviation of the values of a frame.</summary>
    private const int Sayings = 3;

    private const double Noise = 0.01;

    private static readonly string[] _names =
        ["ada", "ben", "cleo", "dan", "eva", "finn", "gina", "hugo", "ida", "jon", "kim", "leo"];

    /// <summary>Says words.</summary>
    /// <param name="seed">Decides on the voices, the words and all noise.</param>
    /// <param name="voices">How many voices.</param>
    /// <returns>The name and the bytes of each file.</returns>
    public static IEnumerable<(string Name, byte[] File)> Of(ulong seed, int voices)
    {
        for (int v = 0; v < voices; v++)
        {
            var voice = Voice.Of(seed, v);
            var random = new TrialRandom(seed, "voice recordings", v);
            string name = v < _names.Length ? _names[v] : $"{_names[v % _names.Length]}{v / _names.Length}";
            var synthesizer = new VoiceSynthesizer(voice, random);
            for (int mood = 0; mood < Voice.Moods; mood++)
            {
                for (int s = 0; s < Sayings; s++)
                {
                    List<float[]> frames = voice.Say(random, random.Below(Voice.Words), mood, Noise);
                    yield return ($"{Voice.MoodNames[mood]}_{name}_{s}.wav", Wav(synthesizer.Speak(frames)));
                }
            }
        }
    }

    private static byte[] Wav(float[] sound)
    {
        using var stream = new MemoryStream();
        using var writer = new BinaryWriter(stream, Encoding.ASCII);
        writer.Write("RIFF"u8);
        writer.Write(36 + sound.Length);
        writer.Write("WAVEfmt "u8);
        writer.Write(16);
        writer.Write((short)1);
        writer.Write((short)1);
        writer.Write(VoiceSynthesizer.Rate);
        writer.Write(VoiceSynthesizer.Rate);
        writer.Write((short)1);
        writer.Write((short)8);
        writer.Write("data"u8);
        writer.Write(sound.Length);
        foreach (float sample in sound)
        {
            writer.Write((byte)Math.Clamp(128 + MathF.Round(sample * 128), 0, 255));
        }

        return stream.ToArray();
    }
}
