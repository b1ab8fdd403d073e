namespace Carousel.Inspection.Attribution;

/// <summary>How finely a path is followed.</summary>
public sealed record IntegratedGradientsOptions
{
    /// <summary>Where on the path the gradient is taken.</summary>
    public PathRule Rule { get; init; } = PathRule.GaussLegendre;

    /// <summary>
    /// Points to begin with, 1 or more; doubled until the attributions are complete and agree with those of half as
    /// many points.
    /// </summary>
    public int Points { get; init; } = 16;

    /// <summary>Points at which it ends, complete or not.</summary>
    public int MostPoints { get; init; } = 4096;

    /// <summary>
    /// The largest completeness error that counts as complete, and the largest change from half as many points.
    /// </summary>
    public double Tolerance { get; init; } = 0.01;
}
