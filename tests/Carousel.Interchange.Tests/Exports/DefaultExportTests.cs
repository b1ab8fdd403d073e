using Carousel.Autograd;
using Carousel.Interchange.Onnx;
using Carousel.Interchange.Onnx.Protocol;
using Carousel.Interchange.Tests.Onnx;
using Carousel.Interchange.Tests.Onnx.Writing;
using Carousel.Jobs;
using Carousel.Jobs.Baselines;
using Carousel.Jobs.Fitting;
using Carousel.Layers;
using Carousel.Music;
using Carousel.Networks;
using Carousel.RemainingLife;
using Carousel.Survival;
using Carousel.Tensors;
using Carousel.Testing;
using Carousel.Training;

namespace Carousel.Interchange.Tests.Exports;

/// <summary>
/// Default models with a simple method inside, in ONNX Runtime, against their own answers: on 200 steps and more of
/// sequences of unequal lengths, one by one and together.
/// </summary>
public sealed class DefaultExportTests
{
    /// <summary>By how much an answer may differ, as a share of it where it is above 1.</summary>
    private const double Tolerance = 1e-4;

    private const int LeastSteps = 200;

    private static readonly FitSummary _summary = new(StopReason.Completed, 0, 0, null, 1, 0, []);

    private static readonly FitOptions _lazy =
        new() { Hidden = 4, Epochs = 1, Threads = 1, LearningRate = 1e-6, Batch = 8 };

    [Theory]
    [InlineData(0, false)]
    [InlineData(0.25, true)]
    public async Task Music_IsThatOfTheModel(double alpha, bool hasNetwork)
    {
        using var fitted = (MusicModel)await TinyGraphModels.MusicAsync(BaselineInside.Auto, _lazy);
        var backend = new CpuBackend(1);
        Stack network = fitted.Design.MakeNetwork();
        network.Build(backend, 5);
        using var model = new MusicModel(
            backend, network, fitted.Design, _summary, new MusicOrigin("", 1, 1),
            Assert.IsType<MusicBaseline>(fitted.Inside) with { Alpha = alpha });
        MusicPiece[] pieces =
        [
            .. new[] { 1, 7, 2, 30, 40, 60, 65 }.Select(length => new MusicPiece($"{length}",
            [
                .. Enumerable.Range(0, length).Select(s => (int[])[49 + (s % 4), 60 + (((s * s) + length) % 7)]),
            ])),
        ];
        (float[] Input, Dictionary<string, double[]> Answers)[] cases =
        [
            .. pieces.Select(piece =>
            {
                var input = new float[piece.Steps.Count * MusicDesign.Inputs];
                var scores = new List<double>();
                for (int s = 0; s < piece.Steps.Count; s++)
                {
                    MusicDesign.WriteInput(
                        s == 0 ? [] : piece.Steps[s - 1], input.AsSpan(s * MusicDesign.Inputs, MusicDesign.Inputs));
                    scores.AddRange(model.Next(piece.Part(0, s)).Select(v => (double)v));
                }

                return (input, new Dictionary<string, double[]> { ["scores"] = [.. scores] });
            }),
        ];
        Compare(model, MusicDesign.Inputs, cases, hasNetwork);
    }

