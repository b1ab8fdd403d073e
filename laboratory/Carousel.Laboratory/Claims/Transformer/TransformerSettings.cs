using Carousel.Laboratory.Claims.Training;

namespace Carousel.Laboratory.Claims.Transformer;

/// <summary>How large the run of the claim on Transformers is.</summary>
/// <param name="Models">The networks.</param>
/// <param name="Window">Steps that a step of the windowed Transformer sees in each block.</param>
/// <param name="TrainingSteps">T at which training is timed.</param>
/// <param name="Tokens">Tokens after which a step of a stream is timed.</param>
/// <param name="Shares">Shares of the training texts.</param>
/// <param name="Texts">Training texts at share 1.</param>
/// <param name="TextLength">Symbols of a text.</param>
/// <param name="Batches">Most training batches of a network.</param>
/// <param name="LearningRate">Of the LSTM, then of the Transformer.</param>
internal sealed record TransformerSettings(
    SequenceModels Models, int Window, IReadOnlyList<int> TrainingSteps, IReadOnlyList<int> Tokens,
    IReadOnlyList<double> Shares, int Texts, int TextLength, int Batches,
    (double Lstm, double Transformer) LearningRate)
{
    /// <summary>The run without options.</summary>
    public static TransformerSettings Default { get; } =
        new(
            SequenceModels.Usual, 64, [128, 256, 512, 1024, 2048], [1_000, 10_000, 100_000], [0.01, 0.03, 0.1, 0.3, 1],
            400, 50, 800, (1e-2, 1e-2));

    /// <summary>The long run.</summary>
    public static TransformerSettings Full { get; } =
        Default with { TrainingSteps = [128, 256, 512, 1024, 2048, 4096, 8192], Texts = 2_000, Batches = 4_000 };
}
