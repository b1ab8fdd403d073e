using Carousel.Tasks.Handwriting.Drawings;
using Carousel.Tasks.Options;

namespace Carousel.Tasks.Handwriting.Recognition;

/// <summary>What a recogniser learns from, chooses by and is measured on: drawings as they are, or lines joined from them.</summary>
internal sealed record RecogniserSet
{
    private const int JoinedToValidate = 500, JoinedToMeasure = 2000;

    // Lines that choose and measure are the same for every seed of a training.
    private const ulong JoiningSeed = 1;

    public RecogniserSet(DrawingParts parts, SymbolCodes codes, bool isLine, WholeRange? join, int lines)
    {
        (Name, Codes, Join, Train) = (parts.Data.Name, codes, join, parts.Train);
        TrainCount = join is null ? parts.Train.Count : lines;
        Validation = join is null ? parts.Validation : new JoinedDrawings(parts.Validation, join.Value, 0).MakeMany(JoinedToValidate, JoiningSeed, "joined to validate");
        Test = join is null ? parts.Test : new JoinedDrawings(parts.Test, join.Value, 0).MakeMany(JoinedToMeasure, JoiningSeed, "joined to measure");
        TrainTargets = [.. parts.Train.Select(d => Targets(d, isLine))];
        ValidationTargets = [.. Validation.Select(d => Targets(d, isLine))];
        TestTargets = [.. Test.Select(d => Targets(d, isLine))];
    }

    /// <summary>How messages call the data.</summary>
    public string Name { get; }

    /// <summary>Labels in numbers.</summary>
    public SymbolCodes Codes { get; }

    /// <summary>How many symbols are joined, or null where none are.</summary>
    public WholeRange? Join { get; }

    /// <summary>Drawings to learn from, or single symbols to join.</summary>
    public IReadOnlyList<Drawing> Train { get; }

    /// <summary>The class of each, or its symbols.</summary>
    public IReadOnlyList<int[]> TrainTargets { get; }

    /// <summary>Drawings of an epoch.</summary>
    public int TrainCount { get; }

    /// <summary>Drawings to choose by.</summary>
    public IReadOnlyList<Drawing> Validation { get; }

    /// <summary>The class of each, or its symbols.</summary>
    public IReadOnlyList<int[]> ValidationTargets { get; }

    /// <summary>Drawings to measure on.</summary>
    public IReadOnlyList<Drawing> Test { get; }

    /// <summary>The class of each, or its symbols.</summary>
    public IReadOnlyList<int[]> TestTargets { get; }

    private int[] Targets(Drawing drawing, bool isLine) => isLine ? Codes.Line(Name, drawing) : [Codes.Class(Name, drawing)];
}
