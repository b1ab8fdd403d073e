using Carousel.Tasks.Fitting;

namespace Carousel.Tasks.Forecasting;

/// <summary>What a forecaster is made of and what it costs.</summary>
public static class ForecastDescription
{
    /// <summary>Describes a design before it is trained.</summary>
    /// <param name="design">The design.</param>
    /// <param name="batch">Windows of a training step.</param>
    /// <returns>The description.</returns>
    public static ModelDescription Of(ForecastDesign design, int batch)
    {
        ArgumentNullException.ThrowIfNull(design);
        return Of(new ForecastModel(design), batch);
    }

    internal static ModelDescription Of(ForecastModel model, int batch) => ModelDescription.Of(
        ModelName.Of(model.Design), model.Members, model.Members.Sum(m => m.MultiplyAdds), model.Members.Sum(m => (long)m.Reader.StateSize),
        KeptByWindow(model.Design) * model.Members.Length, batch);

    /// <summary>Values that a step keeps for each window: of every row the inputs, gates, cells and outputs of each layer, and their gradients.</summary>
    private static long KeptByWindow(ForecastDesign design)
    {
        bool isSegment = design.Strategy == ForecastStrategy.Segment;
        bool isDirect = design.Strategy == ForecastStrategy.Direct;
        int sequences = isSegment ? design.TargetCount : 1;
        int reads = isSegment ? design.Lookback / design.Segment : design.Lookback;
        int writes = isSegment ? design.Horizon / design.Segment : design.Horizon;
        int readInputs = isSegment ? design.Hidden : design.EncoderFeatures.Count;
        int writeInputs = isSegment ? design.Hidden : design.DecoderFeatures.Count;
        int outputs = design.OutputsPerStep * (isSegment ? design.Segment : design.TargetCount);

        // Direct decoding repeats the state for every step and mixes it with the step's features.
        long decoded = isDirect ? 2L * ((4 * design.Hidden) + (2 * writeInputs) + (6 * design.Hidden)) : RowOf(design, writeInputs);
        return sequences * ((reads * RowOf(design, readInputs)) + (writes * (decoded + (2L * (outputs + design.Hidden + writeInputs)))));
    }

    private static long RowOf(ForecastDesign design, int inputs)
    {
        int gates = design.Cell switch { CellKind.Lstm => 4, CellKind.Gru => 3, _ => 1 };
        long row = 0;
        for (int l = 0; l < design.Layers; l++)
        {
            row += (2L * (l == 0 ? inputs : design.Hidden)) + (((2L * gates) + 3) * design.Hidden);
        }

        return row;
    }
}
