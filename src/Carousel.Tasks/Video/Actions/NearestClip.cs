using Carousel.Tasks.Video.Clips;

namespace Carousel.Tasks.Video.Actions;

/// <summary>The baseline: the training clip that is nearest, both brought to eight frames at equal times.</summary>
/// <param name="known">Clips.</param>
internal sealed class NearestClip(IReadOnlyList<Clip> known)
{
    private const int Frames = 8;

    private readonly float[][] _known = [.. known.Select(Vector)];

    /// <summary>The place of the nearest training clip.</summary>
    public int Nearest(Clip clip)
    {
        float[] asked = Vector(clip);
        double nearest = double.PositiveInfinity;
        int found = 0;
        for (int k = 0; k < _known.Length; k++)
        {
            double sum = 0;
            for (int i = 0; i < asked.Length && sum < nearest; i++)
            {
                double apart = asked[i] - _known[k][i];
                sum += apart * apart;
            }

            (nearest, found) = sum < nearest ? (sum, k) : (nearest, found);
        }

        return found;
    }

    private static float[] Vector(Clip clip) =>
        [.. Enumerable.Range(0, Frames).SelectMany(f => clip.Frame((int)((f + 0.5) * clip.Steps / Frames)).ToArray())];
}
