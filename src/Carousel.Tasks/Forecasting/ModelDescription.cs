using Carousel.Layers;
using Carousel.Memory;
using Carousel.Tasks.Fitting;
using Carousel.Tasks.Forecasting.Networks;

namespace Carousel.Tasks.Forecasting;

/// <summary>What a forecaster is made of and what it costs.</summary>
/// <param name="Name">What the design is called in a line.</param>
/// <param name="Networks">How many networks of these layers are averaged.</param>
/// <param name="Layers">The layers of one network that have parameters.</param>
/// <param name="Parameters">Trained values of all networks together.</param>
/// <param name="MultiplyAdds">Multiply-adds of one window, all networks together.</param>
/// <param name="StateBytes">Bytes of the recurrent state that one stream carries from step to step, all networks together.</param>
/// <param name="TrainingBytes">About how many bytes a training takes: parameters, gradients, optimiser, and what a step keeps for its backward pass.</param>
/// <param name="Batch">The windows of a step that <paramref name="TrainingBytes"/> is meant for.</param>
public sealed record ModelDescription(
    string Name, int Networks, IReadOnlyList<LayerDescription> Layers, long Parameters, long MultiplyAdds, long StateBytes, long TrainingBytes, int Batch)
{
    private const int BytesOfValue = sizeof(float);

    // Value, gradient, two moments of the optimiser, and the best so far.
    private const int CopiesOfParameters = 5;

    /// <summary>Describes a design before it is trained.</summary>
    /// <param name="design">The design.</param>
    /// <param name="batch">Windows of a training step.</param>
    /// <returns>The description.</returns>
    public static ModelDescription Of(ForecastDesign design, int batch)
    {
        ArgumentNullException.ThrowIfNull(design);
        return Of(new ForecastModel(design), batch);
    }

    internal static ModelDescription Of(ForecastModel model, int batch)
    {
        ForecastDesign design = model.Design;
        ForecastNetwork network = model.Members[0];
        long parameters = model.ParameterCount;
        return new ModelDescription(
            ModelName.Of(design),
            model.Members.Length,
            [.. Leaves(network, "").Select(l => new LayerDescription(l.Name, l.Layer.GetType().Name, [.. l.Layer.Parameters.Select(p => (p.Name.Split('.')[^1], p.Shape))], l.Layer.ParameterCount))],
            parameters,
            model.Members.Sum(m => m.MultiplyAdds),
            model.Members.Sum(m => (long)m.Reader.StateSize) * BytesOfValue,
            ((parameters * CopiesOfParameters) + (batch * KeptByWindow(design) * model.Members.Length)) * BytesOfValue,
            batch);
    }

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

    private static IEnumerable<(string Name, Layer Layer)> Leaves(Layer layer, string path)
    {
        if (!layer.Layers.Any())
        {
            return layer.ParameterCount > 0 ? [(path, layer)] : [];
        }

        return layer.NamedLayers.SelectMany(l => Leaves(l.Layer, path.Length == 0 ? l.Name : $"{path}.{l.Name}"));
    }
}

/// <summary>One layer of a network.</summary>
/// <param name="Name">Its name inside the network, such as <c>encoder.0</c>.</param>
/// <param name="Kind">What it is, such as <c>Lstm</c>.</param>
/// <param name="Weights">Names and shapes of its parameters.</param>
/// <param name="Parameters">How many values they have together.</param>
public sealed record LayerDescription(string Name, string Kind, IReadOnlyList<(string Name, Shape Shape)> Weights, long Parameters);
