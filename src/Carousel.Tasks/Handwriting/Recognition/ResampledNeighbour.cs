using Carousel.Tasks.Handwriting.Drawings;

namespace Carousel.Tasks.Handwriting.Recognition;

/// <summary>The baseline: the label of the training drawing that is nearest, both sampled anew at sixteen equal distances, moved to the middle and divided by their larger side.</summary>
/// <param name="known">Labelled drawings.</param>
internal sealed class ResampledNeighbour(IReadOnlyList<Drawing> known)
{
    private const int Points = 16;

    private readonly float[][] _known = [.. known.Select(d => Vector(d.Points))];

    /// <summary>The place of the nearest training drawing.</summary>
    public int Nearest(IReadOnlyList<PenPoint> points)
    {
        float[] asked = Vector(points);
        float nearest = float.PositiveInfinity;
        int found = 0;
        for (int k = 0; k < _known.Length; k++)
        {
            float sum = 0;
            float[] other = _known[k];
            for (int i = 0; i < asked.Length && sum < nearest; i++)
            {
                float apart = asked[i] - other[i];
                sum += apart * apart;
            }

            if (sum < nearest)
            {
                (nearest, found) = (sum, k);
            }
        }

        return found;
    }

    /// <summary>The label of the nearest training drawing.</summary>
    public string Label(IReadOnlyList<PenPoint> points) => known[Nearest(points)].Label;

    /// <summary>The labels of a line cut into so many parts of equal length along the pen's way.</summary>
    /// <param name="points">The line.</param>
    /// <param name="count">How many symbols it has: told.</param>
    public IReadOnlyList<string> Line(IReadOnlyList<PenPoint> points, int count)
    {
        PenPoint[] even = Polyline.Resample(points, count * Points);
        return [.. Enumerable.Range(0, count).Select(s => Label(even.AsSpan(s * Points, Points).ToArray()))];
    }

    private static float[] Vector(IReadOnlyList<PenPoint> points)
    {
        (float left, float top, float width, float height) = Polyline.Box(points);
        float scale = Math.Max(width, height) > 0 ? 1 / Math.Max(width, height) : 1;
        return [.. Polyline.Resample(points, Points).SelectMany(p => (float[])[scale * (p.X - left - (width / 2)), scale * (p.Y - top - (height / 2))])];
    }
}
