using Carousel.Jobs.Fitting;
using Carousel.Jobs.Options;

namespace Carousel.Jobs.Decoding;

/// <summary>How texts are searched for.</summary>
/// <remarks>The penalty: Wu and others 2016, equation 14. Each value is checked when it is set.</remarks>
public sealed record BeamOptions : DeclaredOptions
{
    /// <summary>The most hypotheses that a search keeps.</summary>
    public const int MostWidth = 1024;

    /// <summary>Hypotheses kept for a source at each step; 1 is greedy search.</summary>
    [Option("Beam width; 1 is greedy.", Name = "beam", Least = 1, Most = MostWidth)]
    public int Width { get; init => field = Checked(value); } = 5;

    /// <summary>
    /// α: scores are divided by ((5 + length)/6)^α; 0 for none; null where it is to be chosen, and 1 where it is not.
    /// </summary>
    [Option(
        "Preference for long translations (Wu 2016).", Least = 0, Most = 5,
        Default = "chosen on the validation lines; 1 without any")]
    public double? LengthPenalty { get; init => field = Checked(value); }

    /// <summary>How many texts are given for a source, 1 … the width.</summary>
    [Option("Texts to return.", Least = 1, Most = MostWidth)]
    public int Best { get; init => field = Checked(value); } = 1;

    /// <summary>What ln p of a text is divided by.</summary>
    /// <param name="length">Its symbols, with the one that ends it.</param>
    internal double LengthDivisor(int length) => Math.Pow((5.0 + length) / 6, LengthPenalty ?? 1);

    /// <summary>The search in a line.</summary>
    /// <returns>Such as <c>beam 5, length penalty 1.2</c>.</returns>
    internal string InWords() => Invariant.Of($"beam {Width}, length penalty {LengthPenalty ?? 1}");

    /// <summary>Checks that there are as many hypotheses as texts are to be given.</summary>
    /// <exception cref="OptionException">There are fewer.</exception>
    public void RequireEnough()
    {
        if (Best > Width)
        {
            throw Wrong($"{{Best}} must be at most {{Width}}, {Width}, but is {Best}: pass a wider {{Width}} too.");
        }
    }
}
