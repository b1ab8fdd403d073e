using Carousel.Jobs.Baselines;

namespace Carousel.Video;

/// <summary>What a model learned from.</summary>
/// <param name="Fingerprint">Of the clips.</param>
/// <param name="Clips">Training clips.</param>
/// <param name="Counts">Training clips of each action; none for next frames.</param>
internal sealed record ClipOrigin(string Fingerprint, int Clips, IReadOnlyList<int> Counts)
{
    /// <summary>The action of each training clip that the file keeps; null where it keeps none.</summary>
    public IReadOnlyList<int>? Nearest { get; init; }

    /// <summary>How the nearest of them is inside; null where the network answers alone.</summary>
    public BaselineAnswer? Inside { get; init; }

    /// <summary>
    /// For next frames the weight of the network in its mixture with a regression; 1 without one, null in older files.
    /// </summary>
    public double? Alpha { get; init; }
}
