namespace Carousel.Tasks.Inspecting;

/// <summary>The progress of a part of a look as a share of the whole.</summary>
/// <param name="whole">Told; null for nobody.</param>
/// <param name="from">The share where the part begins.</param>
/// <param name="to">The share where it ends.</param>
internal sealed class PartOfProgress(IProgress<double>? whole, double from, double to) : IProgress<double>
{
    /// <inheritdoc/>
    public void Report(double value) => whole?.Report(from + (value * (to - from)));
}
