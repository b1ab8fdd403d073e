using Carousel.Jobs.Fitting;
using Carousel.Jobs.Options;
using Carousel.Jobs.Sound;
using Carousel.Speech;
using Carousel.Testing;

namespace Carousel.Jobs.Tests.Speech;

/// <summary>Words so plain that a small network learns them in a moment: each is a different tone.</summary>
internal static class TinySpeech
{
    private const int Rate = 4000;

    private static readonly (string Word, double Hertz)[] _words = [("lo", 250), ("mi", 700), ("hi", 1500)];

    /// <summary>Writes recordings of single words and their table: file, transcript, speaker, take.</summary>
    public static string Write(string folder, int takes = 8)
    {
        Directory.CreateDirectory(folder);
        var lines = new List<string> { "file\ttranscript\tspeaker\ttake" };
        for (int take = 0; take < takes; take++)
        {
            foreach ((string word, double hertz) in _words)
            {
                string name = $"{word}_{take}.wav";
                SpeechClip clip = Word(word, hertz * (1 + (0.02 * (take % 5))), 0.12 + (0.02 * (take % 4)));
                using FileStream stream = File.Create(Path.Combine(folder, name));
                WavWriter.Write(stream, clip.Recording.Rate, clip.Recording.Samples);
                lines.Add($"{name}\t{word}\t{(take % 2 == 0 ? "ann" : "ben")}\t{take}");
            }
        }

        string table = Path.Combine(folder, "table.tsv");
        File.WriteAllText(table, string.Join('\n', lines) + "\n");
        return table;
    }

    /// <summary>A word.</summary>
    public static SpeechClip Word(string word, double hertz, double seconds)
    {
        float[] samples =
        [
            .. Enumerable.Range(0, (int)(seconds * Rate))
                .Select(n => (float)(0.4 * Math.Sin(2 * Math.PI * hertz * n / Rate))),
        ];
        return new SpeechClip(word, new SoundRecording(word, Rate, samples), word) { Speaker = "ann" };
    }

    /// <summary>One word of each kind.</summary>
    public static IReadOnlyList<SpeechClip> Words() => [.. _words.Select(w => Word(w.Word, w.Hertz, 0.15))];

    /// <summary>A small and quick fit on strings of words.</summary>
    public static SpeechOptions Options(int epochs = 5, bool isCausal = false) => new()
    {
        Fit = new FitOptions
        {
            Hidden = 12,
            Layers = 1,
            Epochs = epochs,
            Batch = 4,
            LearningRate = 0.02,
            Dropout = 0,
            Threads = 1,
        },
        Join = new WholeRange(2, 3),
        Strings = 60,
        Singles = 0,
        Averaging = 0,

        // A constant tone vanishes when its mean is subtracted: it is recognised by the silence around it.
        Sound = new SoundOptions
        {
            Features = SoundFeatureKind.LogMel,
            Normalization = isCausal ? null : SoundNormalization.Recording,
            Bands = 8,
            SpeedChange = 0.05,
            TractChange = 0.1,
            NoiseShare = 0,
            Masks = 0,
        },
        Group = "take",
        TestGroups = ["0", "1"],
        IsCausal = isCausal,
    };

    /// <summary>The plan of a fit.</summary>
    public static SpeechPlan Plan(string folder, SpeechOptions options) =>
        SpeechPlan.Make(SpeechData.Read(Write(folder), options), options);
}
