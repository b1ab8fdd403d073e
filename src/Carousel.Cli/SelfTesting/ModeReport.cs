namespace Carousel.Cli.SelfTesting;

/// <summary>What the vectors gave in one mode.</summary>
/// <param name="Mode">The mode; one with a <see cref="VectorMode.WhyNot"/> has no results.</param>
/// <param name="Results">One a vector.</param>
/// <param name="Failure">Why the mode gave no results although the machine has it, or null.</param>
internal sealed record ModeReport(VectorMode Mode, IReadOnlyList<VectorResult> Results, string? Failure = null)
{
    /// <summary>How many things were tried: the vectors, or the mode itself where it did not start.</summary>
    public int Cases => Failure is null ? Results.Count : 1;

    /// <summary>How many were right.</summary>
    public int Passed => Failure is null ? Results.Count(r => r.Failure is null) : 0;

    /// <summary>What is wrong, each with the vector that shows it.</summary>
    public IEnumerable<(string Vector, string Reason)> Failures => Failure is null
        ? Results.Where(r => r.Failure is not null).Select(r => ($"{r.Name} ({r.Oracle})", r.Failure!))
        : [("start", Failure)];
}
