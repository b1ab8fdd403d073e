using Carousel.Jobs.Fitting;

namespace Carousel.Inspection.Looks;

/// <summary>What is searched for.</summary>
/// <param name="From">The first step of the span, from 0.</param>
/// <param name="To">The step after its last one.</param>
/// <exception cref="OptionException">A property is out of range.</exception>
internal sealed record SearchOptions(int From, int To)
{
    /// <summary>How large a value counts as active; null for a threshold per unit.</summary>
    public double? Threshold { get; init => field = OptionException.Within(value, 0, 1e6); }

    /// <summary>The share of false discoveries up to which a unit counts as found.</summary>
    public double Level { get; init => field = OptionException.Within<double>(value, 1e-6, 0.5)!.Value; } = 0.01;

    /// <summary>How many spans are shown; the CSV file has all.</summary>
    public int Shown { get; init => field = OptionException.Within<int>(value, 1, 1000)!.Value; } = 10;

    /// <summary>Which states; without a layer those of all layers.</summary>
    public StateChoice States { get; init; } = new();
}
