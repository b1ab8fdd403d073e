using Carousel.Interchange.Onnx.Reading;
using Carousel.Interchange.Onnx.Running.Operators;

namespace Carousel.Interchange.Onnx.Running;

/// <summary>Makes an operator ready: reads its attributes and gives what runs it.</summary>
/// <param name="node">The operator.</param>
internal delegate NodeRun OperatorMaker(OnnxNode node);

/// <summary>Runs an operator.</summary>
/// <param name="call">Its inputs.</param>
/// <returns>Its outputs, as many as it has at least up to the last that is wanted.</returns>
internal delegate OnnxTensor[] NodeRun(NodeCall call);

/// <summary>The operators that Carousel runs, by name.</summary>
internal static class OperatorCatalogue
{
    private static readonly Dictionary<string, OperatorMaker> _standard = new(
        [
            .. UnaryOperators.All, .. ArithmeticOperators.All, .. ComparisonOperators.All, .. ShapeOperators.All,
            .. MovementOperators.All, .. GatheringOperators.All,
            .. MakingOperators.All, .. ReductionOperators.All, .. NormalisationOperators.All, .. ProductOperators.All,
            .. ConvolutionOperators.All, .. QuantisedOperators.All,
            .. RecurrentOperators.All, .. ScanOperator.All,
        ],
        StringComparer.Ordinal);

    /// <summary>The names of the standard's operators that run.</summary>
    public static IEnumerable<string> Names => _standard.Keys;

    /// <summary>Whether an operator runs.</summary>
    public static bool Knows(OnnxNode node) => Find(node) is not null;

    /// <summary>Makes an operator ready.</summary>
    /// <exception cref="OnnxNotTakenException">Carousel does not run the operator, or does not know one of its
    /// attributes.</exception>
    public static NodeRun Make(OnnxNode node)
    {
        OperatorMaker make = Find(node) ?? throw node.NotTaken(
            $"is an operator that Carousel does not run{(node.Domain.Length > 0 ? $" (domain {node.Domain})" : "")}. "
            + $"The guide lists those that it runs; "
            + "export the model without this one, or cut the graph before it.");
        NodeRun run = make(node);
        return node.Strange is { } strange
            ? throw node.NotTaken(
                $"has the attribute '{strange}', which Carousel does not know for this operator: its result can't be "
                + $"vouched for.")
            : run;
    }

    private static OperatorMaker? Find(OnnxNode node) => node.Domain switch
    {
        "" => _standard.GetValueOrDefault(node.OpType),
        OnnxDomains.Microsoft => node.OpType switch
        {
            "DynamicQuantizeLSTM" => RecurrentOperators.DynamicQuantizeLstm,
            "Gelu" => UnaryOperators.Gelu,
            _ => null,
        },
        _ => null,
    };
}
