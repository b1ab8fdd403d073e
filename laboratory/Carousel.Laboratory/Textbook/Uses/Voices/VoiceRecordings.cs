using System.Text;
using Carousel.Laboratory.Trials;

namespace Carousel.Laboratory.Textbook.Uses.Voices;

/// <summary>Recordings of made voices in four moods, as WAV files of 8 bits: <c>MOOD_VOICE_NUMBER.wav</c>.</summary>
internal static class VoiceRecordings
{
    private static readonly string[] _names =
    [
        "ada", "ben", "cleo", "dan", "eva", "finn", "gina", "hugo", "ida", "jon", "kim", "leo", "mia", "ned", "olga",
        "paul", "rosa", "sam", "tina", "ute", "vera", "will", "xenia", "yara",
    ];

    /// <summary>Says words.</summary>
    /// <param name="seed">Decides on the voices, the words and all noise.</param>
    /// <param name="voices">How many voices.</param>
    /// <param name="sayings">Recordings of each voice in each mood.</param>
    /// <returns>The name and the bytes of each file.</returns>
    public static IEnumerable<(string Name, byte[] File)> Of(ulong seed, int voices, int sayings)
    {
        for (int v = 0; v < voices; v++)
        {
            var voice = Voice.Of(seed, v);
            var random = new TrialRandom(seed, "voice recordings", v);
            var synthesizer = new VoiceSynthesizer(voice, random);
            for (int mood = 0; mood < Voice.Moods; mood++)
            {
                for (int s = 0; s < sayings; s++)
                {
                    float[] sound = synthesizer.Speak(voice.Say(random, random.Below(Voice.Words), mood, noise: 0.01));
                    yield return ($"{Voice.MoodNames[mood]}_{_names[v % _names.Length]}{(v < _names.Length ? "" : v / _names.Length)}_{s}.wav", Wav(sound));
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
