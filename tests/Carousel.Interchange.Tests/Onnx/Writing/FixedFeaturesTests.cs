using System.Globalization;
using System.Text.Json;
using Carousel.Autograd;
using Carousel.Classification;
using Carousel.Interchange.Onnx;
using Carousel.Interchange.Onnx.Protocol;
using Carousel.Jobs.Baselines;
using Carousel.Jobs.Fitting;
using Carousel.Jobs.Measuring;
using Carousel.Jobs.Text;
using Carousel.Networks;
using Carousel.Tensors;
using Carousel.Testing;
using Carousel.Training;
using Google.Protobuf;
using static Carousel.Interchange.Onnx.Protocol.TensorProto.Types;

namespace Carousel.Interchange.Tests.Onnx.Writing;

/// <summary>Features of series that no training changes, in ONNX Runtime, against those of the kernels.</summary>
public sealed class FixedFeaturesTests
{
    /// <summary>The share of the probability by which an answer may differ.</summary>
    private const double Tolerance = 1e-4;

    /// <summary>Lengths from 1 to the longest, channels that are constant in stretches: there only the last bit of a
    /// sum says which kernel is the largest, and whether a value exceeds a bias.</summary>
    [Theory]
    [InlineData(1, 1)]
    [InlineData(2, 3)]
    [InlineData(30, 1)]
    [InlineData(70, 4)]
    [InlineData(150, 12)]
    public void Features_AreThoseOfTheKernels(int longest, int channels)
    {
        using var workers = new Workers(2);
        BaselineSample[] series = [.. Enumerable.Range(0, 6).Select(i => Series(i, longest, channels))];
        int steps = series.Max(s => s.Steps);
        var features = new ConvolutionFeatures(
            PooledFeatures.Fit(series, steps, 5 * 84, 3, workers), new CompetingFeatures(steps, channels, 3, 3),
            new IntervalQuantiles(steps, channels, 2000));
        float[][] expected = features.Map(series, f => f, workers, TestContext.Current.CancellationToken);
        float[][] found = Run(features.Fixed([]), channels, series);
        double largest = 0;
        foreach ((float[] own, float[] other) in expected.Zip(found))
        {
            Assert.Equal(own.Length, other.Length);
            largest = Math.Max(
                largest, own.Zip(other, (a, b) => Math.Abs(a - b) / Math.Max(1, Math.Abs(a))).Max());
        }

        TestContext.Current.TestOutputHelper!.WriteLine($"{features.Count} features: {largest:0.0e0}");
        Assert.InRange(largest, 0, 1e-5);
    }

    /// <summary>Baseline alone, and joined with networks that read changes and flags of missing values too.</summary>
    [Theory]
    [InlineData(1, 0)]
    [InlineData(1, 0.5)]
    [InlineData(3, 0)]
    [InlineData(3, 0.25)]
    public void File_AnswersAsTheClassifier(int channels, double alpha)
    {
        using Classifier model = Make(Waves(60, channels, first: 0), alpha);
        Compare(model, Waves(24, channels, first: 60));
    }

    /// <summary>Series with constant stretches, of several channels, and of unequal lengths.</summary>
    [Theory]
    [Trait("Speed", "Long")]
    [InlineData("ItalyPowerDemand/ItalyPowerDemand_{0}.ts")]
    [InlineData("JapaneseVowels/JapaneseVowels_{0}.ts")]
    [InlineData("ucr/GunPoint_{0}.ts.gz")]
    [InlineData("ucr/ACSF1_{0}.ts.gz", Traits = ["Speed", "Slow"])]
    [InlineData("ucr/PLAID_{0}.ts.gz", Traits = ["Speed", "Slow"])]
    public void File_AnswersAsTheClassifier_OnPublicData(string name)
    {
        string? train = SharedData.Find(string.Format(CultureInfo.InvariantCulture, name, "TRAIN"));
        Assert.SkipWhen(train is null, "The data are not here.");
        ClassData data = Some(ClassReader.Read(train), 10);
        using Classifier model = Make(data, alpha: 0.25);
        Compare(
            model,
            Some(ClassReader.Read(SharedData.Find(string.Format(CultureInfo.InvariantCulture, name, "TEST"))!), 3));
    }

