using Carousel.Tasks.Fitting;
using Carousel.Tasks.Sound;

namespace Carousel.Tasks.Speech;

/// <summary>Makes strings of words from recordings of single words: drawn at random, silence between them, noise over all.</summary>
/// <param name="Fewest">Words of the shortest string.</param>
/// <param name="Most">Words of the longest string.</param>
/// <remarks>
/// A string has one speaker where speakers are known. Between words lie 0.05 to 0.4 seconds of silence, 0.1 to 0.5 seconds at both ends; white noise (uniform values) lies 10 to 30 decibels below the mean power of the words. A string is a function of
/// seed and number.
/// </remarks>
public sealed record WordJoining(int Fewest, int Most)
{
    private const double ShortestGap = 0.05, LongestGap = 0.4, ShortestEdge = 0.1, LongestEdge = 0.5, LeastDecibels = 10, MostDecibels = 30;

    /// <summary>Draws a string.</summary>
    /// <param name="words">Recordings of a word each, one at least, all of one rate.</param>
    /// <param name="seed">The seed.</param>
    /// <param name="purpose">What the strings are for: other purposes give other strings.</param>
    /// <param name="number">Which string.</param>
    /// <returns>The string.</returns>
    public SpeechClip Join(IReadOnlyList<SpeechClip> words, ulong seed, string purpose, uint number)
    {
        ArgumentNullException.ThrowIfNull(words);
        var draws = new SimulationDraws(seed, $"joined words to {purpose}", number);
        string speaker = words[draws.Below(words.Count)].Speaker;
        SpeechClip[] own = [.. words.Where(w => w.Speaker == speaker)];
        SpeechClip[] chosen = [.. Enumerable.Range(0, draws.Between(Fewest, Most)).Select(_ => own[draws.Below(own.Length)])];
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

            samples.AddRange(chosen[w].Recording.Samples);
            ends.Add((double)samples.Count / rate);
            power += chosen[w].Recording.Samples.Sum(s => (double)s * s);
            spoken += chosen[w].Recording.Samples.Length;
        }

        Silence(ShortestEdge, LongestEdge);
        double decibels = LeastDecibels + ((MostDecibels - LeastDecibels) * draws.Uniform()), scale = Math.Sqrt(3 * power / spoken * Math.Pow(10, -decibels / 10));
        float[] noisy = [.. samples.Select(s => s + (float)(scale * ((2 * draws.Uniform()) - 1)))];
        string transcript = string.Join(' ', chosen.Select(c => c.Transcript));
        return new SpeechClip($"string {number + 1}", new SoundRecording($"string {number + 1}", rate, noisy), transcript) { Speaker = speaker, WordEnds = ends };

        void Silence(double shortest, double longest) => samples.AddRange(new float[(int)((shortest + ((longest - shortest) * draws.Uniform())) * rate)]);
    }
}
