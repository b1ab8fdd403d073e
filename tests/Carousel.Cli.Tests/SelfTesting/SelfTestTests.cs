using System.Runtime.InteropServices;
using System.Text.Json;
using Carousel.Cli.Commands;
using Carousel.Cli.SelfTesting;

namespace Carousel.Cli.Tests.SelfTesting;

public sealed class SelfTestTests
{
    private static readonly IReadOnlyList<OracleVector> _vectors = OracleVector.ReadAll();

    public static TheoryData<string> Oracles =>
        [.. _vectors.Where(v => v.Expected.Count > 0).Select(v => v.Oracle).Distinct()];

    [Fact]
    public void EveryVector_Passes()
    {
        IReadOnlyList<VectorResult> results = SelfTest.Run(_vectors, 3);

        Assert.Equal(_vectors.Count, results.Count);
        Assert.All(results, r => Assert.True(r.Failure is null, $"{r.Name} ({r.Oracle}): {r.Failure}"));
    }

    [Theory]
    [MemberData(nameof(Oracles))]
    public void AnExpectedValue_ThatIsChanged_Fails(string oracle)
    {
        OracleVector vector = _vectors.First(v => v.Oracle == oracle);
        foreach (string name in vector.Expected.Keys)
        {
            float[] changed = [.. vector.Expected[name]];
            int largest = Array.IndexOf(changed, changed.MaxBy(Math.Abs));
            changed[largest] *= 1.001f;
            VectorResult result = Assert.Single(SelfTest.Run(
                [vector with { Expected = new Dictionary<string, float[]>(vector.Expected) { [name] = changed } }], 1));

            Assert.StartsWith($"{name} differs by ", result.Failure, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void AKernel_ThatIsWrong_FailsInEveryVector()
    {
        IReadOnlyList<VectorResult> results = SelfTest.Run(
            _vectors, 1, (vector, backend) => Changed(VectorRun.Of(vector, backend), value => value + 0.01f));

        Assert.All(
            results,
            r =>
                Assert.Contains(
                    r.Oracle == SelfTest.EqualBits ? "not bit-identical" : " differs by ", r.Failure,
                    StringComparison.Ordinal));
    }

    [Fact]
    public void AKernel_ThatGivesNoNumber_Fails()
    {
        IReadOnlyList<VectorResult> results = SelfTest.Run(
            _vectors, 1, (vector, backend) => Changed(VectorRun.Of(vector, backend), _ => float.NaN));

        Assert.All(results, r => Assert.NotNull(r.Failure));
        Assert.All(results.Where(r => r.Difference is { }), r => Assert.True(double.IsNaN(r.Difference!.Value)));
    }

    [Fact]
    public void OneBit_ThatThreadsChange_Fails()
    {
        int runs = 0;
        VectorResult result = Assert.Single(SelfTest.Run([_vectors[0]], 2, (vector, backend) =>
            runs++ == 0 ? VectorRun.Of(vector, backend) : Changed(VectorRun.Of(vector, backend), MathF.BitIncrement)));

        Assert.Equal("2 threads and one thread give different bits", result.Failure);
    }

    [Fact]
    public void OneBit_ThatIsNotThatOfOtherMachines_Fails()
    {
        VectorResult result = Assert.Single(SelfTest.Run(
            [_vectors[0]], 1, (vector, backend) => Changed(VectorRun.Of(vector, backend), MathF.BitIncrement)));

        Assert.Equal("the result is not bit-identical to the stored one", result.Failure);
    }

    [Fact]
    public void AVector_ThatCannotBeRun_IsAFailure()
    {
        OracleVector none = _vectors[0] with { Kind = "nonsense" },
            silent = _vectors[0] with { Expected = new Dictionary<string, float[]>() };

        IReadOnlyList<VectorResult> results = SelfTest.Run([none, silent], 1);

        Assert.StartsWith("could not be run: ", results[0].Failure, StringComparison.Ordinal);
        Assert.Equal("the vector contains no expected tensor", results[1].Failure);
    }

    [Theory]
    [InlineData(
        512, Architecture.X64,
        "512 bits; 256 bits DOTNET_EnableAVX512; 128 bits DOTNET_EnableAVX2; no intrinsics DOTNET_EnableHWIntrinsic")]
    [InlineData(256, Architecture.X64, "256 bits; 128 bits DOTNET_EnableAVX2; no intrinsics DOTNET_EnableHWIntrinsic")]
    [InlineData(128, Architecture.X64, "128 bits; 256 bits not; no intrinsics DOTNET_EnableHWIntrinsic")]
    [InlineData(128, Architecture.Arm64, "128 bits; 256 bits not; no intrinsics DOTNET_EnableHWIntrinsic")]
    [InlineData(0, Architecture.X64, "256 bits not; 128 bits not; no intrinsics")]
    public void Modes_AreThoseThatTheMachineHas(int bits, Architecture architecture, string expected) => Assert.Equal(
        expected,
        string.Join(
            "; ",
            VectorMode.All(bits, architecture)
                .Select(
                    m => m.WhyNot is not null ? $"{m.Name} not"
                        : m.Variable is null ? m.Name
                        : $"{m.Name} {m.Variable}")));

    [Theory]
    [InlineData("", "boom\n", "ended with exit code 134: boom")]
    [InlineData("512 bits", "", "DOTNET_EnableAVX2=0 gave a process with 512 bits")]
    [InlineData("128 bits", "", "answered 1 of 2 vectors")]
    public void AProcess_ThatDoesNotAnswer_IsAFailure(string name, string errors, string expected)
    {
        string line = name.Length == 0
            ? ""
            : Json(new ModeReport(
                new VectorMode(name, null), [new VectorResult("LSTM", "PyTorch", 1e-7, 1e-5, "00", null)]));

        ModeReport report = ModeProcess.Read(new VectorMode("128 bits", "DOTNET_EnableAVX2"), 2, line, errors, 134);

        Assert.Equal((expected, 1, 0), (report.Failure, report.Cases, report.Passed));
    }

    [Fact]
    public void Json_IsReadAsItWasWritten()
    {
        var report = new ModeReport(
            new VectorMode("128 bits", null),
            [
                new VectorResult("LSTM", "PyTorch", 1.5e-7, 1e-5, "0123", null),
                new VectorResult("GRU", "equal bits", null, 1e-5, "4567", "other bits"),
            ]);

        using var json = JsonDocument.Parse(Json(report));
        ModeReport read = SelfTestJson.ReadMode(json.RootElement.GetProperty("modes")[0]);

        Assert.Equal(report.Results, read.Results);
        Assert.Equal(
            (2, 1, 1),
            (json.RootElement.GetProperty("cases")
                .GetInt32(), json.RootElement.GetProperty("passed")
                .GetInt32(), json.RootElement.GetProperty("failed").GetArrayLength()));
    }

    [Fact]
    public async Task Here_EndsWithOne_WhenAVectorIsDamaged()
    {
        OracleVector vector = _vectors[0];
        var damaged = new SelfTestCommand(
            () =>
                [
                    vector with
                    {
                        Expected = vector.Expected.ToDictionary(e => e.Key, e => e.Value.Select(v => v + 1).ToArray()),
                    }, _vectors[1],
                ]);

        CliRun run = await CliRun.WithVerbsAsync(
            [damaged], ["selftest", "--here", "--quiet", "--threads", "1"], CancellationToken.None);

        Assert.Equal((1, ""), (run.ExitCode, run.Error));
        Assert.Contains(
            $"  failed {VectorMode.Own.Name}, {vector.Name} ({vector.Oracle}): y differs by ", run.Out,
            StringComparison.Ordinal);
        Assert.EndsWith("  1 of 2 passed.\n", run.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task SelfTest_PassesInEveryMode()
    {
        using var folder = new TemporaryFolder();
        CliRun run = await CliProcess.RunAsync(folder.Path, "selftest", "--json", "--quiet");

        Assert.True(run.ExitCode == 0, run.Out + run.Error);
        using var json = JsonDocument.Parse(run.LastLine);
        JsonElement[] modes = [.. json.RootElement.GetProperty("modes").EnumerateArray()];
        Assert.Equal(
            VectorMode.All(Carousel.Kernels.VectorHardware.Bits, RuntimeInformation.ProcessArchitecture)
                .Select(m => m.Name), modes.Select(m => m.GetProperty("name").GetString()));
        Assert.All(
            modes.Where(m => m.GetProperty("why_not").ValueKind == JsonValueKind.Null),
            m => Assert.Equal(_vectors.Count, m.GetProperty("vectors").GetArrayLength()));
        Assert.Contains(
            "no intrinsics",
            modes.Where(m => m.GetProperty("vectors").GetArrayLength() > 0)
                .Select(m => m.GetProperty("name").GetString()));
    }

    [Theory]
    [InlineData("selftest --threads 0", "--threads must be 1…256, but is 0.")]
    [InlineData("selftest --hear", "selftest has no option '--hear'. Did you mean '--here'?")]
    [InlineData("selftest model.safetensors", "model.safetensors")]
    public async Task BadUsage_IsRefusedInOneSentence(string line, string said) =>
        Assert.Contains(said, (await CliRun.OfAsync(line.Split(' '))).RequireOneSentence(), StringComparison.Ordinal);

    private static string Json(ModeReport report)
    {
        using var output = new StringWriter();
        SelfTestJson.Write(new Carousel.Cli.Rendering.Terminal(output, TextWriter.Null), [report]);
        return output.ToString();
    }

    private static Dictionary<string, float[]> Changed(
        IReadOnlyDictionary<string, float[]> results, Func<float, float> change) =>
        results.ToDictionary(r => r.Key, r => r.Value.Select(change).ToArray());
}
