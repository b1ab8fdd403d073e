using Carousel.Layers;
using Carousel.Layers.Initialisers;
using Carousel.Tasks.Fitting;

namespace Carousel.Tasks.Forecasting.Networks;

/// <summary>Makes the recurrent layers of a design.</summary>
internal static class RecurrentStack
{
    /// <summary>Layers of the design's cell on top of each other, with dropout between them.</summary>
    public static Stack Make(ForecastDesign design, int inputSize)
    {
        var layers = new List<SequenceLayer>();
        for (int l = 0; l < design.Layers; l++)
        {
            if (l > 0 && design.Dropout > 0)
            {
                layers.Add(new Dropout(design.Hidden, (float)design.Dropout));
            }

            layers.Add(Cell(design, l == 0 ? inputSize : design.Hidden));
        }

        return new Stack([.. layers]);
    }

    /// <summary>Multiply-adds of a step of the recurrent layers.</summary>
    public static long MultiplyAdds(ForecastDesign design, int inputSize)
    {
        int gates = design.Cell switch { CellKind.Lstm => 4, CellKind.Gru => 3, _ => 1 };
        long first = (long)gates * design.Hidden * (inputSize + design.Hidden);
        return first + ((design.Layers - 1) * (long)gates * design.Hidden * 2 * design.Hidden);
    }

    private static SequenceLayer Cell(ForecastDesign design, int inputSize) => design.Cell switch
    {
        CellKind.Lstm => new Lstm(
            inputSize, design.Hidden, forgetBias: (float)design.ForgetBias, inputInitialiser: Weights(design), recurrentInitialiser: Recurrent(design),
            biasInitialiser: design.Initialiser == InitialiserKind.Chrono ? new ChronoBias(Math.Max(3, design.Lookback)) : null),
        CellKind.Gru => new Gru(inputSize, design.Hidden, inputInitialiser: Weights(design), recurrentInitialiser: Recurrent(design)),
        CellKind.Elman => new Elman(inputSize, design.Hidden, inputInitialiser: Weights(design), recurrentInitialiser: Recurrent(design)),
        _ => throw new ArgumentOutOfRangeException(nameof(design), design.Cell, "There is no such cell."),
    };

    private static Initialiser Weights(ForecastDesign design) => design.Initialiser switch
    {
        InitialiserKind.He => new He(),
        InitialiserKind.Orthogonal => new Orthogonal(),
        InitialiserKind.Uniform => new Uniform(1 / Math.Sqrt(design.Hidden)),
        _ => new Glorot(),
    };

    private static Initialiser Recurrent(ForecastDesign design) =>
        design.Initialiser == InitialiserKind.Uniform ? new Uniform(1 / Math.Sqrt(design.Hidden)) : new Orthogonal();
}
