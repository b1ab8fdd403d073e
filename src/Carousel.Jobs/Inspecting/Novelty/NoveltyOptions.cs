using Carousel.Jobs.Fitting;

namespace Carousel.Jobs.Inspecting.Novelty;

/// <summary>How a sequence is divided.</summary>
/// <exception cref="OptionException">A property is out of range.</exception>
public sealed record NoveltyOptions
{
    /// <summary>Steps of the window ahead and of the one behind; null for a fiftieth of the sequence, 16 to 500.</summary>
    public int? Window { get; init => field = OptionException.Within(value, 4, 100_000, "--window"); }

    /// <summary>How many boundaries a sequence of one source may have on average.</summary>
    public double FalseAlarms { get; init => field = OptionException.Within<double>(value, 0.005, 1000, "--false-alarms")!.Value; } = 0.05;

    /// <summary>Exactly so many acts, in place of boundaries at a rate of false ones.</summary>
    public int? Acts { get; init => field = OptionException.Within(value, 2, 1000, "--acts"); }

    /// <summary>Of a text a regular expression that finds the lines that are headings; of a table a column whose change is a boundary.</summary>
    public string? Chapters { get; init; }

    /// <summary>How many random divisions chance is measured with.</summary>
    public int Permutations { get; init => field = OptionException.Within<int>(value, 99, 1_000_000, "--permutations")!.Value; } = 2000;

    /// <summary>Which states; without a layer those of the highest.</summary>
    public StateChoice States { get; init; } = new();
}
