using Carousel.Laboratory.Trials;

namespace Carousel.Laboratory.Textbook.Uses.Voices;

/// <summary>A made speaker: pitch, length of the vocal tract, rate, and vowels of his or her own.</summary>
/// <param name="Pitch">Octaves above the middle of all speakers.</param>
/// <param name="Tract">What formants are multiplied by.</param>
/// <param name="Rate">What lengths are multiplied by.</param>
/// <param name="Vowels">[vowels, 2], what is added to the formants, in kilohertz.</param>
internal sealed record Voice(double Pitch, double Tract, double Rate, double[,] Vowels)
{
    /// <summary>The vowels a, i and u by their first two formants in kilohertz.</summary>
    private static readonly double[,] _formants = { { 0.75, 1.3 }, { 0.3, 2.3 }, { 0.32, 0.8 } };

    /// <summary>Orders of the three vowels, which are the words.</summary>
    private static readonly int[][] _words = [[0, 1, 2], [0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0]];

    private static readonly string[] _moods = ["calm", "angry", "sad", "asking"];

    /// <summary>Values of a frame: loudness, whether there is a voice, its pitch, two formants.</summary>
    public const int Features = 5;

    /// <summary>Moods by number.</summary>
    public static IReadOnlyList<string> MoodNames => _moods;

    /// <summary>Words that can be said.</summary>
    public static int Words => _words.Length;

    /// <summary>Moods to say them in.</summary>
    public static int Moods => _moods.Length;

    /// <summary>Draws a speaker.</summary>
    /// <param name="seed">The run's seed.</param>
    /// <param name="number">The speaker's number.</param>
    public static Voice Of(ulong seed, int number)
    {
        var random = new TrialRandom(seed, "textbook/voice", number);
        var vowels = new double[_formants.GetLength(0), 2];
        for (int v = 0; v < vowels.Length; v++)
        {
            vowels[v / 2, v % 2] = 0.06 * (1 + (v % 2)) * random.Gaussian();
        }

        return new Voice(0.35 * random.Gaussian(), random.Uniform(0.85f, 1.2f), random.Uniform(0.85f, 1.15f), vowels);
    }

    /// <summary>Says a word: three syllables of a consonant without voice and a vowel.</summary>
    /// <param name="random">Decides on lengths, loudness and noise.</param>
    /// <param name="word">Which word.</param>
    /// <param name="mood">How.</param>
    /// <param name="noise">The deviation of each value of a frame.</param>
    /// <returns>Frames of twenty milliseconds, each [features].</returns>
    public List<float[]> Say(TrialRandom random, int word, int mood, double noise = 0.06)
    {
        // Lengths, loudness, pitch at the beginning and by the end, and how far accents go.
        (double slow, double loud, double start, double rise, double accent) = _moods[mood] switch
        {
            "angry" => (0.85, 0.4, 0.15, -0.1, 0.25),
            "sad" => (1.3, -0.4, -0.1, -0.1, 0.02),
            "asking" => (1, 0, 0, 0.5, 0.06),
            _ => (1, 0, 0, -0.25, 0.06),
        };
        double gain = 0.5 * random.Gaussian();
        int[] lengths = [.. _words[word].Select(_ => (int)Math.Round(Rate * slow * random.Between(6, 9)))];
        int all = lengths.Sum(), at = 0;
        var frames = new List<float[]>();
        double first = 0.5, second = 1.5;
        for (int s = 0; s < lengths.Length; s++)
        {
            int vowel = _words[word][s];
            for (int t = 0; t < lengths[s]; t++, at++)
            {
                bool isVoiced = t >= 2;
                double goal1 = Tract * (_formants[vowel, 0] + Vowels[vowel, 0]),
                    goal2 = Tract * (_formants[vowel, 1] + Vowels[vowel, 1]);

                // The tongue moves on during the consonant.
                (first, second) = (first + (0.5 * (goal1 - first)), second + (0.5 * (goal2 - second)));
                double through = (double)at / all,
                    pitch = Pitch + start + (rise * through * through)
                        + (accent * Math.Sin(Math.PI * t / lengths[s]));
                double[] own =
                [
                    gain + loud + (isVoiced ? 0.5 : -1), isVoiced ? 1 : 0, isVoiced ? pitch : 0, 2 * (first - 0.5),
                    second - 1.4,
                ];
                frames.Add([.. own.Select((v, f) => (float)(v + (f == 1 ? 0 : noise * random.Gaussian())))]);
            }
        }

        return frames;
    }
}
