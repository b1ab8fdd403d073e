using Carousel.Laboratory.Training;

namespace Carousel.Laboratory.Textbook.Copy;

/// <summary>How networks learn to copy.</summary>
/// <param name="Symbols">K: symbols to remember.</param>
/// <param name="Window">Steps that a step of the Transformer sees in each block.</param>
/// <param name="Models">The networks.</param>
/// <param name="TrainingSequences">The most training sequences of a network.</param>
/// <param name="LearningRate">Of the LSTM, then of the Transformer.</param>
internal sealed record CopySettings(
    int Symbols, int Window, SequenceModels Models, long TrainingSequences,
    (double Lstm, double Transformer) LearningRate);
