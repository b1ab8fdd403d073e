using Carousel.Laboratory.Claims.Training;

namespace Carousel.Laboratory.Claims.Agreement;

/// <summary>How large the run of the claim on agreement is.</summary>
/// <param name="Cells">The cells.</param>
/// <param name="HiddenSize">H of every cell.</param>
/// <param name="TrainingSentences">Sentences that each network is trained on, all fresh.</param>
/// <param name="TestSentences">Sentences of each test set.</param>
internal sealed record AgreementSettings(
    IReadOnlyList<CellKind> Cells, int HiddenSize, long TrainingSentences, int TestSentences)
{
    /// <summary>The run without options.</summary>
    public static AgreementSettings Default { get; } = new(ComparedCells.All, 48, 64_000, 400);

    /// <summary>The long run.</summary>
    public static AgreementSettings Full { get; } = Default with { TrainingSentences = 320_000, TestSentences = 2_000 };
}
