using System.Globalization;
using Carousel.Jobs.Fitting;

namespace Carousel.Handwriting;

/// <summary>
/// Digits drawn by our own code: a skeleton of each digit in the hands of made writers, for a first run without data.
/// </summary>
internal static class MadeDigits
{
    private const int Points = 10;

    // Strokes of points on a field 1 wide and 2 high, y downwards; some digits have two forms.
    private static readonly (string Label, double[][] Strokes)[] _skeletons =
    [
        ("0", [[0.5, 0, 0.1, 0.4, 0, 1, 0.1, 1.6, 0.5, 2, 0.9, 1.6, 1, 1, 0.9, 0.4, 0.5, 0]]),
        ("1", [[0.2, 0.5, 0.6, 0, 0.6, 2]]),
        ("1", [[0.5, 0, 0.5, 2]]),
        ("2", [[0, 0.4, 0.3, 0, 0.8, 0.1, 1, 0.5, 0.7, 1.1, 0, 2, 1, 2]]),
        ("3", [[0.05, 0.2, 0.5, 0, 0.95, 0.3, 0.8, 0.8, 0.4, 0.95, 0.9, 1.2, 1, 1.6, 0.6, 2, 0, 1.8]]),
        ("4", [[0.7, 0, 0, 1.3, 1, 1.3], [0.7, 0.8, 0.7, 2]]),
        ("5", [[0.2, 0, 0.1, 0.9, 0.6, 0.8, 1, 1.2, 0.9, 1.8, 0.4, 2, 0, 1.8], [0.2, 0, 0.95, 0]]),
        ("6", [[0.8, 0, 0.3, 0.6, 0, 1.4, 0.3, 2, 0.8, 1.9, 1, 1.4, 0.6, 1, 0.1, 1.3]]),
        ("7", [[0, 0.1, 1, 0, 0.6, 1, 0.4, 2]]),
        ("7", [[0, 0.1, 1, 0, 0.6, 1, 0.4, 2], [0.2, 1, 0.8, 1]]),
        ("8", [[0.9, 0.3, 0.5, 0, 0.1, 0.4, 0.5, 0.9, 0.95, 1.5, 0.5, 2, 0.05, 1.5, 0.5, 0.9, 0.9, 0.3]]),
        ("9", [[0.95, 0.5, 0.5, 0, 0.05, 0.5, 0.4, 1, 0.9, 0.6, 1, 0.3, 0.9, 1.2, 0.6, 2]]),
    ];

    /// <summary>Digits of some writers, each of whom writes every form a few times.</summary>
    /// <param name="writers">How many writers.</param>
    /// <param name="times">How often each writes each form.</param>
    /// <param name="seed">Decides on hands and shakes.</param>
    /// <returns>Labelled drawings, writer by writer.</returns>
    public static DrawingData Make(int writers, int times, ulong seed)
    {
        var drawings = new List<Drawing>();
        for (int w = 0; w < writers; w++)
        {
            var hand = new SimulationDraws(seed, "hand of a writer", (uint)w);
            double slant = 0.15 * hand.Normal(), wide = Math.Exp(0.2 * hand.Normal());
            var change = new AffineDistortion(1.5);
            foreach ((string label, double[][] strokes) in _skeletons)
            {
                for (int t = 0; t < times; t++)
                {
                    PenPoint[] points = [.. strokes.SelectMany(s => Stroke(s, wide, slant))];
                    drawings.Add(new Drawing(
                        (drawings.Count + 1).ToString(CultureInfo.InvariantCulture), change.Apply(points, hand), label,
                        0));
                }
            }
        }

        return new DrawingData(
            Invariant.Of($"digits made for {writers} writers"), "made", drawings);
    }

    private static PenPoint[] Stroke(double[] corners, double wide, double slant)
    {
        PenPoint[] points = [.. Enumerable.Range(0, corners.Length / 2).Select(p =>
            new PenPoint(
                (float)((wide * corners[2 * p]) - (slant * corners[(2 * p) + 1])), (float)corners[(2 * p) + 1],
                false))];
        return Polyline.Resample(points, Points);
    }
}
