using Carousel.Cells;
using Carousel.Interchange.Onnx.Reading;
using Carousel.Interchange.Onnx.Running.Operators;

namespace Carousel.Interchange.Onnx.Running.Recurrent;

/// <summary>
/// ONNX Runtime's DynamicQuantizeLSTM as an LSTM of the numbers that its bytes stand for: inputs and states are not put
/// into 8 bits on the way.
/// </summary>
internal static class DequantisedLstm
{
    private const int WScale = 8, RScale = 10;

    /// <summary>Whether a node is one in bytes.</summary>
    public static bool Is(OnnxNode node) => node is { Domain: OnnxDomains.Microsoft, OpType: "DynamicQuantizeLSTM" };

    /// <summary>The same call with W [D, 4H, I] and R [D, 4H, H] in single precision, and without scales.</summary>
    /// <param name="call">Its inputs.</param>
    /// <param name="settings">Its attributes.</param>
    /// <exception cref="Carousel.Storage.ModelFileException">Weights, scales and zeros do not go together.</exception>
    public static NodeCall Of(NodeCall call, RecurrentSettings settings)
    {
        var inputs = new RecurrentInputs(call, settings, isTurned: true);
        int rows = LstmDescription.Cell.GateCount * inputs.H;
        OnnxTensor Turned(OnnxTensor bytes, int scaleInput, int inner)
        {
            FreshTensor made = call.New(OnnxType.Float32, inputs.D, rows, inner);
            Span<float> values = made.Values<float>();
            for (int direction = 0; direction < inputs.D; direction++)
            {
                var weights = new QuantisedWeights(call, bytes, scaleInput, direction, inputs.D, inner, rows);
                for (int row = 0; row < rows; row++)
                {
                    for (int i = 0; i < inner; i++)
                    {
                        values[(((direction * rows) + row) * inner) + i] = (float)weights[i, row];
                    }
                }
            }

            return made.Done;
        }

        return call.With(
            [
                inputs.X, Turned(inputs.W, WScale, inputs.I), Turned(inputs.R, RScale, inputs.H),
                .. Enumerable.Range(3, 5).Select(call.Optional),
            ]);
    }

    /// <summary>Runs a node so.</summary>
    public static NodeRun Run(OnnxNode node)
    {
        var settings = new RecurrentSettings(node, LstmDescription.Cell);
        NodeRun run = RecurrentOperators.Make(node, LstmDescription.Cell);
        return call => run(Of(call, settings));
    }
}
