using System.Text;
using Carousel.Architecture.Tests.Rules;

namespace Carousel.Architecture.Tests;

/// <summary>Each rule finds what it forbids, and lets pass what it allows.</summary>
public sealed class RuleTests
{
    private const string TwinInTests = "", Equations = "src/Carousel.Inspection/Equations/";

    private static readonly LayerRule _layers = new(
        [
            "src/Carousel/Tensors/Tensor.cs", "src/Carousel/Kernels/Dense/DenseKernel.cs",
            "src/Carousel/Training/Trainer.cs", "src/Carousel/Training/Losses/Loss.cs",
        ]);

    [Theory]
    [InlineData("using Carousel.Training;\nnamespace Carousel.Tensors;\n")]
    [InlineData("namespace Carousel.Tensors;\nclass A { Carousel.Training.Trainer? b; }")]
    [InlineData("namespace Carousel.Tensors;\nclass A { Training.Trainer? b; }")]
    [InlineData("namespace Carousel.Tensors;\nclass A { Training.Loss? b; }")]
    [InlineData("namespace Carousel.Tensors;\nclass A { string b = $\"{Training.Trainer.Name}\"; }")]
    public void Layer_MayNotNameALayerAboveIt(string text) => Assert.Equal(
        "src/Carousel/Tensors/A.cs: is in layer Tensors and names Training, a layer above it.",
        Assert.Single(_layers.Violations(new SourceFile("src/Carousel/Tensors/A.cs") { Text = text })));

    [Theory]
    [InlineData(
        "src/Carousel/Training/A.cs",
        "using Carousel.Tensors;\nusing Carousel.Kernels;\nnamespace Carousel.Training;\n")]
    [InlineData(
        "src/Carousel/Tensors/A.cs", "// Training.Trainer, see Carousel.Training\nnamespace Carousel.Tensors;\n")]
    [InlineData("src/Carousel/Cells/Gru/A.cs", "using Carousel.Layers;\nnamespace Carousel.Layers;\n")]
    [InlineData("src/Carousel/Cells/Gru/A.cs", "using Carousel.Tensors;\nnamespace Carousel.Kernels;\n")]
    [InlineData(
        "src/Carousel/Tensors/A.cs",
        "namespace Carousel.Tensors;\nclass A { string b = \"Training.Trainer\"; int c = this.Training.Trainer; }")]
    public void Layer_MayNameItselfAndLayersBelow(string path, string text) =>
        Assert.Empty(_layers.Violations(new SourceFile(path) { Text = text }));

    [Fact]
    public void FileOfACell_IsOfTheLayerOfItsNamespace() => Assert.Equal(
        "src/Carousel/Cells/Gru/A.cs: is in layer Kernels and names Training, a layer above it.",
        Assert.Single(_layers.Violations(new SourceFile("src/Carousel/Cells/Gru/A.cs")
        {
            Text = "using Carousel.Training;\nnamespace Carousel.Kernels;\n",
        })));

    [Theory]
    [InlineData("src/Carousel/A.cs", "namespace Carousel.Layers;", "namespace must be Carousel,")]
    [InlineData("src/Carousel/Utilities/A.cs", "namespace Carousel.Utilities;", "lies in no layer")]
    [InlineData(
        "src/Carousel/Kernels/Dense/A.cs", "namespace Carousel.Kernels.Dense;", "namespace must be Carousel.Kernels,")]
    public void File_LiesInALayerAndItsNamespaceIsItsFolder(string path, string text, string expected) =>
        Assert.Contains(
            expected, Assert.Single(_layers.Violations(new SourceFile(path) { Text = text })),
            StringComparison.Ordinal);

    [Theory]
    [InlineData(
        "src/Carousel.Series/Survival/A.cs", "using Carousel.Forecasting;\nnamespace Carousel.Survival;\n",
        "names Forecasting, which does not lie below Survival")]
    [InlineData(
        "src/Carousel.Jobs/Reading/A.cs", "using Carousel.Jobs.Measuring;\nnamespace Carousel.Jobs.Reading;\n",
        "names Measuring")]
    [InlineData(
        "src/Carousel.Jobs/Reading/A.cs", "namespace Carousel.Jobs;\n", "namespace must be Carousel.Jobs.Reading")]
    [InlineData("src/Carousel.Series/Pigeons/A.cs", "namespace Carousel.Pigeons;\n", "lies in no level")]
    [InlineData(
        "src/Carousel.Genomes/Labeling/A.cs",
        "namespace Carousel.Genomes.Labeling;\nclass A { Genes.GeneClasses? b; }", "names Genes")]
    public void Folder_MayNotNameOneThatIsNotBelowIt(string path, string text, string expected) =>
        Assert.Contains(
            expected, Assert.Single(FolderRule.Violations(new SourceFile(path) { Text = text })),
            StringComparison.Ordinal);

