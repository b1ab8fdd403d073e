using Carousel.Jobs.Fitting;

namespace Carousel.Handwriting;

/// <summary>
/// A small affine change: what another hand might have drawn. Rotation, size, width, slant, and a shake of each point,
/// all normal and in proportion to a strength.
/// </summary>
/// <param name="strength">1: 5° of rotation, 8 % of width, height and slant.</param>
/// <param name="shakes">Whether points are shaken too, at strength 1 by 1 % of the larger side.</param>
internal sealed class AffineDistortion(double strength, bool shakes = true)
{
    private const double Rotation = 5 * Math.PI / 180, Stretch = 0.08, Shake = 0.01;

    /// <summary>What decides how a drawing is changed in an epoch.</summary>
    /// <param name="seed">The run's seed.</param>
    /// <param name="epoch">0, 1, ….</param>
    /// <param name="place">Which drawing of the epoch.</param>
    /// <param name="drawings">How many an epoch has.</param>
    public static SimulationDraws Draws(ulong seed, int epoch, int place, int drawings) =>
        new(seed, "change of a drawing", unchecked((uint)(((long)epoch * drawings) + place)));

    /// <summary>The changed points, about their middle.</summary>
    public PenPoint[] Apply(IReadOnlyList<PenPoint> points, SimulationDraws draws)
    {
        (float left, float top, float width, float height) = Polyline.Box(points);
        double x0 = left + (width / 2), y0 = top + (height / 2),
            shake = shakes ? strength * Shake * Math.Max(width, height) : 0;
        double angle = strength * Rotation * draws.Normal(), slant = strength * Stretch * draws.Normal();
        double wide = Math.Exp(strength * Stretch * draws.Normal()),
            high = Math.Exp(strength * Stretch * draws.Normal());
        double cos = Math.Cos(angle), sin = Math.Sin(angle);
        var changed = new PenPoint[points.Count];
        for (int p = 0; p < changed.Length; p++)
        {
            double y = high * (points[p].Y - y0), x = (wide * (points[p].X - x0)) + (slant * y);
            changed[p] = new PenPoint(
                (float)(x0 + (cos * x) - (sin * y) + (shake * draws.Normal())),
                (float)(y0 + (sin * x) + (cos * y) + (shake * draws.Normal())), points[p].IsLift);
        }

        return changed;
    }
}
