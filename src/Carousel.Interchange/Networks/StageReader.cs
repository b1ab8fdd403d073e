using Carousel.Autograd;
using Carousel.Layers;
using Carousel.Networks;
using Carousel.Tensors;

namespace Carousel.Interchange.Networks;

/// <summary>Makes stages of layers.</summary>
internal static class StageReader
{
    /// <summary>The stages of layers that are built.</summary>
    /// <param name="layers">The layers.</param>
    /// <exception cref="NotPortableException">A layer is not exported.</exception>
    public static IReadOnlyList<Stage> Read(IReadOnlyList<PortableLayer> layers) =>
        [.. layers.Select(l => Read(l.Layer) with { JoinsInput = l.JoinsInput })];

    private static string Unknown =>
        $"which is not exported; train the model with plain {PortableCell.Names} layers";

    private static Stage Read(Layer layer) => layer switch
    {
        Embedding embedding => new EmbeddingStage(layer.Path, Matrix(embedding.Parameters.Single())),
        RecurrentLayer { IsReverse: false } cell
            when PortableCell.Find(cell.Cell) is not null && IsPlainInUse(cell) =>
            new RecurrentStage(
                layer.Path, cell.Cell, Matrix(cell.W), Matrix(cell.R), Values(cell.B), cell.HiddenSize)
            {
                ResetBias = cell.Q is { } q ? Values(q) : null,
            },
        RecurrentLayer unknown when PortableCell.Find(unknown.Cell) is null =>
            throw new NotPortableException(
                $"The layer '{layer.Path}' is {unknown.Cell.WithArticle} layer, {Unknown}."),
        Dense dense =>
            new DenseStage(
                layer.Path, Matrix(dense.Parameters.First()), Bias(dense.Parameters.Skip(1), dense.OutputSize),
                Activation(dense.Activation, layer)),
        TiedDense tied =>
            new DenseStage(
                layer.Path, Matrix(tied.Embedding.Parameters.Single()), Bias(tied.Parameters, tied.OutputSize),
                DenseActivation.Linear),
        Pooling pooling => new PoolingStage(layer.Path, pooling.Size, Kind(pooling.Kind)),
        _ => throw Refused(layer, Unknown),
    };

    private static WeightMatrix Matrix(Parameter parameter) =>
        new(parameter.Shape[0], parameter.Shape[1], Values(parameter)) { Kept = parameter.Quantized };

    private static float[] Values(Parameter parameter) => parameter.Value.ToArray();

    private static float[] Bias(IEnumerable<Parameter> parameters, int outputs) =>
        parameters.FirstOrDefault() is { } bias ? Values(bias) : new float[outputs];

    /// <summary>
    /// Whether a step uses the plain equations: dropout of inputs, states and weights applies only in training.
    /// </summary>
    private static bool IsPlainInUse(RecurrentLayer layer) =>
        layer is not Lstm lstm || lstm.Options is { Peepholes: false, Projection: 0 };

    private static DenseActivation Activation(ElementwiseFunction? function, Layer layer) => function switch
    {
        null => DenseActivation.Linear,
        ElementwiseFunction.Tanh => DenseActivation.Tanh,
        ElementwiseFunction.Logistic => DenseActivation.Logistic,
        ElementwiseFunction.Relu => DenseActivation.Relu,
        _ => throw Refused(layer, $"whose function {function} is not exported; tanh, logistic and relu are"),
    };

    private static StepPooling Kind(PoolingKind kind) => kind switch
    {
        PoolingKind.Last => StepPooling.Last,
        PoolingKind.Mean => StepPooling.Mean,
        PoolingKind.Max => StepPooling.Max,
        _ =>
            throw new NotPortableException(
                "The model weighs all steps by attention, which must keep them all; train it with --causal."),
    };

    private static NotPortableException Refused(Layer layer, string why) =>
        new($"The layer '{layer.Path}' is of the kind {layer.KindName}, {why}.");
}
