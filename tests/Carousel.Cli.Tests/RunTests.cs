using System.Globalization;
using System.Text.Json;

namespace Carousel.Cli.Tests;

/// <summary><c>carousel run</c> and <c>carousel verify onnx</c>, on the bundled model that PyTorch wrote.</summary>
public sealed class RunTests
{
    private static readonly string _model = Path.Combine(Repository.Folder, "samples", "latch.onnx");
    private static readonly string _table = Path.Combine(Repository.Folder, "samples", "latch.csv");

    [Fact]
    public async Task AModelWithoutInputs_IsListed()
    {
        CliRun run = await CliRun.OfAsync("run", _model, "--json");

        Assert.Equal(0, run.ExitCode);
        Assert.Contains(
            "  inputs      input float32 [time, batch, 2]\n              initial_h float32 [1, batch, 8]", run.Out,
            StringComparison.Ordinal);
        Assert.Contains("gates i, o, f, c in the file, i, f, g, o in Carousel", run.Out, StringComparison.Ordinal);
        Assert.Equal(393, JsonDocument.Parse(run.LastLine).RootElement.GetProperty("parameters").GetInt32());
    }

    [Fact]
    public async Task ATable_IsASequence_AndStatesBeginAtZero()
    {
        CliRun run = await CliRun.OfAsync("run", _model, _table, "--zeros", "--csv");

        string[] lines = run.Out.TrimEnd('\n').Split('\n');
        Assert.Equal("output", lines[0]);

        // The value that was taken last: 0.66 in row 1, −0.67 in row 7, 0.21 in row 11.
        double[] values = [.. lines.Skip(1).Select(l => double.Parse(l, CultureInfo.InvariantCulture))];
        Assert.Equal(12, values.Length);
        Assert.All(values.Take(6), v => Assert.Equal(0.66, v, 0.05));
        Assert.All(values.Skip(6).Take(4), v => Assert.Equal(-0.67, v, 0.05));
        Assert.All(values.Skip(10), v => Assert.Equal(0.21, v, 0.05));
    }

    [Fact]
    public async Task TheStateThatCameOut_GoesOn()
    {
        using var folder = new TemporaryFolder();
        string[] rows = await File.ReadAllLinesAsync(_table);
        await File.WriteAllLinesAsync(folder.File("first.csv"), rows[1..7]);
        await File.WriteAllLinesAsync(folder.File("second.csv"), rows[7..]);
        CliRun whole = await CliRun.OfAsync("run", _model, _table, "--zeros", "--csv");
        CliRun first = await CliRun.OfAsync(
            "run", _model, folder.File("first.csv"), "--zeros", "--out", folder.File("out"), "--json");
        CliRun second = await CliRun.OfAsync(
            "run", _model, folder.File("second.csv"), "initial_h=" + folder.File("out/final_h.pb"),
            "initial_c=" + folder.File("out/final_c.pb"), "--csv");

        Assert.Equal(0, first.ExitCode);
        Assert.Equal(
            "float32 [6, 1, 1]",
            JsonDocument.Parse(first.LastLine).RootElement.GetProperty("outputs").GetProperty("output").GetString());
        Assert.Equal(whole.Out.Split('\n')[7..], second.Out.Split('\n')[1..]);
        using JsonDocument json = JsonDocument.Parse(await File.ReadAllBytesAsync(folder.File("out/outputs.json")));
        Assert.Equal(6, json.RootElement.GetProperty("output").GetArrayLength());
    }

    [Fact]
    public async Task StandardInput_IsJson()
    {
        const string Input = """
            {"input": [[[0.5, 1]], [[0.9, 0]]],
            "initial_h": {"dims": [1, 1, 8], "data": [0, 0, 0, 0, 0, 0, 0, 0]},
            "initial_c": [[[0, 0, 0, 0, 0, 0, 0, 0]]]}
            """;
        CliRun run = await CliRun.WithInputAsync(Input, "run", _model, "-");

        Assert.Equal(0, run.ExitCode);
        JsonElement output = JsonDocument.Parse(run.LastLine).RootElement.GetProperty("output");
        Assert.Equal(0.5, output[1][0][0].GetDouble(), 0.05);
    }

    [Theory]
    [InlineData(
        """{"input": [[[0.5, 1]], [[0.9]]]}""",
        "standard input: the input input float32 [time, batch, 2] is ragged: a list of 1 stands beside one of 2.")]
    [InlineData("""{"input": [[[0.5, "x"]]]}""", "has \"x\" where a number is expected.")]
    [InlineData(
        """{"in": [1]}""",
        "standard input: the model has no input 'in'. It takes: input float32 [time, batch, 2]; initial_h")]
    [InlineData("""{"input": """, "standard input:1:")]
    [InlineData("""{"input": [[[1, 2, 3]]]}""", "its axis 3 has 2 values: [time, batch, 2].")]
    [InlineData("""{"input": [[1, 2]]}""", "is given float32 [1, 2], but takes 3 axes")]
    [InlineData(
        """{"input": [[[1, 2]]], "initial_h": [[[0,0,0,0,0,0,0,0],[0,0,0,0,0,0,0,0]]]}""",
        "The axis 'batch' has 2 values in the input 'initial_h', but 1 in 'input'")]
    public async Task Values_ThatDoNotFit_AreNamed(string input, string sentence)
    {
        CliRun run = await CliRun.WithInputAsync(input, "run", _model, "-", "--zeros");

        Assert.Equal(2, run.ExitCode);
        Assert.Contains(sentence, run.Error, StringComparison.Ordinal);
        Assert.Equal("", run.Out);
        Assert.Single(run.Error.TrimEnd('\n').Split('\n'));
    }

