using Carousel.Laboratory.Claims.Training;

namespace Carousel.Laboratory.Claims.Brackets;

/// <summary>How large the run of the claim on brackets is.</summary>
/// <param name="Kinds">Numbers of kinds of brackets.</param>
/// <param name="Cells">The cells.</param>
/// <param name="HiddenSize">H of every cell.</param>
/// <param name="TrainingWords">Words that each network is trained on, all fresh.</param>
/// <param name="TestWords">Words of each test set.</param>
internal sealed record BracketSettings(
    IReadOnlyList<int> Kinds, IReadOnlyList<CellKind> Cells, int HiddenSize, long TrainingWords, int TestWords)
{
    /// <summary>The run without options.</summary>
    public static BracketSettings Default { get; } = new([1, 2, 3], ComparedCells.All, 48, 64_000, 200);

    /// <summary>The long run: five times the words.</summary>
    public static BracketSettings Full { get; } = Default with { TrainingWords = 320_000, TestWords = 1_000 };
}
