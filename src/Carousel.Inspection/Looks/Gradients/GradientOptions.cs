using Carousel.Jobs.Options;

namespace Carousel.Inspection.Looks;

/// <summary>How far and where error flow is measured.</summary>
internal sealed record GradientOptions : DeclaredOptions
{
    /// <summary>The greatest lag unless the caller says otherwise.</summary>
    public const int UsualLags = 100;

    /// <summary>The greatest lag, in steps; null for 100, or fewer where sequences are shorter.</summary>
    [OptionGroup("Gradients")]
    [Option("How many steps back errors are followed.", Default = "100, or fewer where sequences are shorter")]
    public int? Lags { get; init; }

    /// <summary>At how many places errors begin; null for as many as take some seconds, 3 … 16.</summary>
    [Option(
        "At how many places errors begin.", Least = 1, Most = 10_000,
        Default = "as many as take some seconds, 3 to 16")]
    public int? Places { get; init => field = Checked(value); }
}
