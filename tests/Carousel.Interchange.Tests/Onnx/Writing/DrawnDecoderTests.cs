using Carousel.Autograd;
using Carousel.Captioning;
using Carousel.Data;
using Carousel.Layers;
using Carousel.Tensors;
using Carousel.Testing;

namespace Carousel.Interchange.Tests.Onnx.Writing;

/// <summary>
/// Encoders and decoders as separate files, run in ONNX Runtime as a caller runs them, compared with
/// the networks.
/// </summary>
public sealed class DrawnDecoderTests
{
    [Theory]
    [InlineData(AttentionScore.Additive, 1, 5)]
    [InlineData(AttentionScore.Additive, 2, 9)]
    [InlineData(AttentionScore.General, 1, 9)]
    [InlineData(AttentionScore.Dot, 1, 5)]
    [InlineData(null, 2, 5)]
    public void Translator_GivesTheProbabilitiesOfTheNetwork_StepByStep(
        AttentionScore? attention, int layers, int steps)
    {
        (DrawnModel model, SequenceToSequence network) = MadeModels.Translator(attention, layers);
        using (model)
        {
            var draws = new Draws(9);
            int[] lengths = [steps - 2, steps, 1];
            SequenceToSequenceOptions options = network.Options;
            (float[] read, SequenceBatch sources) = DrawnModel.Sequences(
                draws, lengths, 1, d => [d.Below(options.SourceSymbols)]);
            (float[] written, SequenceBatch targets) = DrawnModel.Sequences(
                draws, [4, 4, 4], 1, d => [d.Below(options.TargetSymbols)]);
            float[] scores = model.Forward(tape => network.Scores(
                tape,
                network.Encode(tape, tape.Input(sources), sources.Packing),
                tape.Input(targets), targets.Packing));
            IReadOnlyDictionary<string, OnnxRuntimeTensor> encoded = model.Run(
                "encoder.onnx", new Dictionary<string, OnnxRuntimeTensor>
                {
                    ["symbols"] = DrawnModel.Symbols(read, steps, 3),
                    ["lengths"] = DrawnModel.Lengths(lengths),
                });
            Dictionary<string, OnnxRuntimeTensor> given = new(encoded);
            if (attention is not null)
            {
                given["lengths"] = DrawnModel.Lengths(lengths);
            }

            List<IReadOnlyDictionary<string, OnnxRuntimeTensor>> answers = Decode(model, given, written, 4);
            float[] expected = DrawnModel.Softmax(scores, options.TargetSymbols);
            for (int t = 0; t < 4; t++)
            {
                model.Compare(
                    answers[t]["probabilities"].Data,
                    expected.AsSpan(t * 3 * options.TargetSymbols, 3 * options.TargetSymbols));
                if (attention is not null)
                {
                    double[] looks = answers[t]["attention"].Data;
                    for (int b = 0; b < 3; b++)
                    {
                        double[] own = [.. Enumerable.Range(0, steps).Select(s => looks[(s * 3) + b])];
                        Assert.Equal(1, own.Sum(), 1e-5);
                        Assert.All(own[lengths[b]..], weight => Assert.Equal(0, weight));
                    }
                }
            }
        }
    }

    [Theory]
    [InlineData(AttentionScore.Additive, 5)]
    [InlineData(AttentionScore.Dot, 9)]
    [InlineData(null, 5)]
    public void Captioner_GivesTheProbabilitiesOfTheNetwork_StepByStep(AttentionScore? attention, int steps)
    {
        (DrawnModel model, CaptionNetwork network) = MadeModels.Captioner(attention);
        using (model)
        {
            var draws = new Draws(9);
            int length = network.Design.Input.Length;
            float[] pictures = draws.Floats(3 * length);
            (float[] written, SequenceBatch targets) = DrawnModel.Sequences(
                draws, [steps, steps, steps], 1, d => [d.Below(6)]);
            float[] scores = model.Forward(tape =>
            {
                var looks = new RowGroups();
                looks.SetAll(targets.Packing);
                EncodedSource source = network.Encode(
                    tape,
                    tape.Input(
                        pictures,
                        new Shape(pictures.Length / CaptionDesign.InputChannels, CaptionDesign.InputChannels)),
                        new Packing());
                Variable hidden = network.Decoder.Forward(
                    tape, network.Writer.Rows(tape, targets.Values), targets.Packing, source.Start).Hidden;
                return network.Writer.Scores(tape, hidden, looks, source.Memory, targets.Packing);
            });
            IReadOnlyDictionary<string, OnnxRuntimeTensor> encoded = model.Run(
                "encoder.onnx",
                new Dictionary<string, OnnxRuntimeTensor> { ["input"] = DrawnModel.Numbers(pictures, 3, length) });
            List<IReadOnlyDictionary<string, OnnxRuntimeTensor>> answers = Decode(model, new(encoded), written, steps);
            float[] expected = DrawnModel.Softmax(scores, scores.Length / (3 * steps));
            model.Compare([.. answers.SelectMany(a => a["probabilities"].Data)], expected);
        }
    }

    /// <summary>The loop that a caller runs: what a step gives as final is what the next is given as initial.</summary>
    private static List<IReadOnlyDictionary<string, OnnxRuntimeTensor>> Decode(
        DrawnModel model, Dictionary<string, OnnxRuntimeTensor> given, float[] written, int steps)
    {
        var answers = new List<IReadOnlyDictionary<string, OnnxRuntimeTensor>>();
        for (int t = 0; t < steps; t++)
        {
            given["symbol"] = DrawnModel.Symbols(written[(3 * t)..(3 * (t + 1))], 3);
            IReadOnlyDictionary<string, OnnxRuntimeTensor> outputs = model.Run("decoder.onnx", given);
            answers.Add(outputs);
            foreach ((string name, OnnxRuntimeTensor value) in outputs)
            {
                string next = name.Replace("final", "initial", StringComparison.Ordinal);
                if (given.ContainsKey(next))
                {
                    given[next] = value;
                }
            }
        }

        return answers;
    }
}