    [Theory]
    [InlineData("src/Carousel.Text/Speech/A.cs", "using Carousel.Language;\nnamespace Carousel.Speech;\n")]
    [InlineData(
        "src/Carousel.Genomes/Logos/A.cs", "using Carousel.Genomes.Labeling;\nnamespace Carousel.Genomes.Logos;\n")]
    [InlineData("src/Carousel.Series/A.cs", "using Carousel.Forecasting;\nnamespace Carousel;\n")]
    public void Folder_MayNameThoseBelowItAndItsFriends(string path, string text) =>
        Assert.Empty(FolderRule.Violations(new SourceFile(path) { Text = text }));

    [Theory]
    [InlineData("Vector512<float> a;")]
    [InlineData("var a = Vector.Sum<float>(b); Vector<float> c;")]
    [InlineData("using System.Runtime.Intrinsics.X86;")]
    [InlineData("bool a = Vector256.IsHardwareAccelerated;")]
    public void VectorType_IsFoundOutsideKernels(string text)
    {
        Assert.Single(VectorRule.Violations(new SourceFile("src/Carousel/Autograd/A.cs") { Text = text }));
        Assert.Empty(VectorRule.Violations(new SourceFile("src/Carousel/Kernels/A.cs") { Text = text }));
        Assert.Empty(VectorRule.Violations(new SourceFile("src/Carousel/Autograd/A.cs") { Text = "// " + text }));
    }

    [Theory]
    [InlineData(
        "src/Carousel/Carousel.csproj", "ProjectReference", "../Carousel.Reference/Carousel.Reference.csproj",
        "may not reference Carousel.Reference")]
    [InlineData(
        "src/Carousel.Jobs/Carousel.Jobs.csproj", "ProjectReference", "..\\Carousel.Cli\\Carousel.Cli.csproj",
        "may not reference Carousel.Cli")]
    [InlineData(
        "src/Carousel.Interchange/Carousel.Interchange.csproj", "ProjectReference",
        "../Carousel.Jobs/Carousel.Jobs.csproj", "it may reference Carousel.")]
    [InlineData(
        "src/Carousel/Carousel.csproj", "PackageReference", "Some.Package", "may not use the package Some.Package")]
    [InlineData(
        "src/Carousel.Series/Carousel.Series.csproj", "InternalsVisibleTo", "Carousel.Text",
        "opens its internals to Carousel.Text")]
    [InlineData(
        "src/Carousel.Series/Carousel.Series.csproj", "InternalsVisibleTo", "Carousel.Jobs;Carousel.Cli",
        "opens its internals to Carousel.Jobs")]
    [InlineData("src/Carousel/Carousel.csproj", "Using", "Carousel.Training", "hides the using of Carousel.Training")]
    [InlineData("src/Carousel.Helpers/Carousel.Helpers.csproj", "Compile", "a.cs", "is not in the map")]
    [InlineData(
        "examples/Streaming/Streaming.csproj", "ProjectReference",
        "../../tests/Carousel.Reference/Carousel.Reference.csproj", "only tests and benchmarks")]
    public void Project_MayNotIncludeWhatTheMapForbids(
        string path, string element, string included, string expected) => Assert.Contains(
        expected, Assert.Single(ProjectRule.Violations(Project(path, element, included))), StringComparison.Ordinal);

    [Theory]
    [InlineData(
        "src/Carousel.Jobs/Carousel.Jobs.csproj", "ProjectReference",
        "../Carousel.Report/Carousel.Report.csproj")]
    [InlineData("src/Carousel.Jobs/Carousel.Jobs.csproj", "PackageReference", "CsvHelper")]
    [InlineData("src/Carousel.Jobs/Carousel.Jobs.csproj", "InternalsVisibleTo", "Carousel.Jobs.Tests")]
    [InlineData("src/Carousel.Jobs/Carousel.Jobs.csproj", "InternalsVisibleTo", "Carousel.Series;Carousel.Cli")]
    [InlineData(
        "tests/Carousel.Tests/Carousel.Tests.csproj", "ProjectReference",
        "../../tests/Carousel.Reference/Carousel.Reference.csproj")]
    public void Project_MayIncludeWhatTheMapAllows(string path, string element, string included) =>
        Assert.Empty(ProjectRule.Violations(Project(path, element, included)));