    [Theory]
    [InlineData(0, false)]
    [InlineData(0.25, true)]
    public async Task Survive_IsThatOfTheModel_AlsoInPieces(double share, bool hasNetwork)
    {
        var plan = CustomerSimulation.Plan(120, 4, new SurvivalOptions { Horizon = 4, Fit = _lazy });
        using var fitted = (SurvivalModel)await FitAsync(plan);
        Assert.True(fitted.Design.HasBaseline);
        var backend = new CpuBackend(1);
        var network = SurvivalNetwork.Make(fitted.Design);
        Build(network, backend, network.Output);
        network.Shrink(share);
        using var model = new SurvivalModel(
            backend, network, fitted.Design, fitted.Fitted with { BaselineShare = share }, _summary, fitted.Origin);
        int F = fitted.Design.Features.Count;
        CustomerHistory[] histories =
        [
            .. plan.Data.Histories.Where(h => h.Length >= 20).Take(16)
                .Select((h, i) => i == 0 ? 1 : i == 1 ? 7 : h.Length - i)
                .Zip(
                    plan.Data.Histories.Where(h => h.Length >= 20),
                    (length, h) => h with { Length = length, Features = h.Features[..(length * F)] }),
        ];
        IReadOnlyList<float[]> odds = model.Odds(histories, TestContext.Current.CancellationToken);
        (float[] Input, Dictionary<string, double[]> Answers)[] cases =
        [
            .. histories.Select((h, i) =>
            {
                float[] input = model.Fitted.Scale.Apply(h);
                return (input, new Dictionary<string, double[]> { ["scores"] = [.. odds[i].Select(v => (double)v)] });
            }),
        ];
        Compare(model, F, cases, hasNetwork);

        // In two pieces, the second from the state that came out of the first.
        OnnxFile file = OnnxExport.Write(model).Single();
        (float[] all, Dictionary<string, double[]> answers) = cases[^1];
        IReadOnlyDictionary<string, OnnxRuntimeTensor> first = Run(file, F, [all[..(8 * F)]]);
        IReadOnlyDictionary<string, OnnxRuntimeTensor> second = Run(file, F, [all[(8 * F)..]], first);
        double[] joined = [.. first["scores"].Data, .. second["scores"].Data];
        Assert.InRange(Difference(answers["scores"], joined), 0, Tolerance);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(0.25)]
    public async Task Life_IsThatOfTheModel(double share)
    {
        var plan = LifePlan.Make(
            WearSimulation.Make(8, 3, measurements: 3), null, new LifeOptions { Cap = 80, Ensemble = 1, Fit = _lazy });
        using var fitted = (LifeModel)await FitAsync(plan);
        Assert.Equal(LifeBaseline.Trees, fitted.Design.Baseline);
        var backend = new CpuBackend(1);
        var network = new LifeNetwork(fitted.Design);
        Build(network, backend, [.. network.Members.SelectMany(m => m.Layers).OfType<Dense>()]);
        using var model = new LifeModel(
            backend, network,
            fitted.Fitted with
            {
                BaselineShare = share,
                Spreads = [.. LifeDesign.Quantiles.Select((_, q) => 0.5 + (0.2 * q))],
            },
            fitted.Trees, fitted.Ridge, _summary, fitted.Origin);
        int columns = fitted.Design.Columns.Features.Count, F = fitted.Design.Channels;
        int[] lengths = [1, 12, 60, int.MaxValue, int.MaxValue];
        LifeUnit[] units =
        [
            .. WearSimulation.Make(5, 9, measurements: 3).Units.Zip(lengths, (unit, most) =>
            {
                int length = Math.Min(most, unit.Length);
                return unit with { Times = unit.Times[..length], Values = unit.Values[..(length * columns)] };
            }),
        ];
        LifeRecords[] records = model.Prepare(units);
        LifeTold[][] told = model.Tell(records, TestContext.Current.CancellationToken);
        (float[] Input, Dictionary<string, double[]> Answers)[] cases =
        [
            .. records.Zip(told, (unit, lives) => (
                Enumerable.Range(0, unit.Length)
                    .SelectMany(t => unit.Scaled[(t * F)..((t + 1) * F)].Append(unit.StatisticsAt(t)[0])).ToArray(),
                new Dictionary<string, double[]>
                {
                    ["life"] = [.. lives.Select(l => l.Life)],
                    ["quantiles"] = [.. lives.SelectMany(l => l.Quantiles)],
                })),
        ];
        Compare(model, F + 1, cases, hasNetwork: true);
    }

