using Carousel.Autograd;
using Carousel.Data;
using Carousel.Genomes;
using Carousel.Genomes.Labeling;
using Carousel.Genomes.NextBase;
using Carousel.Testing;

namespace Carousel.Interchange.Tests.Onnx.Writing;

/// <summary>Models of genomes as files, compared with the networks in ONNX Runtime.</summary>
public sealed class DrawnGenomeTests
{
    [Theory]
    [InlineData(GenomeLayers.Recurrent, true, 15)]
    [InlineData(GenomeLayers.Both, true, 27)]
    [InlineData(GenomeLayers.Convolution, false, 27)]
    [InlineData(GenomeLayers.OneDirection, false, 15)]
    public void Genes_HaveTheProbabilitiesOfTheNetwork(GenomeLayers layers, bool readsFrames, int bases)
    {
        (DrawnModel model, NucleotideNetwork network) = MadeModels.Genes(layers, readsFrames);
        using (model)
        {
            Compare(model, network, bases);
        }
    }

    [Theory]
    [InlineData(15)]
    [InlineData(27)]
    public void Labels_HaveTheProbabilitiesOfTheNetwork(int bases)
    {
        (DrawnModel model, NucleotideNetwork network) = MadeModels.Labels();
        using (model)
        {
            Compare(model, network, bases);
        }
    }

    [Theory]
    [InlineData(5, new int[0])]
    [InlineData(9, new[] { 2, 4 })]
    public void NextBase_HasTheProbabilitiesOfTheNetwork(int steps, int[] orders)
    {
        (DrawnModel model, NextBaseNetwork network) = MadeModels.NextBase(orders);
        using (model)
        {
            int I = network.Design.InputSize;
            int[] lengths = [steps - 3, steps, 1];
            (float[] padded, SequenceBatch batch) = DrawnModel.Sequences(new Draws(4), lengths, I, d => d.Floats(I));
            float[] scores = model.Forward(
                tape =>
                    network.Forward(
                        tape, tape.Input(batch), batch.Packing).Hidden);
            Dictionary<string, OnnxRuntimeTensor> inputs = new[] { "reader.0", "reader.2" }.SelectMany(
                l => new[] { $"{l}.initial_h", $"{l}.initial_c" })
                .ToDictionary(n => n, _ => DrawnModel.Zeros(1, 3, network.Design.Cell.Hidden));
            inputs["input"] = DrawnModel.Numbers(padded, steps, 3, I);
            model.Compare(
                model.Run("model.onnx", inputs)["probabilities"], DrawnModel.Softmax(scores, 4), batch.Packing,
                lengths);
        }
    }

    /// <summary>Three windows, of which the last ends beyond its sequence.</summary>
    private static void Compare(DrawnModel model, NucleotideNetwork network, int bases)
    {
        var draws = new Draws(8);
        byte[] sequence = [.. Enumerable.Range(0, (3 * bases) - 5).Select(_ => (byte)draws.Below(5))];
        NucleotideTracks tracks = network.Design.Unlabeled(sequence);
        var batch = new WindowBatch();
        batch.Fill(
            [
                .. Enumerable.Range(0, 3)
                    .Select(w => tracks.Window(w * bases, bases, network.Design.Heads, isReverse: false)),
            ]);
        float[] scores = model.Forward(tape => network.Scores(tape, batch));
        var inputs = new Dictionary<string, OnnxRuntimeTensor>
        {
            ["input"] = DrawnModel.Numbers(SequenceBatch.ToPadded(batch.Bases, batch.Input, 4, 0), bases, 3, 4),
        };
        if (network.Design.ReadsFrames)
        {
            inputs["frames"] = DrawnModel.Numbers(
                SequenceBatch.ToPadded(batch.Bases, batch.Frames, OpenFrames.Count, 0), bases, 3, OpenFrames.Count);
        }

        IReadOnlyDictionary<string, OnnxRuntimeTensor> outputs = model.Run("model.onnx", inputs);
        int first = 0;
        foreach (NucleotideHead head in network.Design.Heads)
        {
            int C = head.Classes.Count;
            OnnxRuntimeTensor found = outputs[$"{head.Name}_probabilities"];
            Assert.Equal([bases, 3, C], found.Dims);
            for (int w = 0; w < 3; w++)
            {
                for (int t = 0; t < bases; t++)
                {
                    int row = (batch.FoldedRow(w, t) * network.Design.Classes) + first;
                    model.Compare(
                        found.Data.AsSpan(((t * 3) + w) * C, C), DrawnModel.Softmax(scores[row..(row + C)], C));
                }
            }

            first += C;
        }
    }
}
