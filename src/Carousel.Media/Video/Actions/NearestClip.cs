using Carousel.Jobs.Measuring;
using Carousel.Video.Clips;

namespace Carousel.Video.Actions;

/// <summary>The baseline: the training clip that is nearest, both brought to eight frames at equal times.</summary>
/// <param name="known">Clips.</param>
internal sealed class NearestClip(IReadOnlyList<Clip> known)
{
    private const int Frames = 8;

    private readonly NearestVectors _known = new([.. known.Select(Vector)]);

    /// <summary>The place of the nearest training clip.</summary>
    public int Nearest(Clip clip) => _known.Nearest(Vector(clip));

    private static float[] Vector(Clip clip) =>
        [.. Enumerable.Range(0, Frames).SelectMany(f => clip.Frame((int)((f + 0.5) * clip.Steps / Frames)).ToArray())];
}
