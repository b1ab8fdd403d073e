using Carousel.Tasks.Fitting;

namespace Carousel.Tasks.Decoding;

/// <summary>How texts are searched for.</summary>
/// <remarks>Penalties: Wu and others 2016, equation 14. Each value is checked when it is set.</remarks>
public sealed record BeamOptions
{
    /// <summary>The most hypotheses that a search keeps.</summary>
    public const int MostWidth = 1024;

    /// <summary>Hypotheses kept for a source at each step, 1 … 1024; 1 is greedy search.</summary>
    public int Width { get; init => field = OptionException.Within<int>(value, 1, MostWidth, "--beam") ?? 1; } = 5;

    /// <summary>α: scores are divided by ((5 + length)/6)^α, 0 … 5; 0 for none.</summary>
    public double LengthPenalty { get; init => field = OptionException.Within<double>(value, 0, 5, "--length-penalty") ?? 0; } = 1;

    /// <summary>β: β·Σ ln min(attention a step of the source got, 1) is added to scores, 0 … 5; 0 for none. Attention below 2⁻²⁴ counts as so much: β·16.6 is the most that one step takes away.</summary>
    public double CoveragePenalty { get; init => field = OptionException.Within<double>(value, 0, 5, "--coverage-penalty") ?? 0; }

    /// <summary>How many texts are given for a source, 1 … the width.</summary>
    public int Best { get; init => field = OptionException.Within<int>(value, 1, MostWidth, "--best") ?? 1; } = 1;

    /// <summary>Checks that there are as many hypotheses as texts are to be given.</summary>
    /// <exception cref="OptionException">There are fewer.</exception>
    internal void RequireEnough()
    {
        if (Best > Width)
        {
            throw new OptionException($"--best must be at most --beam, {Width}, but is {Best}: pass a wider --beam too.");
        }
    }
}
