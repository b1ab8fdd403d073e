using Carousel.Autograd;
using Carousel.Data;
using Carousel.Tensors;
using Carousel.Testing;
using Carousel.Video;

namespace Carousel.Interchange.Tests.Onnx.Writing;

/// <summary>Models of clips as files, compared with the networks in ONNX Runtime.</summary>
public sealed class DrawnVideoTests
{
    [Theory]
    [InlineData(16, 5)]
    [InlineData(16, 9)]
    [InlineData(0, 5)]
    [InlineData(0, 9)]
    public void Actions_GiveTheProbabilitiesOfTheNetwork(int side, int steps)
    {
        (DrawnModel model, ActionNetwork network, ActionDesign design) = MadeModels.Actions(side);
        using (model)
        {
            int[] lengths = [steps - 2, steps, 1];
            int F = side > 0 ? side * side : design.Inputs;
            (float[] padded, SequenceBatch batch) = DrawnModel.Sequences(new Draws(1), lengths, F, d => d.Floats(F));
            float[] scores = model.Forward(
                tape =>
                    network.Forward(tape, tape.Input(batch), batch.Packing));
            OnnxRuntimeTensor found = model.Run("model.onnx", new Dictionary<string, OnnxRuntimeTensor>
            {
                ["input"] = DrawnModel.Numbers(padded, steps, 3, F),
                ["lengths"] = DrawnModel.Lengths(lengths),
            })["probabilities"];
            model.Compare(found.Data, DrawnModel.Softmax(scores, 3));
        }
    }

    [Theory]
    [InlineData(1, 1, 5)]
    [InlineData(2, 2, 9)]
    public void NextFrames_AreThoseOfTheNetwork_StepByStep(int patch, int layers, int steps)
    {
        (DrawnModel model, FrameNetwork network, FrameDesign design) = MadeModels.Frames(patch, layers);
        using (model)
        {
            const int clips = 3, places = 64;
            float[] frames = [.. new Draws(2).Floats(steps * clips * places).Select(Math.Abs)],
                patches = new float[frames.Length], expected = new float[frames.Length];
            for (int n = 0; n < steps * clips; n++)
            {
                design.ToPatches(frames.AsSpan(n * places, places), patches.AsSpan(n * places, places));
            }

            float[] given = model.Forward(
                tape =>
                    tape.Logistic(network.Forward(
                        tape, tape.Input(patches, new Shape(frames.Length / design.Channels, design.Channels)),
                        steps)));
            var states = new Dictionary<string, OnnxRuntimeTensor>();
            int size = design.Places * design.Places * design.Hidden;
            foreach (string cell in Enumerable.Range(1, layers)
                .SelectMany(l => new[] { $"cell{l}.initial_h", $"cell{l}.initial_c" }))
            {
                states[cell] = DrawnModel.Zeros(clips, size);
            }

            for (int t = 0; t < steps; t++)
            {
                int first = t * clips * places;
                IReadOnlyDictionary<string, OnnxRuntimeTensor> outputs = model.Run(
                    "model.onnx",
                    new Dictionary<string, OnnxRuntimeTensor>(states)
                    {
                        ["input"] = DrawnModel.Numbers(frames[first..(first + (clips * places))], clips, places),
                    });
                for (int n = 0; n < clips; n++)
                {
                    design.ToFrame(given.AsSpan(first + (n * places), places), expected.AsSpan(n * places, places));
                }

                model.Compare(outputs["next_frame"].Data, expected.AsSpan(0, clips * places));
                foreach (string name in states.Keys)
                {
                    states[name] = outputs[name.Replace("initial", "final", StringComparison.Ordinal)];
                }
            }
        }
    }
}
