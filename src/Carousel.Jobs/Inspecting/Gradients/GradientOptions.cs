namespace Carousel.Jobs.Inspecting.Gradients;

/// <summary>How far and where error flow is measured.</summary>
public sealed record GradientOptions
{
    /// <summary>The greatest lag unless the caller says otherwise.</summary>
    public const int UsualLags = 100;

    /// <summary>The greatest lag, in steps; null for 100, or fewer where sequences are shorter.</summary>
    public int? Lags { get; init; }

    /// <summary>At how many places errors begin; null for as many as take some seconds, 3 … 16.</summary>
    public int? Places { get; init; }
}
