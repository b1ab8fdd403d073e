using Carousel.Jobs.Measuring;
using Carousel.Jobs.Baselines;
using Carousel.Storage;

namespace Carousel.Handwriting;

/// <summary>
/// The baseline: the label of the training drawing that is nearest, both resampled at sixteen equal distances, centred
/// and divided by their larger side.
/// </summary>
/// <param name="vectors">The training drawings so.</param>
/// <param name="labels">The label of each.</param>
internal sealed class ResampledNeighbor(NearestVectors vectors, IReadOnlyList<string> labels)
{
    /// <summary>How a vector is made, in a sentence.</summary>
    public const string Meaning =
        "x and y of 16 points at equal distances along the way through all points, both ends among them and lifts "
        + "included, relative to the middle of the drawing, divided by the larger side of its box";

    private const int Points = 16;

    /// <summary>The label of each training drawing.</summary>
    public IReadOnlyList<string> Labels => labels;

    /// <summary>The labels, to be kept in a model's file; none where the drawings are too many for it.</summary>
    public IReadOnlyList<string> Kept => vectors.CanBeKept ? labels : [];

    /// <summary>Of labelled drawings.</summary>
    public static ResampledNeighbor Of(IReadOnlyList<Drawing> known) =>
        new(new NearestVectors([.. known.Select(d => Vector(d.Points))]), [.. known.Select(d => d.Label)]);

    /// <summary>Of a model's file; null where it keeps none.</summary>
    /// <exception cref="ModelFileException">Its entries do not fit each other.</exception>
    public static ResampledNeighbor? Of(ModelFile file, string path, IReadOnlyList<string> labels) =>
        NearestVectors.Of(file, path, labels.Count, 2 * Points) is { } vectors
            ? new ResampledNeighbor(vectors, labels)
            : null;

    /// <summary>The same among classes.</summary>
    /// <param name="symbols">The classes: the labels are among them.</param>
    /// <param name="answer">How it answers inside a model; null where it stands beside.</param>
    public NearestBaseline Among(IReadOnlyList<string> symbols, BaselineAnswer? answer)
    {
        Dictionary<string, int> numbers = symbols.Select((symbol, number) => (symbol, number))
            .ToDictionary(s => s.symbol, s => s.number);
        return new NearestBaseline(vectors, [.. labels.Select(l => numbers[l])], symbols.Count, answer);
    }

    /// <summary>What a model's file keeps of it.</summary>
    public IEnumerable<StoredTensor> ToTensors() => vectors.CanBeKept ? [vectors.ToTensor()] : [];

    /// <summary>The label of the nearest training drawing.</summary>
    public string Label(IReadOnlyList<PenPoint> points) => labels[vectors.Nearest(Vector(points))];

    /// <summary>The labels of a line cut into parts of equal length along the pen's way.</summary>
    /// <param name="points">The line.</param>
    /// <param name="count">How many symbols it has: told.</param>
    public string CutEvenly(IReadOnlyList<PenPoint> points, int count)
    {
        PenPoint[] even = Polyline.Resample(points, count * Points);
        return string.Concat(Enumerable.Range(0, count).Select(s => Label(even.AsSpan(s * Points, Points).ToArray())));
    }

    /// <summary>The labels of a line cut where the pen crosses upright lines seldom.</summary>
    /// <param name="points">The line.</param>
    /// <param name="count">How many symbols it has: told.</param>
    public string CutAtGaps(IReadOnlyList<PenPoint> points, int count) =>
        string.Concat(LineCuts.AtGaps(points, count).Select(Label));

    /// <summary>The vector by which drawings are compared.</summary>
    /// <returns>[32].</returns>
    public static float[] Vector(IReadOnlyList<PenPoint> points)
    {
        (float left, float top, float width, float height) = Polyline.Box(points);
        float scale = Math.Max(width, height) > 0 ? 1 / Math.Max(width, height) : 1;
        return [
            .. Polyline.Resample(points, Points)
                .SelectMany(p => (float[])[scale * (p.X - left - (width / 2)), scale * (p.Y - top - (height / 2))]),
        ];
    }
}
