using Carousel.Layers;

namespace Carousel.Jobs.Fitting;

/// <summary>Makes the recurrent layers of a design.</summary>
internal static class CellStack
{
    /// <summary>Layers of the design's cell on top of each other, with dropout between them.</summary>
    /// <param name="design">The design.</param>
    /// <param name="inputSize">I: values of a step's input.</param>
    /// <returns>The layers, not yet built.</returns>
    public static Stack Make(CellDesign design, int inputSize)
    {
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
                    ? new Bidirectional(Layer(design, inputs), Layer(design, inputs, reverse: true))
                    : Layer(design, inputs));
        }

        return new Stack([.. layers]);
    }

    /// <summary>One layer of the design's cell, in one direction.</summary>
    /// <param name="design">The design.</param>
    /// <param name="inputSize">I: values of a step's input.</param>
    /// <param name="reverse">Whether it runs from the last step to the first.</param>
    /// <returns>The layer, not yet built.</returns>
    /// <exception cref="ArgumentOutOfRangeException">There is no such cell.</exception>
    public static RecurrentLayer Layer(CellDesign design, int inputSize, bool reverse = false)
    {
        RecurrentCell cell = design.Cell.ToCell();
        return cell.Make(new CellSettings(inputSize, design.Hidden)
        {
            Reverse = reverse,
            ForgetBias = (float)design.ForgetBias,
            WeightDrop = (float)design.WeightDrop,
            InputInitializer = Weights(design),
            RecurrentInitializer = Recurrent(design),
            BiasInitializer = design.Initializer == InitializerKind.Chrono && cell.HasForgetGate
                ? cell.Chrono?.Invoke(Math.Max(3, design.ExpectedLag))
                : null,
        });
    }

    /// <summary>The cell that a kind names.</summary>
    /// <param name="kind">The kind.</param>
    /// <returns>Its line of the table of cells.</returns>
    /// <exception cref="ArgumentOutOfRangeException">There is no such cell.</exception>
    public static RecurrentCell ToCell(this CellKind kind) => RecurrentCell.Of(kind);

    /// <summary>Whether a number from a file names a cell.</summary>
    internal static bool IsDefined(CellKind kind) => (int)kind >= 0 && (int)kind < RecurrentCell.All.Count;

    /// <summary>Multiply-adds of a step of the layers.</summary>
    /// <param name="design">The design.</param>
    /// <param name="inputSize">I: values of a step's input.</param>
    /// <returns>The number.</returns>
    public static long MultiplyAdds(CellDesign design, int inputSize)
    {
        RecurrentCell cell = design.Cell.ToCell();
        return (design.Bidirectional ? 2 : 1)
            * (cell.MultiplyAdds(inputSize, design.Hidden)
                + ((design.Layers - 1) * cell.MultiplyAdds(design.OutputSize, design.Hidden)));
    }

    private static Initializer Weights(CellDesign design) => design.Initializer switch
    {
        InitializerKind.He => new He(),
        InitializerKind.Orthogonal => new Orthogonal(),
        InitializerKind.Uniform => new Uniform(1 / Math.Sqrt(design.Hidden)),
        _ => new Glorot(),
    };

    private static Initializer Recurrent(CellDesign design) =>
        design.Initializer == InitializerKind.Uniform ? Weights(design) : new Orthogonal();
}
