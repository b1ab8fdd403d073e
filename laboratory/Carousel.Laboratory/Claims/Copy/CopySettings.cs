using Carousel.Laboratory.Claims.Training;

namespace Carousel.Laboratory.Claims.Copy;

/// <summary>How large the run of the claim on copying is.</summary>
/// <param name="Symbols">K: symbols to remember.</param>
/// <param name="Lags">Steps from a symbol to the step that asks for it.</param>
/// <param name="Window">Steps that a step of the Transformer sees in each block.</param>
/// <param name="Models">The networks.</param>
/// <param name="TrainingSequences">The most training sequences of a network.</param>
/// <param name="LearningRate">Of the LSTM, then of the Transformer.</param>
internal sealed record CopySettings(
    int Symbols, IReadOnlyList<int> Lags, int Window, SequenceModels Models, long TrainingSequences,
    (double Lstm, double Transformer) LearningRate)
{
    /// <summary>The run without options.</summary>
    public static CopySettings Default { get; } = new(
        2, [4, 8, 12, 16, 20, 24, 32, 48], 9, SequenceModels.Usual, 40_000, (2e-2, 3e-3));

    /// <summary>The long run.</summary>
    public static CopySettings Full { get; } = new(
        4, [8, 16, 24, 32, 36, 48, 64, 96], 17, new SequenceModels(64, 32, 2), 320_000, (2e-2, 3e-3));

    /// <summary>The furthest lag that a step of the Transformer can see through all its blocks.</summary>
    public int Reach => SequenceModels.Blocks * (Window - 1);
}
