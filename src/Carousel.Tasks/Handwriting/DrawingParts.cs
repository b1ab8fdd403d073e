using Carousel.Data;
using Carousel.Tasks.Fitting;
using Carousel.Tasks.Handwriting.Drawings;

namespace Carousel.Tasks.Handwriting;

/// <summary>Drawings, divided into those to learn from, to choose by and to measure on.</summary>
/// <param name="Data">The file.</param>
/// <param name="Train">Drawings that the network learns from.</param>
/// <param name="Validation">Drawings that choose the epoch.</param>
/// <param name="Test">Drawings that only measure.</param>
/// <param name="Split">How they were divided, in words.</param>
internal sealed record DrawingParts(DrawingData Data, IReadOnlyList<Drawing> Train, IReadOnlyList<Drawing> Validation, IReadOnlyList<Drawing> Test, string Split)
{
    private const int Fewest = 6;

    /// <summary>All drawings.</summary>
    public IEnumerable<Drawing> All => Train.Concat(Validation).Concat(Test);

    /// <summary>Divides the data: parts that have no file of their own are drawn at random, whatever the writer, without regard to the seed.</summary>
    /// <param name="data">The data.</param>
    /// <param name="options">Files and shares.</param>
    /// <param name="needsLabels">Whether every drawing needs a label.</param>
    /// <returns>The parts.</returns>
    /// <exception cref="DataFormatException">There are too few drawings, or one has no label.</exception>
    /// <exception cref="OptionException">The shares leave nothing to learn from.</exception>
    public static DrawingParts Make(DrawingData data, WriteOptions options, bool needsLabels)
    {
        DrawingData? validation = options.Validation is { } v ? DrawingReader.Read(v) : null, test = options.Test is { } t ? DrawingReader.Read(t) : null;
        foreach (DrawingData file in (IEnumerable<DrawingData>)[data, .. new[] { validation, test }.OfType<DrawingData>()])
        {
            RequireLabels(file, needsLabels);
        }

        if (data.Drawings.Count < Fewest)
        {
            throw new DataFormatException($"{data.Name} has {(data.Drawings.Count == 1 ? "one drawing" : $"{data.Drawings.Count} drawings")}. {Fewest} are the least to learn from; pass more.");
        }

        int count = data.Drawings.Count;
        PartSizes sizes = PartSizes.Of(count, validation is null ? options.ValidationShare : 0, test is null ? options.TestShare : 0, data.Name, "drawing");
        int[] part = PartSizes.Draw(count, "division of drawings", sizes.Validation, sizes.Test);
        IReadOnlyList<Drawing> Drawn(int number) => [.. data.Drawings.Where((_, d) => part[d] == number)];
        string split = (validation, test) switch
        {
            (null, null) => "drawn at random, whatever the writer",
            (null, _) => "validation drawn at random, whatever the writer; the test has a file of its own",
            (_, null) => "the test drawn at random, whatever the writer; validation has a file of its own",
            _ => "each part a file",
        };
        return new DrawingParts(data, Drawn(0), validation?.Drawings ?? Drawn(1), test?.Drawings ?? Drawn(2), split);
    }

    /// <summary>A text that differs for other drawings.</summary>
    /// <returns>Sixteen hexadecimal digits.</returns>
    public string Fingerprint() => DataFingerprint.Of(
        [Train, Validation, Test],
        (hash, drawing) =>
        {
            foreach (PenPoint point in drawing.Points)
            {
                hash.Add([point.X, point.Y]);
                hash.Add([point.IsLift ? (byte)1 : (byte)0]);
            }

            hash.Add($"{drawing.Label}\n");
        },
        (byte)'\f');

    /// <summary>Checks that each drawing of a file has a label, where one is needed.</summary>
    /// <exception cref="DataFormatException">One has none.</exception>
    public static void RequireLabels(DrawingData data, bool needsLabels)
    {
        if (needsLabels && data.Drawings.FirstOrDefault(d => d.Label.Length == 0) is { } bare)
        {
            throw new DataFormatException(data.Name, bare.Line, 0, "the drawing has no label. Write one, remove the drawing, or pass --mode generate, which needs none.");
        }
    }
}
