using System.Diagnostics;
using System.Globalization;
using Carousel.Classification;
using Carousel.Data;
using Carousel.Forecasting;
using Carousel.Interchange.Onnx;
using Carousel.Interchange.Tests.Exports;
using Carousel.Language;
using Carousel.Layers;
using Carousel.Networks;
using Carousel.Testing;

namespace Carousel.Interchange.Tests.Onnx.Writing;

/// <summary>
/// The programs that the guide shows parts of, run on exported models in ONNX Runtime, give what Carousel gives.
/// </summary>
[Trait("Against", "OnnxRuntime")]
public sealed class GuideProgramTests : IDisposable
{
    private const double Tolerance = 1e-5;

    private static readonly Lazy<bool> _hasNumpy = new(() => Run(PythonProgram.Name, ["-c", "import numpy"]).Code == 0);

    private readonly string _folder = Directory.CreateTempSubdirectory("carousel-programs-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory(Skip = NodeRuntime.Missing, SkipUnless = nameof(NodeRuntime.IsAsked), SkipType = typeof(NodeRuntime))]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Forecast_PrintsWhatIsPredicted(bool isPython)
    {
        Needed.Require(
            !isPython || _hasNumpy.Value, $"{PythonProgram.Name} has no numpy; CAROUSEL_PYTHON names another Python.");
        using Forecaster model = await TinyModels.ForecasterAsync(TinyModels.ForecastOptions());
        QuantileTable expected = model.Predict(TinyModels.Daily(140)).Quantiles;
        Write(OnnxExport.Write(model));
        string table = Path.Combine(_folder, "table.csv");
        File.WriteAllText(table, TinyModels.DailyCsv(140));

        string[] lines = (isPython ? Python("forecast.py", [table]) : Node("forecast.mjs", [table])).Split('\n');

        Assert.Equal(expected.Horizon + 1, lines.Length);
        for (int step = 0; step < expected.Horizon; step++)
        {
            double[] told =
            [
                .. lines[step + 1].Split(',').Skip(1).Select(n => double.Parse(n, CultureInfo.InvariantCulture)),
            ];
            Assert.Equal(expected[0, step, 0].Length, told.Length);
            Assert.All(
                told.Index(), n => Assert.Equal(expected[0, step, 0][n.Index], n.Item, Math.Abs(n.Item) * Tolerance));
        }
    }

    [Fact(Skip = NodeRuntime.Missing, SkipUnless = nameof(NodeRuntime.IsAsked), SkipType = typeof(NodeRuntime))]
    public async Task Classify_CutsATextAsTheClassifier()
    {
        const string text = "A FINE film, it's number 3 of well-made ones (5)";
        using var model = (Classifier)await TinyModels.FitAsync(ClassPlan.Make(
            DefaultModels.Texts(), null, new ClassOptions { Baseline = ClassBaseline.None, Fit = TinyModels.Fit() }));
        Write(OnnxExport.Write(model));

        string[] lines = Node("classify.mjs", [text]).Split('\n');

        Assert.Equal(["bad", "good"], lines.Select(line => line.Split(' ')[0]));
        Assert.All(lines.Zip(model.Probabilities(text)), pair => Assert.Equal(
            pair.Second, double.Parse(pair.First.Split(' ')[1], CultureInfo.InvariantCulture), Tolerance));
    }

    [Fact(Skip = NodeRuntime.Missing, SkipUnless = nameof(NodeRuntime.IsAsked), SkipType = typeof(NodeRuntime))]
    public async Task Read_CarriesTheState_FromSymbolToSymbol()
    {
        using LanguageModel model = await TinyModels.LanguageAsync(layers: 2);
        long[] symbols = [3, 1, 4, 1, 5, 9, 2, 6];
        OnnxFile file = Assert.Single(OnnxExport.Write(model));
        Write([file]);
        double[] whole = OnnxRuntime.Run(
            Path.Combine(_folder, file.Name),
            (name, sizes) => name == "symbols"
                ? new OnnxRuntimeTensor("int64", [symbols.Length, 1], [.. symbols.Select(v => (double)v)])
                : new OnnxRuntimeTensor("float32", [1, 1, sizes[2]], new double[sizes[2]]))["scores"].Data;

        double[] told =
        [
            .. Node("read.mjs", [.. symbols.Select(s => $"{s}")]).Split(' ')
                .Select(n => double.Parse(n, CultureInfo.InvariantCulture)),
        ];

        Assert.Equal(whole.Length / symbols.Length, told.Length);
        Assert.All(told.Zip(whole[^told.Length..]), pair => Assert.Equal(pair.Second, pair.First, Tolerance));
    }

    [Theory(Skip = NodeRuntime.Missing, SkipUnless = nameof(NodeRuntime.IsAsked), SkipType = typeof(NodeRuntime))]
    [InlineData(AttentionScore.Additive)]
    [InlineData(AttentionScore.Dot)]
    public void Decode_WritesWhatTheTranslatorWrites(AttentionScore attention)
    {
        (DrawnModel model, SequenceToSequence network) = MadeModels.Translator(attention, layers: 2);
        using (model)
        {
            int end = network.Options.End;
            int[] line = [104, 101, 200, 33, end];
            var greedy = new List<int>();
            var probabilities = new float[network.Options.TargetSymbols];
            using (var session = new DecodingSession(model.Backend, network))
            {
                session.Begin(SequenceBatch.Of(1, [Array.ConvertAll(line, s => (float)s)]));
                while (greedy.Count < (2 * line.Length) + 10)
                {
                    session.Step(
                        [0], [greedy.Count == 0 ? -1 : 0], [greedy.Count == 0 ? end : greedy[^1]], probabilities);
                    int next = probabilities.IndexOf(probabilities.Max());
                    if (next == end)
                    {
                        break;
                    }

                    greedy.Add(next);
                }
            }

            Write(model.Files);
            Assert.Equal(string.Join(' ', greedy), Node("decode.mjs", [$"{end}", .. line.Select(s => $"{s}")]));
            Assert.NotEmpty(greedy);
        }
    }

    private void Write(IReadOnlyList<OnnxFile> files)
    {
        foreach (OnnxFile file in files)
        {
            File.WriteAllBytes(Path.Combine(_folder, file.Name), file.Bytes.ToArray());
            File.WriteAllText(Path.Combine(_folder, file.DescriptionName), file.Description);
        }
    }

    /// <summary>
    /// What a script of tests/parity/onnx prints that is given the folder of the files, then more. It finds the runtime
    /// in its folder, as a user's script does.
    /// </summary>
    private string Node(string script, IReadOnlyList<string> arguments)
    {
        string own = Path.Combine(_folder, script);
        File.Copy(Script(script), own);
        Directory.CreateSymbolicLink(
            Path.Combine(_folder, "node_modules"),
            Path.Combine(Environment.GetEnvironmentVariable("CAROUSEL_ONNX_RUNTIME")!, "node_modules"));
        return Printed(Run("node", [own, _folder, .. arguments]));
    }

    // Python's package is not to be had everywhere: the same runtime answers through Node.js.
    private string Python(string script, IReadOnlyList<string> arguments) =>
        Printed(Run(
            PythonProgram.Name, ["-B", Script(script), _folder, .. arguments], ("PYTHONPATH", Script("stand_in"))));

    private static string Script(string name) => Path.Combine(Golden.Folder(), "..", "onnx", name);

    private static string Printed((int Code, string Printed, string Errors) run)
    {
        Assert.True(run.Code == 0, run.Errors);
        return run.Printed.Trim();
    }

    private static (int Code, string Printed, string Errors) Run(
        string program, string[] arguments, params (string Name, string Value)[] environment)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach ((string name, string value) in environment)
        {
            start.Environment[name] = value;
        }

        try
        {
            using Process process = Process.Start(start)!;
            Task<string> errors = process.StandardError.ReadToEndAsync();
            string printed = process.StandardOutput.ReadToEnd();
            process.WaitForExit();
            return (process.ExitCode, printed, errors.Result);
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return (-1, "", $"{program} is not installed.");
        }
    }
}
