using Carousel.Jobs.Fitting;
using Carousel.Layers;
using Carousel.Layers.Initialisers;

namespace Carousel.Laboratory.Claims.Training;

/// <summary>Cells by kind, as claims compare them.</summary>
internal static class Cells
{
    /// <summary>All kinds, the simplest first.</summary>
    public static IReadOnlyList<CellKind> All { get; } = [CellKind.Elman, CellKind.Gru, CellKind.Lstm];

    /// <summary>The name in tables and pictures.</summary>
    public static string Name(CellKind kind) => kind switch
    {
        CellKind.Elman => "Elman",
        CellKind.Gru => "GRU",
        _ => "LSTM",
    };

    /// <summary>The name on the command line and in figures.</summary>
    public static string Key(CellKind kind) => kind switch
    {
        CellKind.Elman => "elman",
        CellKind.Gru => "gru",
        _ => "lstm",
    };

    /// <summary>
    /// The rate of Adam that suits a cell on tasks of long lags: Elman nets learn them at a lower one only.
    /// </summary>
    public static double LearningRate(CellKind kind) => kind == CellKind.Elman ? 0.003 : 0.01;

    /// <summary>A layer.</summary>
    /// <param name="kind">Which cell.</param>
    /// <param name="inputSize">I.</param>
    /// <param name="hiddenSize">H.</param>
    /// <param name="bias">How b begins; null for the layer's own way.</param>
    public static SequenceLayer Make(CellKind kind, int inputSize, int hiddenSize, Initialiser? bias = null) =>
        kind switch
        {
            CellKind.Elman => new Elman(inputSize, hiddenSize, biasInitialiser: bias),
            CellKind.Gru => new Gru(inputSize, hiddenSize, biasInitialiser: bias),
            _ => new Lstm(inputSize, hiddenSize, biasInitialiser: bias),
        };
}
