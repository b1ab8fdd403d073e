namespace Carousel.Inspection.Looks;

/// <summary>What probes found of a property.</summary>
/// <param name="Property">The property.</param>
/// <param name="Gathered">The steps with their values.</param>
/// <param name="Readings">Of each kind of probe, the linear one first.</param>
/// <param name="Baseline">What is right without a look at anything: the share of the most frequent class; 0 for
/// numbers.</param>
/// <param name="Correlation">Pearson's r between the first probe's reading and the property; NaN for classes.</param>
internal sealed record ProbeFindings(
    StepProperty Property, ProbeGathering Gathered, IReadOnlyList<ProbeReading> Readings, double Baseline,
    double Correlation)
{
    /// <summary>Whether the property is classes.</summary>
    public bool IsClass => Property.Classes.Count > 0;

    /// <summary>What scores are.</summary>
    public string ScoreName => IsClass ? "accuracy" : "R²";

    /// <summary>The reading that reads most.</summary>
    public ProbeReading Best => Readings.MaxBy(r => r.Task.Value)!;
}