    // Which Python has the packages is the machine's affair: tests start what CAROUSEL_PYTHON names.
    [Fact]
    public void Tests_NameNoPathOfPython() =>
        Assert.DoesNotContain(
            Repository.Files("tests", ".cs"), file => file.Text.Contains("/bin" + "/python", StringComparison.Ordinal));

    [Theory]
    [InlineData("throw new OptionException(\"--side must be even.\");", true)]
    [InlineData("throw options.Unfit($\"{name} lacks it. Pass --id.\");", true)]
    [InlineData("throw options.Wrong(\"{Side} must be even.\");", false)]
    [InlineData("[Option(\n    \"As --side.\", Least = 1)]", false)]
    [InlineData("// as \"--side\"", false)]
    [InlineData("int left = --count;", false)]
    public void Sentence_NamesNoOption(string text, bool isFound) =>
        Assert.Equal(
            isFound ? 1 : 0,
            OptionWordRule.Violations(new SourceFile("src/Carousel.Jobs/A.cs") { Text = text }).Count());

    [Theory]
    [InlineData("src/Carousel/Kernels/Dense/DenseKernel.cs", "Dense/Dense", TwinInTests)]
    [InlineData("src/Carousel/Cells/Gru/GruCell.cs", "Recurrent/Gru", Equations + "GruEquations.cs")]
    [InlineData("src/Carousel/Cells/Gru/QuantizedGruCell.cs", "Quantized/QuantizedGru", TwinInTests)]
    [InlineData("src/Carousel/Cells/Lstm/LstmKernel.cs", "Recurrent/Lstm", Equations + "LstmEquations.cs")]
    public void Kernel_NeedsTwinTestsAndBenchmark(string kernel, string stem, string twin)
    {
        string[] complete =
        [
            kernel, twin == TwinInTests ? $"tests/Carousel.Reference/{stem}Reference.cs" : twin,
            $"tests/Carousel.Tests/Kernels/{stem}KernelTests.cs",
            $"benchmarks/Carousel.Benchmarks/Kernels/{stem}KernelBenchmark.cs",
        ];
        Assert.Empty(StemRule.Violations(complete));
        Assert.All(
            complete[1..],
            role =>
                Assert.EndsWith(
                    $"write {role}.", Assert.Single(StemRule.Violations([.. complete.Except([role])])),
                    StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("long a = GC.GetTotalAllocatedBytes(true);", "GC.GetTotalAllocatedBytes")]
    [InlineData("long a = GC.GetAllocatedBytesForCurrentThread();", "GC.GetAllocatedBytesForCurrentThread")]
    [InlineData("long a = Allocations.BytesSoFar;", "Allocations.BytesSoFar")]
    [InlineData("long a = Testing.Allocations.OfSteadyState(F);", "Allocations.OfSteadyState")]
    [InlineData("HostileFiles.Read(a);", "HostileFiles.Read")]
    [InlineData("long a = HostStorage.LiveBytes;", "HostStorage.LiveBytes")]
    [InlineData("HostMemory.MostOf(F);", "HostMemory.MostOf")]
    [InlineData("Repetitions.Measure(a);", "Repetitions.Measure")]
    [InlineData("long a = Stopwatch.GetTimestamp();", "Stopwatch")]
    [InlineData("Console.SetOut(a);", "Console.SetOut")]
    [InlineData("Environment.SetEnvironmentVariable(a, b);", "Environment.SetEnvironmentVariable")]
    [InlineData("Environment.CurrentDirectory = a;", "Environment.CurrentDirectory =")]
    [InlineData("Directory.SetCurrentDirectory(a);", "Directory.SetCurrentDirectory")]
    [InlineData("CultureInfo.CurrentCulture = a;", "CultureInfo.CurrentCulture =")]
    [InlineData("AppContext.SetSwitch(a, true);", "AppContext.SetSwitch")]
    public void Test_RunsAlone_WhereItCountsOrChangesWhatIsShared(string text, string named)
    {
        Assert.Equal(
            $"tests/A.Tests/B.cs: names {named}, which other tests would disturb or be disturbed by; put "
            + $"[Collection(typeof(Alone))] on its class.",
            Assert.Single(AloneRule.Violations(new SourceFile("tests/A.Tests/B.cs") { Text = text })));
        Assert.Empty(AloneRule.Violations(new SourceFile("tests/A.Tests/B.cs")
        {
            Text = $"[Collection(typeof(Alone))]\npublic sealed class B;\n{text}",
        }));
        Assert.Empty(AloneRule.Violations(new SourceFile("tests/A.Tests/B.cs") { Text = "// " + text }));
    }

    [Theory]
    [InlineData("Allocations.AssertNone(F);")]
    [InlineData("bool a = Environment.CurrentDirectory == b;")]
    [InlineData("GC.SuppressFinalize(this);")]
    public void Test_RunsBesideOthers_WhereNothingIsShared(string text) =>
        Assert.Empty(AloneRule.Violations(new SourceFile("tests/A.Tests/B.cs") { Text = text }));

    [Theory]
    [InlineData(400, 0)]
    [InlineData(401, 1)]
    public void File_HasAtMostFourHundredLines(int lines, int violations) =>
        Assert.Equal(
            violations,
            LengthRule.Violations(new SourceFile("a.cs") { Text = string.Concat(Enumerable.Repeat("a\n", lines)) })
                .Count());

    [Theory]
    [InlineData("a.cs", "é", 120, 0)]
    [InlineData("a.cs", "é", 121, 1)]
    [InlineData("a.cs", "😀", 120, 0)]
    [InlineData("a.py", "a", 121, 0)]
    public void Line_HasAtMost120Characters(string path, string character, int count, int violations)
    {
        string line = string.Concat(Enumerable.Repeat(character, count));
        string[] found = [.. LengthRule.Violations(new SourceFile(path) { Text = $"a\n{line}\nb\n" })];

        Assert.Equal(violations, found.Length);
        Assert.All(found, sentence => Assert.StartsWith("a.cs:2: has 121 characters", sentence));
    }

    [Theory]
    [InlineData("\uFEFFa\n", "a.cs: begins with a byte order mark")]
    [InlineData("a\r\nb\n", "a.cs: has a carriage return")]
    [InlineData("a", "a.cs: does not end with a line feed")]
    public void LineEnd_IsNamed_IfItIsWrong(string text, string beginning) => Assert.StartsWith(
        beginning, Assert.Single(LineEndRule.Violations("a.cs", Encoding.UTF8.GetBytes(text))),
        StringComparison.Ordinal);

    [Theory]
    [InlineData("fine\n// T" + "ODO later", "a.cs:2: ")]
    [InlineData("throw new NotImpl" + "ementedException();", "a.cs:1: ")]
    [InlineData("File.Open(\"/ho" + "me/me/data.csv\")", "a.cs:1: ")]
    [InlineData("\"C:\\Us" + "ers\\me\"", "a.cs:1: ")]
    [InlineData("https://api.nu" + "get.org/v3", "a.cs:1: ")]
    public void Word_IsFoundWithItsLine(string text, string place) =>
        Assert.StartsWith(
            place, Assert.Single(WordRule.Violations(new SourceFile("a.cs") { Text = text })),
            StringComparison.Ordinal);

    [Theory]
    [InlineData("docs/root/a, $HOME/work/, a/tmp/b, autodoc")]
    [InlineData("a todo list is not a mark")]
    public void Word_IsNotFoundInsideOthers(string text) =>
        Assert.Empty(WordRule.Violations(new SourceFile("a.cs") { Text = text }));

    [Theory]
    [InlineData("src/Carousel.Jobs/A.cs", "case Gru:", 1)]
    [InlineData("src/Carousel.Jobs/A.cs", "\"an LSTM or a GRU\"", 1)]
    [InlineData("src/Carousel.Jobs/GruA.cs", "case Gru:", 0)]
    [InlineData("src/Carousel.Interchange/ForeignCell.cs", "case Gru:", 0)]
    [InlineData("src/Carousel.Jobs/A.cs", "case RecurrentLayer:", 0)]
    public void Cell_IsNamedByFewFiles(string path, string text, int violations) =>
        Assert.Equal(violations, CellRule.Violations(new SourceFile(path) { Text = text }).Count());

    [Theory]
    [InlineData("a // b\nc", "a \nc")]
    [InlineData("a /* b\n */ c", "a \n c")]
    [InlineData("f(\"b // \\\" c\") // d", "f(\"\") ")]
    [InlineData("f(@\"b\\\") // d", "f(\"\") ")]
    [InlineData("f($\"b {c(\"d\")} {{e}} f\")", "f(\"{c(\"\")}\")")]
    [InlineData("f(\"\"\"b \" c\"\"\", '\"', '\\'') // d", "f(\"\", '', '') ")]
    [InlineData("f(\"\") // d", "f(\"\") ")]
    public void CodeText_LeavesCommentsAndLiteralsOut(string source, string expected) =>
        Assert.Equal(expected, CodeText.Of(source));

    private static SourceFile Project(string path, string element, string included) => new(path)
    {
        Text = $"<Project><ItemGroup><{element} Include=\"{included}\" /></ItemGroup></Project>",
    };
}
