using Carousel.Autograd;
using Carousel.Handwriting;
using Carousel.Interchange.Onnx;
using Carousel.Interchange.Tests.Onnx;
using Carousel.Interchange.Tests.Onnx.Writing;
using Carousel.Jobs;
using Carousel.Jobs.Baselines;
using Carousel.Jobs.Fitting;
using Carousel.Jobs.Measuring;
using Carousel.Networks;
using Carousel.Training;
using Carousel.Video;

namespace Carousel.Interchange.Tests.Exports;

/// <summary>
/// Classifiers with the nearest training examples inside, in ONNX Runtime, against their own answers: 200 examples of
/// unequal lengths, alone and together, some of them equal to a training example.
/// </summary>
public sealed class NearestExportTests
{
    private const double Tolerance = 1e-4;
    private const int Examples = 200;

    private static readonly FitSummary _summary = new(StopReason.Completed, 0, 0, null, 1, 0, []);

    private static readonly CellDesign _cells =
        new(CellKind.Lstm, 1, 4, 0.1, 1, InitializerKind.Glorot) { Bidirectional = true };

    private static CancellationToken None => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(0)]
    [InlineData(0.25)]
    public void Write_IsThatOfTheModel(double alpha)
    {
        Drawing[] known = [.. MadeDigits.Make(8, 1, 5).Drawings], asked =
        [
            .. known.Take(10),
            .. MadeDigits.Make(19, 1, 7).Drawings.Select(
                (d, i) => d with { Points = [.. d.Points.Skip(i % 5)] }),
        ];
        string[] labels = [.. known.Select(d => d.Label)];
        var design = new RecognizerDesign(_cells, false, [.. labels.Distinct().Order(StringComparer.Ordinal)]);
        var network = new RecognizerNetwork(design);
        var backend = new CpuBackend(1);
        network.Build(backend, 5);
        using var model = new RecognizerModel(
            backend, network, design, _summary,
            new RecognizerOrigin("", [], 0, "", labels, new BaselineAnswer(0.7, 0.1, alpha)),
            ResampledNeighbor.Of(known));
        Compare(
            model, design.Symbols.Count, model.Classify(asked, needsLabels: false, None).Probabilities,
            [.. asked.Select(d => PenFeatures.Of(d.Points, isLine: false))], PenFeatures.Count,
            [.. asked.Select(d => ResampledNeighbor.Vector(d.Points))]);
    }

    [Theory]
    [InlineData(0, 0, 1)]
    [InlineData(0, 0, 2000)]
    [InlineData(0.25, 0, 1)]
    [InlineData(0.25, 8, 1)]
    public void Actions_AreThoseOfTheModel(double alpha, int side, float size)
    {
        ClipData data = MadeClips.Figures(6, 1, side, 1);
        Clip Sized(Clip clip) => clip with { Values = [.. clip.Values.Select(v => size * v)] };
        Clip[] known = [.. data.Clips.Select(Sized)];
        Clip[] asked =
        [
            .. known.Take(10),
            .. MadeClips.Figures(1 + (Examples / StickFigure.Actions.Count), 1, side, 7).Clips.Select(
                (c, i) => c with
                {
                    Steps = c.Steps - (i % 5),
                    Values = c.Values[..(c.Values.Length / c.Steps * (c.Steps - (i % 5)))],
                }).Select(Sized),
        ];
        string[] labels = [.. StickFigure.Actions.Order(StringComparer.Ordinal)];
        var design = new ActionDesign(_cells, side, data.Joints, labels);
        var network = new ActionNetwork(design);
        var backend = new CpuBackend(1);
        network.Build(backend, 5);
        using var model = new ActionModel(
            backend, network, design, _summary, new ClipOrigin("", 0, []),
            new NearestBaseline(
                new NearestVectors([.. known.Select(NearestClip.Vector)]),
                [.. data.Clips.Select(c => Array.IndexOf(labels, c.Label))], labels.Length,
                new BaselineAnswer(0.7, 0.1, alpha)));
        Compare(
            model, labels.Length, model.Answer(data, asked, needsLabels: false, None).Probabilities,
            [
                .. asked.Select(clip =>
                {
                    var batch = new ActionBatch(design);
                    batch.Fill([clip]);
                    return Inference.Run(backend, batch.Input);
                }),
            ],
            side > 0 ? side * side : design.Inputs, [.. asked.Select(NearestClip.Vector)]);
    }

    private static void Compare(
        IGraphModel model, int classes, double[] expected, float[][] inputs, int features, float[][] vectors)
    {
        OnnxFile file = OnnxExport.Write(model).Single();
        Assert.InRange(inputs.Length, Examples, int.MaxValue);
        double largest = 0;
        int[][] batches = [[0], [inputs.Length - 1], [.. Enumerable.Range(0, inputs.Length)]];
        foreach (int[] batch in batches)
        {
            int B = batch.Length, steps = batch.Max(n => inputs[n].Length) / features;
            var padded = new float[steps * B * features];
            foreach ((int b, int n) in batch.Index())
            {
                foreach ((int t, float[] step) in inputs[n].Chunk(features).Index())
                {
                    step.CopyTo(padded, ((t * B) + b) * features);
                }
            }

            var given = new Dictionary<string, OnnxRuntimeTensor>
            {
                ["nearest"] = DrawnModel.Numbers([.. batch.SelectMany(n => vectors[n])], B, vectors[0].Length),
            };
            if (file.Inputs.Count > 1)
            {
                given["input"] = DrawnModel.Numbers(padded, steps, B, features);
                given["lengths"] = DrawnModel.Lengths([.. batch.Select(n => inputs[n].Length / features)]);
            }

            double[] found = OnnxRuntime.Run(file.Bytes, given)["probabilities"].Data;
            Assert.Equal(B * classes, found.Length);
            largest = Math.Max(largest, found
                .Zip(batch.SelectMany(n => expected[(n * classes)..((n + 1) * classes)]), (a, b) => Math.Abs(a - b))
                .Max());
        }

        TestContext.Current.TestOutputHelper!.WriteLine(
            $"{model.Task}: {inputs.Length} examples, {file.Bytes.Length} bytes, largest difference {largest:0.0e0}");
        Assert.InRange(largest, 0, Tolerance);
    }
}
