using Carousel.Data;
using Carousel.Tasks.Handwriting.Drawings;

namespace Carousel.Tasks.Handwriting.Generation;

/// <summary>Drawings as offsets, to learn from, to choose by and to measure on. Drawings of one point have no offset and are left out.</summary>
internal sealed record PenSet
{
    public PenSet(DrawingParts parts, double scale, IReadOnlyList<string> classes)
    {
        TrainDrawings = [.. parts.Train.Where(d => d.Points.Count > 1)];
        Train = Of(parts.Data.Name, TrainDrawings, scale, classes);
        Validation = Of(parts.Data.Name, parts.Validation, scale, classes);
        Test = Of(parts.Data.Name, parts.Test, scale, classes);
        Longest = TrainDrawings.Max(d => d.Points.Count);
    }

    /// <summary>Drawings to learn from.</summary>
    public IReadOnlyList<Drawing> TrainDrawings { get; }

    /// <summary>Their offsets.</summary>
    public IReadOnlyList<PenOffsets> Train { get; }

    /// <summary>Offsets to choose by.</summary>
    public IReadOnlyList<PenOffsets> Validation { get; }

    /// <summary>Offsets to measure on.</summary>
    public IReadOnlyList<PenOffsets> Test { get; }

    /// <summary>Points of the longest drawing to learn from.</summary>
    public int Longest { get; }

    /// <summary>Offsets of drawings.</summary>
    /// <exception cref="DataFormatException">No drawing has two points, or a class is not known.</exception>
    public static IReadOnlyList<PenOffsets> Of(string name, IReadOnlyList<Drawing> drawings, double scale, IReadOnlyList<string> classes)
    {
        Dictionary<string, int> numbers = classes.Select((c, i) => (c, i)).ToDictionary(p => p.c, p => p.i, StringComparer.Ordinal);
        var offsets = new List<PenOffsets>();
        foreach (Drawing drawing in drawings.Where(d => d.Points.Count > 1))
        {
            int label = numbers.GetValueOrDefault(drawing.Label, -1);
            offsets.Add(label < 0 && numbers.Count > 0
                ? throw new DataFormatException(name, drawing.Line, 0, $"the class '{drawing.Label}' does not occur in the training data. Correct it, or remove the drawing.")
                : PenOffsets.Of(drawing.Points, scale, label));
        }

        return offsets.Count > 0 ? offsets : throw new DataFormatException($"{name}: no drawing has two points. Pass drawings with more.");
    }
}
