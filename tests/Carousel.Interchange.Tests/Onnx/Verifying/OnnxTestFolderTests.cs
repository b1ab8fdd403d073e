using Carousel.Interchange.Onnx;
using Carousel.Interchange.Onnx.Verifying;
using Carousel.Testing;

namespace Carousel.Interchange.Tests.Onnx.Verifying;

/// <summary>
/// The standard's own cases, where Debian's libonnx-testdata is installed; and made cases that pass, fail and are not
/// taken.
/// </summary>
public sealed class OnnxTestFolderTests : IDisposable
{
    private const string Standard = "/usr/share/libonnx-testdata/data/node";

    private readonly string _folder = Directory.CreateTempSubdirectory("carousel-cases-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void RecurrentCasesOfTheStandard_AllPass()
    {
        Needed.Require(Directory.Exists(Standard), "The package libonnx-testdata is not installed.");
        IReadOnlyList<string> cases = OnnxTestFolder.Find(Standard, ["lstm", "gru", "rnn"]);
        Assert.True(cases.Count >= 12);
        foreach (string one in cases)
        {
            OnnxCaseResult result = OnnxTestFolder.Run(one, threads: 1);
            Assert.True(result.Verdict == OnnxCaseVerdict.Passed, $"{result.Case}: {result.Reason}");
        }
    }

    [Fact]
    public void CasesOfTheStandard_PassOrAreNotTaken()
    {
        Needed.Require(Directory.Exists(Standard), "The package libonnx-testdata is not installed.");
        OnnxCaseResult[] results =
        [
            .. OnnxTestFolder.Find(Standard, []).Select(c => OnnxTestFolder.Run(c, threads: 1)),
        ];
        Assert.DoesNotContain(results, r => r.Verdict == OnnxCaseVerdict.Failed);
        Assert.True(results.Count(r => r.Verdict == OnnxCaseVerdict.Passed) > 500);
    }

    [Fact]
    public void Run_SaysWhichValueDiffers()
    {
        string folder = Case("wrong", "Neg", expected: [-1, -2.01f]);
        OnnxCaseResult result = OnnxTestFolder.Run(folder);
        Assert.Equal(OnnxCaseVerdict.Failed, result.Verdict);
        Assert.Equal(
            "test_data_set_0: the output 'y' is -2 at value 1 of float32 [2], but should be -2.009999990463257.",
            result.Reason);
    }

    [Fact]
    public void Run_Passes_WithinTheStandardsTolerance() =>
        Assert.Equal(OnnxCaseVerdict.Passed, OnnxTestFolder.Run(Case("near", "Neg", [-1, -2.0019f])).Verdict);

    [Fact]
    public void Run_Fails_WhereAnOutputHasNothingToCompareWith()
    {
        string folder = Case("half", "Neg", [-1, -2]);
        File.WriteAllBytes(
            Path.Combine(folder, "model.onnx"),
            new MadeOnnx().Input("x", OnnxType.Float32, "2").Output("y", OnnxType.Float32).Output("z", OnnxType.Float32)
                .Node("Neg", ["x"], ["y"]).Node("Abs", ["x"], ["z"]).Bytes());
        OnnxCaseResult result = OnnxTestFolder.Run(folder);
        Assert.Equal(OnnxCaseVerdict.Failed, result.Verdict);
        Assert.Equal("test_data_set_0: there is no output_1.pb to compare the output 'z' with.", result.Reason);
    }

    [Fact]
    public void Run_NamesAnOperatorThatIsNotTaken_WithItsNode()
    {
        OnnxCaseResult result = OnnxTestFolder.Run(Case("strange", "Frobnicate", [-1, -2]));
        Assert.Equal(OnnxCaseVerdict.NotTaken, result.Verdict);
        Assert.Contains(
            "node 'the Frobnicate' (Frobnicate) is an operator that Carousel does not run", result.Reason,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Run_FailsTheCase_WhereSomethingHappensThatNobodyForesaw()
    {
        OnnxCaseResult result = OnnxTestFolder.Judge("odd", () => throw new InvalidCastException("one\ntwo"));
        Assert.Equal(
            new OnnxCaseResult(
                "odd", OnnxCaseVerdict.Failed,
                "something went wrong that should not: InvalidCastException: one\ufffdtwo"), result);
    }

    [Fact]
    public void Find_TakesPartsOfNamesAndPatterns()
    {
        Case("one", "Neg", [-1, -2]);
        Case("two", "Neg", [-1, -2]);
        Assert.Equal(["two"], OnnxTestFolder.Find(_folder, ["tw"]).Select(Path.GetFileName));
        Assert.Equal(["one"], OnnxTestFolder.Find(_folder, ["?n?"]).Select(Path.GetFileName));
        Assert.Equal(2, OnnxTestFolder.Find(_folder, []).Count);
    }

    private string Case(string name, string op, float[] expected)
    {
        string folder = Path.Combine(_folder, name), set = Path.Combine(folder, "test_data_set_0");
        Directory.CreateDirectory(set);
        MadeOnnx made = new MadeOnnx().Input("x", OnnxType.Float32, "2").Output("y", OnnxType.Float32)
            .Node(op, ["x"], ["y"]);
        File.WriteAllBytes(Path.Combine(folder, "model.onnx"), made.Bytes());
        OnnxTensorFile.Write(Path.Combine(set, "input_0.pb"), "x", OnnxTensor.Of([1f, 2f], 2));
        OnnxTensorFile.Write(Path.Combine(set, "output_0.pb"), "y", OnnxTensor.Of(expected, 2));
        return folder;
    }
}
