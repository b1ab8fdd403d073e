namespace Carousel.Jobs.Inspecting.Stepping;

/// <summary>Which step of which layer is shown.</summary>
/// <param name="At">The step, counted from 0 in its sequence.</param>
internal sealed record StepOptions(int At)
{
    /// <summary>A recurrent layer by its path in the model, or its number from 1; null for the first.</summary>
    public string? Layer { get; init; }

    /// <summary>Steps before and behind it that can be walked to.</summary>
    public int Around { get; init; } = 5;
}
