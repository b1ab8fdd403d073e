using Carousel.Jobs.Fitting;
using Carousel.Jobs.Options;

namespace Carousel.Handwriting;

/// <summary>
/// Lines of symbols joined from single ones, each drawn without lifting the pen: made data, and labelled as such.
/// </summary>
/// <remarks>
/// Each line has a random slant and size; each symbol is drawn with replacement, changed a little, sized by 0.8 to
/// 1.2, moved up or down by up to 15 % of the height and set after the one before with a gap of −5 % to 40 % of
/// the height. The way from symbol to symbol is drawn too. The line is then resampled at equal distances, 10 % to 16
/// % of the height, so that neither a lift nor a count of points tells where a symbol ends.
/// </remarks>
/// <param name="singles">Labelled drawings.</param>
/// <param name="range">Fewest and most symbols of a line.</param>
/// <param name="strength">How much single symbols are changed.</param>
internal sealed class JoinedDrawings(IReadOnlyList<Drawing> singles, WholeRange range, double strength)
{
    private readonly AffineDistortion _distortion = new(strength);

    /// <summary>A line.</summary>
    /// <param name="draws">Decides on it.</param>
    /// <param name="number">Its number, for its name.</param>
    /// <returns>The line; its label is the labels of its symbols.</returns>
    public Drawing Make(SimulationDraws draws, int number)
    {
        int count = draws.Between(range.Least, range.Most);
        var points = new List<PenPoint>();
        var label = new List<string>();
        double right = 0, slant = 0.1 * draws.Normal();
        for (int s = 0; s < count; s++)
        {
            Drawing single = singles[draws.Below(singles.Count)];
            label.Add(single.Label);
            right = Append(points, _distortion.Apply(single.Points, draws), right, slant, draws);
        }

        double spacing = 0.1 + (0.06 * draws.Uniform());
        int steps = Math.Max(2, (int)(Polyline.Length(points) / spacing));
        return new Drawing(
            Invariant.Of($"line {number + 1}"), Polyline.Resample(points, steps),
            string.Concat(label), 0);
    }

    /// <summary>Makes lines, as a function of the seed and the purpose.</summary>
    public IReadOnlyList<Drawing> MakeMany(int count, ulong seed, string purpose) =>
        [.. Enumerable.Range(0, count).Select(n => Make(new SimulationDraws(seed, purpose, (uint)n), n))];

    // A symbol is one high before its own size; returns where it ends to the right.
    private static double Append(
        List<PenPoint> line, PenPoint[] symbol, double right, double slant, SimulationDraws draws)
    {
        (float left, float top, float width, float height) = Polyline.Box(symbol);
        double size = 0.8 + (0.4 * draws.Uniform()), scale = size / Math.Max(Math.Max(width, height), 1e-6);
        double down = 0.3 * (draws.Uniform() - 0.5), gap = -0.05 + (0.45 * draws.Uniform());
        double x0 = line.Count == 0 ? 0 : right + gap;
        foreach (PenPoint point in symbol)
        {
            double y = (scale * (point.Y - top)) + down - (size / 2), x = (scale * (point.X - left)) + (slant * y);
            line.Add(new PenPoint((float)(x0 + x), (float)y, IsLift: false));
        }

        return x0 + (scale * width);
    }
}