    private static ClassData Some(ClassData data, int ofClass) => data with
    {
        Samples = [.. data.Samples.GroupBy(s => s.Label).SelectMany(g => g.Take(ofClass))],
    };

    private static void Compare(Classifier model, ClassData data)
    {
        double[] expected = model.Answer(data, TestContext.Current.CancellationToken).Probabilities;
        OnnxFile file = OnnxExport.Write(model).Single();
        double[] found = Answers(file, data, data.Channels.Count);
        double largest = expected.Zip(found, (a, b) => Math.Abs(a - b)).Max();
        TestContext.Current.TestOutputHelper!.WriteLine(
            $"{model.Inside!.Share.Sentence} {data.Samples.Count} series of {data.Samples.Max(data.StepsOf)} steps, "
            + $"{file.Bytes.Length} bytes: {largest:0.0e0}");
        Assert.Equal(expected.Length, found.Length);
        Assert.InRange(largest, 0, Tolerance);
        Assert.True(expected.Max() > 0.7);
    }

    /// <summary>A classifier with networks as they were drawn, and a share of them.</summary>
    private static Classifier Make(ClassData data, double alpha)
    {
        var chosen = ClassDesign.Of(data, new ClassOptions { Ensemble = 2, Fit = new FitOptions { Hidden = 4 } });
        ClassDesign design = chosen with { Differences = true };
        string[] labels = [.. data.Samples.Select(s => s.Label).Distinct().Order(StringComparer.Ordinal)];
        var encoder = ClassEncoder.Fit(design, data, Vocabulary.Closed(labels));
        EncodedSample[] samples = [.. data.Samples.Select(s => encoder.Encode(data, s))];
        using var workers = new Workers(2);
        (ConvolutionBaseline baseline, float[][] heldOut) = ConvolutionBaseline.Fit(
            [.. samples.Select(s => BaselineSample.Of(s, design))], labels.Length, null, 3, workers,
            TestContext.Current.CancellationToken);
        var answer = new BaselineAnswer(
            Temperature.Fit([.. heldOut.Select((scores, r) => (scores, samples[r].Class))]),
            BaselineAnswer.SpreadOf(samples.Length, labels.Length), alpha);
        var backend = new CpuBackend(1);
        var model = new ClassModel(encoder);
        model.Build(backend, 5);
        return new Classifier(
            backend, model, new FitSummary(StopReason.Completed, 0, 0, null, 1, 0, []),
            new ClassOrigin("", encoder.CountOf(samples), 60, 0.5, new ClassColumns(null, null, null, null)),
            new InnerBaseline(baseline, answer));
    }

    /// <summary>The features that a graph gives for a batch of series of unequal lengths.</summary>
    private static float[][] Run(FixedFeatures features, int channels, BaselineSample[] series)
    {
        var drawing = new OnnxDrawing();
        TensorShapeProto.Types.Dimension[] Sizes(params string[] names) =>
            [.. names.Select(n => new TensorShapeProto.Types.Dimension { DimParam = n })];
        string input = drawing.Input("input", DataType.Float, Sizes("time", "batch", "channels"));
        string lengths = drawing.Input("lengths", DataType.Int32, Sizes("one", "batch"));
        var written = new WrittenFeatures(new FeatureNodes(drawing, "features"), features, channels);
        drawing.Output("rows", written.Of(input, lengths), DataType.Float, Sizes("batch", "features"));
        drawing.Graph.Name = "features";
        var file = new ModelProto { IrVersion = OnnxExport.FormatVersion, Graph = drawing.Graph };
        file.OpsetImport.Add(new OperatorSetIdProto { Domain = "", Version = OnnxExport.OperatorSet });
        (float[] padded, int[] steps) = Padded([.. series.Select(s => s.Values)], channels);
        OnnxRuntimeTensor rows = OnnxRuntime.Run(
            file.ToByteArray(),
            new Dictionary<string, OnnxRuntimeTensor>
            {
                ["input"] = DrawnModel.Numbers(padded, steps.Max(), series.Length, channels),
                ["lengths"] = DrawnModel.Lengths(steps) with { Dims = [1, series.Length] },
            })["rows"];
        Assert.Equal([series.Length, written.Count], rows.Dims);
        return [.. rows.Data.Select(v => (float)v).Chunk(written.Count)];
    }