    [Theory]
    [InlineData("The model's inputs initial_h float32 [1, batch, 8]; initial_c float32 [1, batch, 8] are missing.")]
    [InlineData("latch.csv: the model has no input 'in'. It takes:", "in=")]
    [InlineData("--output belongs to --csv", "", "--output", "output")]
    [InlineData("The model has no output 'y'. It has: output float32 [time, batch, 1];", "", "--csv", "--output", "y")]
    [InlineData("--memory must be 1…1048576 megabytes, but is 0.", "", "--memory", "0")]
    public async Task Options_ThatDoNotFit_AreNamed(string sentence, string before = "", params string[] options)
    {
        CliRun run = await CliRun.OfAsync(["run", _model, before + _table, .. options]);

        Assert.Equal(2, run.ExitCode);
        Assert.Contains(sentence, run.Error, StringComparison.Ordinal);
        Assert.Equal("", run.Out);
    }

    [Fact]
    public async Task ARefusedRun_LeavesNoFolder()
    {
        using var folder = new TemporaryFolder();
        CliRun run = await CliRun.OfAsync("run", _model, _table, "--out", folder.File("out"));

        Assert.Equal(2, run.ExitCode);
        Assert.False(Directory.Exists(folder.File("out")));
    }

    [Theory]
    [InlineData("nothing.onnx", "There is no file")]
    [InlineData("samples/README.md", "is no ONNX model")]
    public async Task AFileThatIsNoModel_IsNamed(string file, string sentence)
    {
        CliRun run = await CliRun.OfAsync("run", Path.Combine(Repository.Folder, file));

        Assert.Equal(2, run.ExitCode);
        Assert.Contains(sentence, run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Verify_SaysEachCase_AndFailsWhereOneDiffers()
    {
        using var folder = new TemporaryFolder();
        string set = folder.File("cases/latch/test_data_set_0");
        Directory.CreateDirectory(set);
        File.Copy(_model, folder.File("cases/latch/model.onnx"));
        CliRun made = await CliRun.WithInputAsync(
            "[[[0.5, 1]]]", "run", _model, "-", "--zeros", "--out", folder.File("out"));
        Assert.True(made.ExitCode == 0, made.Error);
        (string From, string To)[] files = [("final_h", "input_1"), ("final_c", "input_2"), ("output", "output_0")];
        foreach ((string from, string to) in files)
        {
            File.Copy(folder.File($"out/{from}.pb"), Path.Combine(set, to + ".pb"));
        }

        // float32 [1, 1, 2] of 0.5 and 1, as the standard's own files are written.
        await File.WriteAllBytesAsync(
            Path.Combine(set, "input_0.pb"), [8, 1, 8, 1, 8, 2, 16, 1, 74, 8, 0, 0, 0, 63, 0, 0, 128, 63]);

        // The states are those behind the step and not zero, so that the first output can't be that of the file.
        CliRun run = await CliRun.OfAsync("verify", "onnx", folder.File("cases"), "--json");

        Assert.Equal(1, run.ExitCode);
        Assert.Contains(
            "  failed     latch: test_data_set_0: the output 'output' is ", run.Out, StringComparison.Ordinal);
        JsonElement json = JsonDocument.Parse(run.LastLine).RootElement;
        Assert.Equal((1, 0), (json.GetProperty("cases").GetInt32(), json.GetProperty("passed").GetInt32()));
        Assert.Equal("latch", json.GetProperty("failed")[0].GetProperty("case").GetString());
    }

    [Theory]
    [InlineData("verify", "verify needs a form and a folder. Its forms: onnx.")]
    [InlineData("verify keras", "verify knows no form 'keras'. Its forms: onnx.")]
    [InlineData("verify onnx nowhere", "There is no folder 'nowhere'.")]
    [InlineData(
        "verify onnx samples --only lstm",
        "holds no case with lstm in its name: a folder with model.onnx and test_data_set_0 is expected.")]
    public async Task Verify_NamesWhatIsMissing(string line, string sentence)
    {
        CliRun run = await CliRun.OfAsync(
            [.. line.Split(' ').Select(w => w == "samples" ? Path.Combine(Repository.Folder, w) : w)]);

        Assert.Equal(2, run.ExitCode);
        Assert.Contains(sentence, run.Error, StringComparison.Ordinal);
    }
}
