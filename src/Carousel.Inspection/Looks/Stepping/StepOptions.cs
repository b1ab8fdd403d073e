namespace Carousel.Inspection.Looks;

/// <summary>Which step of which layer is shown.</summary>
/// <param name="At">The step or steps, counted from 0 in their sequence.</param>
internal sealed record StepOptions(StepRange At)
{
    /// <summary>A recurrent layer by its path in the model, or its number from 1; null for the first.</summary>
    public string? Layer { get; init; }

    /// <summary>Steps before and after that can be walked to.</summary>
    public int Around { get; init; } = 5;
}