    /// <summary>Layers that begin at zero get other values, so that each counts.</summary>
    private static void Build(Layer network, CpuBackend backend, params ReadOnlySpan<Dense> zeros)
    {
        network.Build(backend, 5);
        var draws = new Draws(3);
        foreach (Dense layer in zeros)
        {
            foreach (Parameter parameter in layer.Parameters)
            {
                parameter.Set(draws.Floats(parameter.Shape.Length));
            }
        }
    }

    private static void Compare(
        IGraphModel model, int features, (float[] Input, Dictionary<string, double[]> Answers)[] cases,
        bool hasNetwork)
    {
        OnnxFile file = OnnxExport.Write(model).Single();
        GraphProto graph = ModelProto.Parser.ParseFrom(file.Bytes.Span).Graph;
        Assert.Equal(hasNetwork, graph.Node.Any(n => n.OpType == "LSTM"));
        Assert.InRange(cases.Sum(c => c.Input.Length) / features, LeastSteps, int.MaxValue);
        double largest = 0;
        int[][] batches = [[0], [1], [2], [.. Enumerable.Range(0, cases.Length)]];
        foreach (int[] batch in batches)
        {
            IReadOnlyDictionary<string, OnnxRuntimeTensor> found =
                Run(file, features, [.. batch.Select(c => cases[c].Input)]);
            foreach ((int place, int c) in batch.Index())
            {
                foreach ((string name, double[] answers) in cases[c].Answers)
                {
                    OnnxRuntimeTensor tensor = found[name];
                    int steps = cases[c].Input.Length / features, outputs = tensor.Dims[2];
                    Assert.Equal(answers.Length, steps * outputs);
                    double[] own =
                    [
                        .. Enumerable.Range(0, steps).SelectMany(
                            t => tensor.Data.Skip(((t * batch.Length) + place) * outputs).Take(outputs)),
                    ];
                    largest = Math.Max(largest, Difference(answers, own));
                }
            }
        }

        TestContext.Current.TestOutputHelper!.WriteLine(
            $"{model.Task}: {cases.Sum(c => c.Input.Length) / features} steps, {file.Bytes.Length} bytes, largest "
            + $"difference {largest:0.0e0}");
        Assert.InRange(largest, 0, Tolerance);
    }

    private static double Difference(double[] expected, double[] found) =>
        expected.Zip(found, (a, b) => Math.Abs(a - b) / Math.Max(1, Math.Abs(a))).Max();

    /// <summary>Runs sequences side by side, zeros after their ends, from a state or from zeros.</summary>
    private static IReadOnlyDictionary<string, OnnxRuntimeTensor> Run(
        OnnxFile file, int features, float[][] sequences,
        IReadOnlyDictionary<string, OnnxRuntimeTensor>? state = null)
    {
        int steps = sequences.Max(s => s.Length) / features, B = sequences.Length;
        var input = new double[steps * B * features];
        for (int b = 0; b < B; b++)
        {
            for (int i = 0; i < sequences[b].Length; i++)
            {
                input[(((i / features * B) + b) * features) + (i % features)] = sequences[b][i];
            }
        }

        var given = new Dictionary<string, OnnxRuntimeTensor>
        {
            ["input"] = new("float32", [steps, B, features], input),
        };
        foreach (ValueInfoProto one in ModelProto.Parser.ParseFrom(file.Bytes.Span).Graph.Input
            .Where(i => i.Name != "input"))
        {
            given[one.Name] = state?[one.Name.Replace("initial", "final", StringComparison.Ordinal)]
                ?? DrawnModel.Zeros(
                    [.. one.Type.TensorType.Shape.Dim.Select(d => d.DimParam.Length > 0 ? B : (int)d.DimValue)]);
        }

        return OnnxRuntime.Run(file.Bytes, given);
    }

    private static async Task<IJobModel> FitAsync(IJobPlan plan) =>
        (await plan.FitAsync(new FitRun(), TestContext.Current.CancellationToken)).Model;
}
