using Carousel.Layers;
using Carousel.Layers.Initialisers;

namespace Carousel.Jobs.Fitting;

/// <summary>Makes the recurrent layers of a design.</summary>
public static class CellStack
{
    /// <summary>Layers of the design's cell on top of each other, with dropout between them.</summary>
    /// <param name="design">The design.</param>
    /// <param name="inputSize">I: values of a step's input.</param>
    /// <returns>The layers, not yet built.</returns>
    public static Stack Make(CellDesign design, int inputSize)
    {
        ArgumentNullException.ThrowIfNull(design);
        var layers = new List<SequenceLayer>();
        for (int l = 0; l < design.Layers; l++)
        {
            if (l > 0 && design.Dropout > 0)
            {
                layers.Add(new Dropout(design.OutputSize, (float)design.Dropout));
            }

            int inputs = l == 0 ? inputSize : design.OutputSize;
            layers.Add(
                design.Bidirectional
                    ? new Bidirectional(Cell(design, inputs), Cell(design, inputs, reverse: true))
                    : Cell(design, inputs));
        }

        return new Stack([.. layers]);
    }

    /// <summary>One layer of the design's cell, in one direction.</summary>
    /// <param name="design">The design.</param>
    /// <param name="inputSize">I: values of a step's input.</param>
    /// <param name="reverse">Whether it runs from the last step to the first.</param>
    /// <returns>The layer, not yet built.</returns>
    /// <exception cref="ArgumentOutOfRangeException">There is no such cell.</exception>
    public static SequenceLayer Cell(CellDesign design, int inputSize, bool reverse = false)
    {
        ArgumentNullException.ThrowIfNull(design);
        return design.Cell switch
        {
            CellKind.Lstm => new Lstm(
                inputSize, design.Hidden,
                new LstmOptions { ForgetBias = (float)design.ForgetBias, WeightDrop = (float)design.WeightDrop },
                reverse,
                Weights(design), Recurrent(design),
                design.Initialiser == InitialiserKind.Chrono ? new ChronoBias(Math.Max(3, design.ExpectedLag)) : null),
            CellKind.Gru =>
                new Gru(
                    inputSize, design.Hidden, reverse: reverse, inputInitialiser: Weights(design),
                    recurrentInitialiser: Recurrent(design)),
            CellKind.Elman =>
                new Elman(
                    inputSize, design.Hidden, reverse: reverse, inputInitialiser: Weights(design),
                    recurrentInitialiser: Recurrent(design)),
            _ => throw new ArgumentOutOfRangeException(nameof(design), design.Cell, "There is no such cell."),
        };
    }

    /// <summary>Multiply-adds of a step of the layers.</summary>
    /// <param name="design">The design.</param>
    /// <param name="inputSize">I: values of a step's input.</param>
    /// <returns>The number.</returns>
    public static long MultiplyAdds(CellDesign design, int inputSize)
    {
        ArgumentNullException.ThrowIfNull(design);
        int gates = design.Cell switch { CellKind.Lstm => 4, CellKind.Gru => 3, _ => 1 };
        long a = (long)gates * design.Hidden * (design.Bidirectional ? 2 : 1);
        return (a * (inputSize + design.Hidden)) + ((design.Layers - 1) * a * (design.OutputSize + design.Hidden));
    }

    private static Initialiser Weights(CellDesign design) => design.Initialiser switch
    {
        InitialiserKind.He => new He(),
        InitialiserKind.Orthogonal => new Orthogonal(),
        InitialiserKind.Uniform => new Uniform(1 / Math.Sqrt(design.Hidden)),
        _ => new Glorot(),
    };

    private static Initialiser Recurrent(CellDesign design) =>
        design.Initialiser == InitialiserKind.Uniform ? new Uniform(1 / Math.Sqrt(design.Hidden)) : new Orthogonal();
}