    /// <summary>[time, batch, F] with numbers after the ends that must not count.</summary>
    private static (float[] Padded, int[] Steps) Padded(float[][] series, int features)
    {
        int[] steps = [.. series.Select(s => s.Length / features)];
        var padded = new float[steps.Max() * series.Length * features];
        padded.AsSpan().Fill(7);
        for (int b = 0; b < series.Length; b++)
        {
            for (int t = 0; t < steps[b]; t++)
            {
                series[b].AsSpan(t * features, features)
                    .CopyTo(padded.AsSpan(((t * series.Length) + b) * features));
            }
        }

        return (padded, steps);
    }

    /// <summary>The answers of a file, whose description says how its input comes from the data.</summary>
    private static double[] Answers(OnnxFile file, ClassData data, int channels)
    {
        using var description = JsonDocument.Parse(file.Description);
        JsonElement[] values =
            [.. description.RootElement.GetProperty("input.input").GetProperty("values").EnumerateArray()];
        float[][] inputs =
        [
            .. data.Samples.Select(sample => Enumerable.Range(0, sample.Values.Length / channels).SelectMany(t =>
                values.Select(value => Value(value, sample, t, data, channels))).ToArray()),
        ];
        (float[] padded, int[] steps) = Padded(inputs, values.Length);
        return OnnxRuntime.Run(
            file.Bytes,
            new Dictionary<string, OnnxRuntimeTensor>
            {
                ["input"] = DrawnModel.Numbers(padded, steps.Max(), inputs.Length, values.Length),
                ["lengths"] = DrawnModel.Lengths(steps),
            })["probabilities"].Data;
    }

    private static float Value(JsonElement value, ClassSample sample, int t, ClassData data, int channels)
    {
        JsonElement source = value.GetProperty("source");
        int c = data.Channels.ToList().IndexOf(source.GetProperty("column").GetString()!);
        float now = sample.Values[(t * channels) + c];
        float before = t == 0 ? float.NaN : sample.Values[((t - 1) * channels) + c];
        (double offset, double scale) = value.TryGetProperty("offset", out JsonElement mean)
            ? (mean.GetDouble(), value.GetProperty("scale").GetDouble())
            : (0, 1);
        float number = source.GetProperty("kind").GetString() switch
        {
            "value" => now,
            "change" => now - before,
            _ => float.IsNaN(now) ? 1 : 0,
        };

        // A missing value is the mean.
        return float.IsNaN(number) ? 0 : (float)((number - offset) / scale);
    }

    private static BaselineSample Series(int i, int longest, int channels)
    {
        int steps = 1 + (i * (longest - 1) / 5);
        return new BaselineSample(
            [
                .. Enumerable.Range(0, steps * channels).Select(at =>
                {
                    (int t, int c) = (at / channels, at % channels);
                    return ((t / 10) + c) % 3 == 0 ? 0.3f * (i - 2) : MathF.Sin((0.1f * t * (i + 1)) + c);
                }),
            ],
            channels, i % 2);
    }

    /// <summary>Slow and quick waves of unequal lengths, with gaps and stretches without change.</summary>
    private static ClassData Waves(int count, int channels, int first) => new(
        "waves", [.. Enumerable.Range(0, channels).Select(c => $"c{c}")],
        [
            .. Enumerable.Range(first, count).Select(i => new ClassSample(i % 2 == 0 ? "slow" : "quick", i + 2)
            {
                Id = i.ToString(CultureInfo.InvariantCulture),
                Values =
                [
                    .. Enumerable.Range(0, (20 + (7 * i % 23)) * channels).Select(at =>
                    {
                        (int t, int c) = (at / channels, at % channels);
                        return (t + i) % 11 == 5 && c > 0 ? float.NaN
                            : t < 6 ? 1
                            : MathF.Sin(((i % 2 == 0 ? 0.3f : 0.45f) * t) + i + c) + (0.6f * MathF.Sin(i * t * t));
                    }),
                ],
            }),
        ]);
}
