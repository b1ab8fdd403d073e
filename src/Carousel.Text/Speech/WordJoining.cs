using Carousel.Data;
using Carousel.Jobs.Fitting;
using Carousel.Jobs.Options;
using Carousel.Jobs.Sound;

namespace Carousel.Speech;

/// <summary>
/// Makes strings of words from recordings of single words: drawn at random, silence between them, noise over all.
/// </summary>
/// <param name="Fewest">Words of the shortest string.</param>
/// <param name="Most">Words of the longest string.</param>
/// <remarks>
/// A string has one speaker where speakers are known. Between words lie 0.05 to 0.4 seconds of silence, 0.1 to 0.5
/// seconds at both ends; white noise (uniform values) lies 10 to 30 decibels below the mean power of the words. A
/// string is a function of
/// seed and number. A word ends where its recording falls quiet, not where the recording ends:
/// <see cref="SpeechClip.WordEnds"/>.
/// </remarks>
public sealed record WordJoining(int Fewest, int Most)
{
    /// <summary>The most words of a string that can be asked for.</summary>
    public const int MostWords = 100;

    private const double ShortestGap = 0.05, LongestGap = 0.4, ShortestEdge = 0.1, LongestEdge = 0.5,
        LeastDecibels = 10, MostDecibels = 30;

    /// <summary>
    /// Joins recordings of one word each to strings, with silence and noise; the same ones in every run.
    /// </summary>
    /// <param name="table">The table of recordings and words.</param>
    /// <param name="columns">Which columns of it are read, and where the recordings lie.</param>
    /// <param name="joining">How many words a string has; null for 3 to 7.</param>
    /// <param name="count">How many strings.</param>
    /// <returns>The strings.</returns>
    /// <exception cref="DataFormatException">The table or a recording can't be read, a transcript is not one word,
    /// or rates differ.</exception>
    internal static IReadOnlyList<SpeechClip> Read(
        string table, UtteranceColumns columns, WordJoining? joining, int count)
    {
        IReadOnlyList<SpeechClip> words = SpeechData.Load(UtteranceReader.Read(table, columns));
        Require(words, table, "Measure");
        return (joining ?? SpeechSample.Joining).Strings(words, "listen", count);
    }

    /// <summary>Draws strings; always of seed 1, so that every model is measured on the same ones.</summary>
    /// <param name="words">Recordings of a word each, all of one rate; none gives none.</param>
    /// <param name="purpose">What the strings are for.</param>
    /// <param name="count">How many; null for twice as many as recordings.</param>
    internal IReadOnlyList<SpeechClip> Strings(IReadOnlyList<SpeechClip> words, string purpose, int? count = null) =>
        words.Count == 0
            ? []
            : [.. Enumerable.Range(0, count ?? (2 * words.Count)).Select(n => Join(words, 1, purpose, (uint)n))];

    /// <summary>Refuses recordings that no strings can be made of.</summary>
    /// <param name="clips">The recordings.</param>
    /// <param name="name">How messages call them together.</param>
    /// <param name="property">The property that asks for strings.</param>
    /// <exception cref="DataFormatException">A transcript is not one word, or rates differ.</exception>
    internal static void Require(IEnumerable<SpeechClip> clips, string name, string property)
    {
        SpeechClip? first = null;
        var option = OptionSentence.Property(property);
        OptionSentence otherwise = property == nameof(SpeechOptions.Join) ? "Leave {Join} out, or pass" : "Pass";
        foreach (SpeechClip clip in clips)
        {
            first ??= clip;
            if (clip.Transcript.Length == 0 || clip.Transcript.Contains(' '))
            {
                throw OptionTable.Of(typeof(SpeechOptions))
                    .Unfit(
                        $"{name}: {option} makes strings of recordings of one word each, but the transcript of "
                        + $"{clip.Name} is '{clip.Transcript}'. {otherwise} a table of single words.");
            }

            if (clip.Recording.Rate != first.Recording.Rate)
            {
                throw OptionTable.Of(typeof(SpeechOptions)).Unfit(
                    $"{name}: {option} needs recordings of one rate, but {first.Name} has {first.Recording.Rate} "
                    + $"samples per second and {clip.Name} {clip.Recording.Rate}. Convert them to one rate.");
            }
        }
    }

    /// <summary>Draws a string.</summary>
    /// <param name="words">Recordings of a word each, one at least, all of one rate.</param>
    /// <param name="seed">The seed.</param>
    /// <param name="purpose">What the strings are for: other purposes give other strings.</param>
    /// <param name="number">Which string.</param>
    /// <returns>The string.</returns>
    internal SpeechClip Join(IReadOnlyList<SpeechClip> words, ulong seed, string purpose, uint number)
    {
        var draws = new SimulationDraws(seed, $"joined words to {purpose}", number);
        string speaker = words[draws.Below(words.Count)].Speaker;
        SpeechClip[] own = [.. words.Where(w => w.Speaker == speaker)];
        SpeechClip[] chosen =
        [
            .. Enumerable.Range(0, draws.Between(Fewest, Most)).Select(_ => own[draws.Below(own.Length)]),
        ];
        int rate = chosen[0].Recording.Rate;
        var samples = new List<float>();
        var ends = new List<double>();
        Silence(ShortestEdge, LongestEdge);
        double power = 0;
        long spoken = 0;
        for (int w = 0; w < chosen.Length; w++)
        {
            if (w > 0)
            {
                Silence(ShortestGap, LongestGap);
            }

            ends.Add((double)(samples.Count + SoundEnd.Of(chosen[w].Recording.Samples, rate)) / rate);
            samples.AddRange(chosen[w].Recording.Samples);
            power += SoundLevel.Energy(chosen[w].Recording.Samples);
            spoken += chosen[w].Recording.Samples.Length;
        }

        Silence(ShortestEdge, LongestEdge);
        double decibels = LeastDecibels + ((MostDecibels - LeastDecibels) * draws.Uniform()),
            scale = Math.Sqrt(3 * power / spoken * Math.Pow(10, -decibels / 10));
        float[] noisy = [.. samples.Select(s => s + (float)(scale * ((2 * draws.Uniform()) - 1)))];
        string transcript = string.Join(' ', chosen.Select(c => c.Transcript));
        return new SpeechClip(
            $"string {number + 1}", new SoundRecording($"string {number + 1}", rate, noisy),
            transcript)
        { Speaker = speaker, WordEnds = ends };

        void Silence(double shortest, double longest) =>
            samples.AddRange(new float[(int)((shortest + ((longest - shortest) * draws.Uniform())) * rate)]);
    }
}
