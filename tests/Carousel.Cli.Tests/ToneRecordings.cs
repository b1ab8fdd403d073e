using System.Text;

namespace Carousel.Cli.Tests;

/// <summary>Recordings of three words, each a different tone, with a table of the words.</summary>
internal static class ToneRecordings
{
    private const int Rate = 4000;

    /// <summary>Writes the recordings next to the table.</summary>
    /// <returns>The table.</returns>
    public static string Write(TemporaryFolder folder, int takes = 8)
    {
        var table = new StringBuilder("file\ttranscript\tspeaker\n");
        foreach ((string word, double hertz) in new[] { ("lo", 250.0), ("mi", 700), ("hi", 1500) })
        {
            for (int take = 0; take < takes; take++)
            {
                folder.Write($"{word}{take}.wav", Wav(hertz * (1 + (0.02 * (take % 5))), 0.12 + (0.02 * (take % 4))));
                table.Append($"{word}{take}.wav\t{word}\t{(take % 2 == 0 ? "ann" : "ben")}\n");
            }
        }

        return folder.Write("table.tsv", table.ToString());
    }

    /// <summary>PCM of 16 bits, one channel.</summary>
    public static byte[] Wav(double hertz, double seconds, double amplitude = 12000)
    {
        int samples = (int)(seconds * Rate);
        using var stream = new MemoryStream();
        using var writer = new BinaryWriter(stream);
        writer.Write("RIFF"u8);
        writer.Write(36 + (2 * samples));
        writer.Write("WAVEfmt "u8);
        writer.Write(16);
        writer.Write((short)1);
        writer.Write((short)1);
        writer.Write(Rate);
        writer.Write(2 * Rate);
        writer.Write((short)2);
        writer.Write((short)16);
        writer.Write("data"u8);
        writer.Write(2 * samples);
        for (int n = 0; n < samples; n++)
        {
            writer.Write(
                (short)Math.Clamp(
                    amplitude * Math.Sin(2 * Math.PI * hertz * n / Rate), short.MinValue, short.MaxValue));
        }

        return stream.ToArray();
    }
}
