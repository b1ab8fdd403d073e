using Carousel.Data;
using Carousel.Handwriting;
using Carousel.Kernels;
using Carousel.Layers;
using Carousel.Testing;

namespace Carousel.Interchange.Tests.Onnx.Writing;

/// <summary>Models of handwriting as files, compared with the networks in ONNX Runtime.</summary>
public sealed class DrawnWritingTests
{
    [Theory]
    [InlineData(false, CellKind.Lstm, 5)]
    [InlineData(false, CellKind.Lstm, 9)]
    [InlineData(true, CellKind.Gru, 5)]
    [InlineData(true, CellKind.Lstm, 9)]
    public void Recognizer_GivesWhatTheNetworkGives(bool isLine, CellKind cell, int steps)
    {
        (DrawnModel model, RecognizerNetwork network, RecognizerDesign design) = MadeModels.Recognizer(isLine, cell);
        using (model)
        {
            int[] lengths = [2, steps, steps - 1];
            (float[] padded, SequenceBatch batch) = DrawnModel.Sequences(new Draws(4), lengths, 8, d => d.Floats(8));
            float[] scores = model.Forward(
                tape =>
                    network.Forward(tape, tape.Input(batch), batch.Packing));
            IReadOnlyDictionary<string, OnnxRuntimeTensor> outputs = model.Run(
                "model.onnx", new Dictionary<string, OnnxRuntimeTensor>
                {
                    ["input"] = DrawnModel.Numbers(padded, steps, 3, 8),
                    ["lengths"] = DrawnModel.Lengths(lengths),
                });
            if (isLine)
            {
                model.Compare(outputs["scores"], scores, batch.Packing, lengths);
            }
            else
            {
                model.Compare(outputs["probabilities"].Data, DrawnModel.Softmax(scores, design.Scores));
            }
        }
    }

    [Theory]
    [InlineData(5, new string[0])]
    [InlineData(9, new[] { "a", "b" })]
    public void Pen_GivesTheMixtureOfTheNetwork_InTwoPieces(int steps, string[] classes)
    {
        (DrawnModel model, Stack network, PenDesign design) = MadeModels.Pen(classes);
        using (model)
        {
            int I = design.Inputs, M = design.Components;
            int[] lengths = [steps, steps, steps];
            (float[] padded, SequenceBatch batch) = DrawnModel.Sequences(new Draws(4), lengths, I, d => d.Floats(I));
            float[] rows = model.Forward(
                tape =>
                    network.Forward(
                        tape, tape.Input(batch), batch.Packing).Hidden);
            var states = new[] { "0.0", "0.2" }.SelectMany(l => new[] { $"{l}.initial_h", $"{l}.initial_c" })
                .ToDictionary(n => n, _ => DrawnModel.Zeros(1, 3, design.Cells.Hidden));
            int row = 0;
            foreach (int piece in new[] { 2, steps - 2 })
            {
                IReadOnlyDictionary<string, OnnxRuntimeTensor> outputs = model.Run(
                    "model.onnx", new Dictionary<string, OnnxRuntimeTensor>(states)
                    {
                        ["input"] = DrawnModel.Numbers(padded[(row * I)..((row + (3 * piece)) * I)], piece, 3, I),
                    });
                for (int n = 0; n < 3 * piece; n++, row++)
                {
                    float[] own = rows[(row * design.Outputs)..((row + 1) * design.Outputs)];
                    float[] Plane(int plane) => own[(1 + (plane * M))..(1 + ((plane + 1) * M))];
                    void Same(string name, IEnumerable<float> expected)
                    {
                        float[] numbers = [.. expected];
                        model.Compare(outputs[name].Data.AsSpan(n * numbers.Length, numbers.Length), numbers);
                    }

                    Same("lift", [1 / (1 + MathF.Exp(-own[0]))]);
                    Same("weights", DrawnModel.Softmax(Plane(0), M));
                    Same("mean_x", Plane(1));
                    Same("mean_y", Plane(2));
                    Same("deviation_x", Plane(3).Select(x => Likelihood.Spread(x, PenDesign.Floor)));
                    Same("deviation_y", Plane(4).Select(x => Likelihood.Spread(x, PenDesign.Floor)));
                    Same("correlation", Plane(5).Select(Likelihood.Correlation));
                    Same("end", [1 / (1 + MathF.Exp(-own[^1]))]);
                }

                foreach (string name in states.Keys)
                {
                    states[name] = outputs[name.Replace("initial", "final", StringComparison.Ordinal)];
                }
            }
        }
    }
}
