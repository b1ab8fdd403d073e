using Carousel.Jobs.Fitting;
using Carousel.Jobs.Options;

namespace Carousel.Inspection.Looks;

/// <summary>How a sequence is divided.</summary>
/// <exception cref="OptionException">A property is out of range.</exception>
internal sealed record NoveltyOptions : DeclaredOptions
{
    /// <summary>
    /// Steps of the windows before and after a place; null for a fiftieth of the sequence, 16 to 500.
    /// </summary>
    [OptionGroup("Novelty")]
    [Option(
        "Steps of each window, before and after a place.", Least = 4, Most = 100_000, Range = "",
        Default = "a fiftieth of the sequence, 16 to 500")]
    public int? Window { get; init => field = Checked(value); }

    /// <summary>How many boundaries a sequence of one source may have on average.</summary>
    [Option("False boundaries per sequence of one source, on average.", Least = 0.005, Most = 1000)]
    public double FalseAlarms { get; init => field = Checked(value); } = 0.05;

    /// <summary>The exact number of acts, instead of boundaries at a rate of false ones.</summary>
    [Option("Divide into this number of acts instead.", Least = 2, Most = 1000)]
    public int? Acts { get; init => field = Checked(value); }

    /// <summary>Which states; without a layer those of the highest.</summary>
    [NestedOptions]
    public StateChoice States { get; init; } = new() { WithoutLayer = "the highest" };
}
