using Carousel.Cells;
using Carousel.Interchange.Onnx.Reading;
using Carousel.Interchange.Onnx.Running.Recurrent;

namespace Carousel.Interchange.Onnx.Running.Operators;

/// <summary>The recurrent operators in all their attributes, and the LSTM in 8 bits of ONNX Runtime.</summary>
internal static class RecurrentOperators
{
    /// <summary>By name.</summary>
    public static IReadOnlyDictionary<string, OperatorMaker> All { get; } = RecurrentCell.All
        .Where(cell => cell.Onnx is not null)
        .ToDictionary(cell => cell.Onnx!.Name, cell => (OperatorMaker)(node => Make(node, cell)));

    /// <summary>An LSTM with weights in 8 bits.</summary>
    public static NodeRun DynamicQuantizeLstm(OnnxNode node)
    {
        var settings = new RecurrentSettings(node, LstmDescription.Cell);
        return call =>
        {
            var inputs = new RecurrentInputs(call, settings, isTurned: true);
            return Run(call, settings, inputs, (direction, outputs) =>
                new ScalarRecurrence(settings, inputs, direction, new QuantisedProducts(call, inputs, direction))
                    .Run(outputs));
        };
    }

    /// <summary>A recurrent operator.</summary>
    public static NodeRun Make(OnnxNode node, RecurrentCell kind)
    {
        var settings = new RecurrentSettings(node, kind);
        KernelRecurrence?[] kernels =
        [
            .. settings.Reverse.Select(
                (_, d) => settings.IsPlain(d) ? new KernelRecurrence(kind, settings.ResetsAfter) : null),
        ];
        return call =>
        {
            var inputs = new RecurrentInputs(call, settings);
            return Run(call, settings, inputs, (direction, outputs) =>
            {
                // Double precision is no matter of the kernels; and a layer without inputs has no weights to be packed.
                if (kernels[direction] is { } kernel && inputs.X.Type != OnnxType.Float64 && inputs.I > 0)
                {
                    kernel.Run(inputs, direction, settings.Reverse[direction], outputs);
                }
                else
                {
                    new ScalarRecurrence(settings, inputs, direction, new RealProducts(inputs, kind, direction))
                        .Run(outputs);
                }
            });
        };
    }

    private static OnnxTensor[] Run(
        NodeCall call, RecurrentSettings settings, RecurrentInputs inputs, Action<int, FreshTensor[]> run)
    {
        FreshTensor[] outputs = inputs.MakeOutputs(settings.Kind.HasCellState);
        for (int direction = 0; direction < inputs.D && inputs.B > 0; direction++)
        {
            run(direction, outputs);
        }

        return Array.ConvertAll(outputs, o => o.Done);
    }
}
