namespace Carousel.Cli.Tests.BadInput;

/// <summary>
/// Bad input to <c>carousel export</c>: one sentence, exit code 2, no files left; and the files of a good run.
/// </summary>
public sealed class ExportCaseTests(TrainedModel trained) : IClassFixture<TrainedModel>
{
    public static TheoryData<string, string> Cases => new()
    {
        { "", "export needs a format and a model. Its formats: c, onnx, web" },
        { "fortran", "export has no format 'fortran'. Its formats: c, onnx, web" },
        { "fortran MODEL", "export has no format 'fortran'. Its formats: c, onnx, web" },
        { "c", "export c needs MODEL" },
        { "c MODEL --name 1st",
            "--name must be a C name of lower-case letters, digits and single underscores, a letter first, at most 40 "
            + "characters, but is '1st'" },
        { "c MODEL --name Flights", "--name must be a C name" },
        { "c MODEL --precision int4", "--precision must be float32 or int8, but is 'int4'" },
        { "c MODEL --precison int8", "export c has no option '--precison'. Did you mean '--precision'\\?" },
        { "c MODEL --data missing.csv", "missing.csv.* does not exist" },
        { "onnx", "export onnx needs MODEL" },
        { "onnx MODEL --precision int8", "export onnx has no option '--precision'" },
        { "onnx missing.safetensors", "missing.safetensors: there is no such file" },
        { "web", "export web needs MODEL" },
        { "web MODEL --precision int4", "--precision must be float32 or int8, but is 'int4'" },
        { "web MODEL --tittle Sales", "export web has no option '--tittle'. Did you mean '--title'\\?" },
        { "web MODEL --data missing.csv", "missing.csv.* does not exist" },
        { "wbe", "export has no verb 'wbe'. Did you mean 'export web'\\?" },
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task Options_AreRefusedInOneSentence(string arguments, string said)
    {
        using var folder = new TemporaryFolder();
        string output = folder.File("out");
        string[] words =
        [
            .. arguments.Split(' ', StringSplitOptions.RemoveEmptyEntries)
                .Select(w => w == "MODEL" ? trained.Model : w),
        ];

        CliRun run = await CliRun.OfAsync(
            ["export", .. words, .. words.Contains(trained.Model) ? new[] { "--out", output } : []]);

        Assert.Matches(said, run.RequireOneSentence());
        Assert.False(Directory.Exists(output), "An output folder was left.");
    }

    [Fact]
    public async Task AModelOfWholeSequences_IsSentToOnnx()
    {
        using var folder = new TemporaryFolder();
        string data = folder.Write("data.csv", string.Concat(
            Enumerable.Range(0, 12).Select(k => $"0,0,{k},9,{(k % 2 == 0 ? 'a' : 'b')}\n")));
        await CliRun.OfAsync(
            "write", data, "--hidden", "4", "--layers", "1", "--epochs", "1", "--threads", "1", "--out",
            folder.File("out"));
        CliRun refused = await CliRun.OfAsync(
            "export", "c", folder.File("out/model.safetensors"), "--out", folder.File("c"));
        Assert.Contains(
            "is a model for 'write', which needs whole sequences and cannot run step by step. Export it with carousel "
            + "export onnx instead.", refused.RequireOneSentence(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Model_IsRefused_WhenItReadsFromBothEnds()
    {
        using var folder = new TemporaryFolder();
        string data = folder.Write("data.tsv", JobCases.Texts(20));
        string[] small = ["--hidden", "4", "--ensemble", "1", "--epochs", "1", "--threads", "1", "--baseline", "none"];
        await CliRun.OfAsync(["classify", data, .. small, "--out", folder.File("both")]);
        CliRun refused = await CliRun.OfAsync(
            "export", "c", folder.File("both/model.safetensors"), "--out", folder.File("c"));

        Assert.Contains(
            "This classifier can't be exported in this form; fit it with --causal (it reads from both ends).",
            refused.RequireOneSentence(), StringComparison.Ordinal);
        Assert.False(Directory.Exists(folder.File("c")));
    }

    [Theory]
    [InlineData("float32")]
    [InlineData("int8")]
    public async Task Page_IsWritten(string precision)
    {
        using var folder = new TemporaryFolder();
        string page = folder.File("new/page.html");
        CliRun run = await CliRun.OfAsync(
            "export", "web", trained.Model, "--precision", precision, "--data", trained.Data, "--title",
            "Sales <ahead>", "--out", page, "--json");

        Assert.True(run.ExitCode == 0, run.Error);
        Assert.Contains($"weights in {precision}", run.Out, StringComparison.Ordinal);
        Assert.Contains("\"task\":\"forecast\"", run.LastLine, StringComparison.Ordinal);
        Assert.Contains(
            "page.html\"]", run.LastLine[run.LastLine.IndexOf("\"files\":[", StringComparison.Ordinal)..],
            StringComparison.Ordinal);
        string html = await File.ReadAllTextAsync(page, TestContext.Current.CancellationToken);
        Assert.Contains("<h1>Sales &lt;ahead&gt;</h1>", html, StringComparison.Ordinal);
        Assert.Contains($"\"precision\":\"{precision}\"", html, StringComparison.Ordinal);
        Assert.Contains("\"example\":\"date,value\\n", html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Page_IsRefused_WhenItsFileIsAFolderOrTheModelOrTheData()
    {
        using var folder = new TemporaryFolder();
        CliRun isFolder = await CliRun.OfAsync("export", "web", trained.Model, "--out", folder.Path),
            isModel = await CliRun.OfAsync("export", "web", trained.Model, "--out", trained.Model);
        string rows = await File.ReadAllTextAsync(trained.Data, TestContext.Current.CancellationToken);
        CliRun isData = await CliRun.OfAsync(
            "export", "web", trained.Model, "--data", trained.Data, "--out", trained.Data);

        Assert.Contains(
            "--out must be a file, such as", isFolder.RequireOneSentence(), StringComparison.Ordinal);
        Assert.Contains("is the model itself", isModel.RequireOneSentence(), StringComparison.Ordinal);
        Assert.Contains("is the data itself", isData.RequireOneSentence(), StringComparison.Ordinal);
        Assert.Equal(rows, await File.ReadAllTextAsync(trained.Data, TestContext.Current.CancellationToken));
        Assert.Empty(Directory.EnumerateFileSystemEntries(folder.Path));
    }

    [Fact]
    public async Task Page_IsInEightBits_WhenTheModelIs()
    {
        using var folder = new TemporaryFolder();
        await CliRun.OfAsync("quantize", trained.Model, "--out", folder.File("small"));
        CliRun run = await CliRun.OfAsync("export", "web", folder.File("small/model.safetensors"));

        Assert.Contains("weights in int8", run.Out, StringComparison.Ordinal);
        Assert.True(File.Exists(folder.File("small/model.html")));
    }

    [Fact]
    public async Task Onnx_IsWrittenBesideTheModel_OrWhereItIsWanted()
    {
        using var folder = new TemporaryFolder();
        string model = folder.File("model.safetensors");
        File.Copy(trained.Model, model);
        CliRun beside = await CliRun.OfAsync("export", "onnx", model),
            elsewhere = await CliRun.OfAsync("export", "onnx", model, "--out", folder.File("new"), "--quiet", "--json");

        Assert.True(beside.ExitCode == 0 && elsewhere.ExitCode == 0, beside.Error + elsewhere.Error);
        Assert.Contains("in   past [time, batch, ", beside.Out, StringComparison.Ordinal);
        Assert.Contains("out  quantiles [ahead, batch, ", beside.Out, StringComparison.Ordinal);
        Assert.DoesNotContain(
            "past [time", elsewhere.Out[..^(elsewhere.LastLine.Length + 1)], StringComparison.Ordinal);
        Assert.Contains("past [time", elsewhere.LastLine, StringComparison.Ordinal);
        Assert.Contains(
            "\"sentence\":\"quantiles of ",
            await File.ReadAllTextAsync(folder.File("new/model.json"), TestContext.Current.CancellationToken),
            StringComparison.Ordinal);
        Assert.Contains("\"task\":\"forecast\"", elsewhere.LastLine, StringComparison.Ordinal);
        Assert.Equal(
            await File.ReadAllBytesAsync(folder.File("model.onnx"), TestContext.Current.CancellationToken),
            await File.ReadAllBytesAsync(folder.File("new/model.onnx"), TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Onnx_IsRefused_WhenItWouldReplaceTheModel()
    {
        using var folder = new TemporaryFolder();
        string model = folder.File("model.onnx");
        File.Copy(trained.Model, model);
        byte[] before = await File.ReadAllBytesAsync(model, TestContext.Current.CancellationToken);

        Assert.Contains(
            "is the model itself. Name another folder with --out.",
            (await CliRun.OfAsync("export", "onnx", model)).RequireOneSentence(), StringComparison.Ordinal);
        Assert.Equal(before, await File.ReadAllBytesAsync(model, TestContext.Current.CancellationToken));
    }

    [Theory]
    [InlineData("float32")]
    [InlineData("int8")]
    public async Task Model_IsWritten(string precision)
    {
        using var folder = new TemporaryFolder();
        CliRun run = await CliRun.OfAsync(
            "export", "c", trained.Model, "--precision", precision, "--data", trained.Data, "--name", "tiny", "--out",
            folder.File("c"), "--json");

        Assert.True(run.ExitCode == 0, run.Error);
        Assert.Equal(precision != "float32", run.Out.Contains(
            "its answers (probabilities, or numbers as the network scales them) differ", StringComparison.Ordinal));
        Assert.Contains("\"task\":\"forecast\"", run.LastLine, StringComparison.Ordinal);
        Assert.Contains(
            "void tiny_read_past(",
            await File.ReadAllTextAsync(folder.File("c/tiny.h"), TestContext.Current.CancellationToken),
            StringComparison.Ordinal);
        Assert.All(
            ["tiny.h", "tiny_golden.h", "tiny_test.c", "tiny.md", "tiny.json"],
            name =>
                Assert.Contains(
                    name + "\"", run.LastLine[run.LastLine.IndexOf("\"files\":[", StringComparison.Ordinal)..],
                    StringComparison.Ordinal));
        Assert.All(
            ["tiny_golden.h", "tiny_test.c", "tiny.md"], name => Assert.True(File.Exists(folder.File($"c/{name}"))));
    }
}
