namespace Carousel.RemainingLife;

/// <summary>What the network learns of a life: up to the cap, as a share of the scale.</summary>
/// <remarks>
/// The data of a healthy unit do not determine its life, so the target of lives beyond the cap is the cap (Heimes
/// 2008).
/// </remarks>
/// <param name="Cap">Lives above it count as it; null where none do.</param>
/// <param name="Scale">What counts as 1.</param>
internal sealed record LifeTarget(double? Cap, double Scale)
{
    /// <summary>A life, not more than the cap.</summary>
    public double Capped(double life) => Cap is { } cap ? Math.Min(cap, life) : life;

    /// <summary>What a network or baseline said, in the units of time and within what can be.</summary>
    public double Told(double scaled) => Capped(Math.Max(0, scaled * Scale));

    /// <summary>The target after a record.</summary>
    /// <param name="unit">The unit.</param>
    /// <param name="row">The record.</param>
    public float Of(LifeUnit unit, int row) => (float)(Capped(unit.LifeAt(row)) / Scale);

    /// <summary>Whether the target after a record is known: also of a unit that outlived the cap.</summary>
    public bool IsKnown(LifeUnit unit, int row) => unit.Fails || unit.LifeAt(row) >= Cap;
}
