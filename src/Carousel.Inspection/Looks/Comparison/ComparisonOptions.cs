using Carousel.Jobs.Fitting;

namespace Carousel.Inspection.Looks;

/// <summary>What is compared.</summary>
/// <param name="Group">The column that holds the two conditions.</param>
/// <exception cref="OptionException">A property is out of range.</exception>
internal sealed record ComparisonOptions(string Group)
{
    /// <summary>
    /// The column that holds the subject; null where each sequence is one, or, with
    /// <see cref="ExchangedUnit.Session"/>, where all are of one subject.
    /// </summary>
    public string? Subject { get; init; }

    /// <summary>The column that holds the session, such as a day; null where each sequence is one.</summary>
    public string? Session { get; init; }

    /// <summary>What is exchanged; null for subjects where each is in one group, else sessions.</summary>
    public ExchangedUnit? Unit { get; init; }

    /// <summary>How many exchanges are drawn.</summary>
    public int Permutations { get; init => field = OptionException.Within<int>(value, 99, 1_000_000)!.Value; } = 2000;
}
