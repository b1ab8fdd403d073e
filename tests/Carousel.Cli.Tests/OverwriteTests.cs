using System.Text.Json;

namespace Carousel.Cli.Tests;

/// <summary>A run does not replace the model of other data, or of another target, unasked.</summary>
public sealed class OverwriteTests
{
    private static readonly string[] _quick = ["--epochs", "1", "--hidden", "2", "--ensemble", "1", "--quiet"];

    [Fact]
    public async Task Forecast_RefusesToReplaceAnotherTargetOrOtherData_ButReplacesItsOwn()
    {
        using var folder = new TemporaryFolder();
        string data = folder.Write("sales.csv", Rows()), other = folder.Write("other.csv", Rows()),
            output = folder.File("out");
        string model = Path.Combine(output, "model.safetensors");
        async Task<CliRun> Run(string file, string target, params string[] more) => await CliRun.OfAsync(
            ["forecast", file, "--target", target, "--out", output, .. _quick, .. more]);

        Assert.Equal(0, (await Run(data, "a")).ExitCode);
        byte[] first = File.ReadAllBytes(model);
        CliRun refused = await Run(data, "b");
        Assert.Equal(
            $"{output} contains a model for 'forecast' of a from sales.csv, which this run would replace with one for "
            + "'forecast' of b from sales.csv. Name another folder with --out, or pass --overwrite.",
            refused.RequireOneSentence());
        Assert.Equal(2, (await Run(other, "a")).ExitCode);
        Assert.Equal(2, (await Run(other, "a", "--resume")).ExitCode);
        Assert.Equal(
            2, (await CliRun.OfAsync(["anomaly", data, "--out", output, "--epochs", "1", "--quiet"])).ExitCode);
        Assert.Equal(first, File.ReadAllBytes(model));

        Assert.Equal(0, (await Run(data, "a", "--seed", "2")).ExitCode);
        CliRun replaced = await Run(data, "b", "--overwrite");
        Assert.True(replaced.ExitCode == 0, replaced.Error);
        using JsonDocument record = JsonDocument.Parse(File.ReadAllText(Path.Combine(output, "run.json")));
        Assert.Equal("../sales.csv", record.RootElement.GetProperty("data").GetString());
        Assert.Equal("b", record.RootElement.GetProperty("target").GetString());
    }

    [Fact]
    public async Task Forecast_KnowsTheTargetOfAModelWithoutARecord()
    {
        using var folder = new TemporaryFolder();
        string data = folder.Write("sales.csv", Rows()), output = folder.File("out");
        string[] run = ["forecast", data, "--out", output, .. _quick, "--target"];
        Assert.Equal(0, (await CliRun.OfAsync([.. run, "a"])).ExitCode);
        File.Delete(Path.Combine(output, "run.json"));

        CliRun refused = await CliRun.OfAsync([.. run, "b"]);
        Assert.Equal(2, refused.ExitCode);
        Assert.Contains("contains a model for 'forecast' of a, which", refused.Error, StringComparison.Ordinal);
        Assert.Equal(0, (await CliRun.OfAsync([.. run, "a"])).ExitCode);
        File.WriteAllText(Path.Combine(output, "run.json"), "{\n\"task\" 1}");
        string broken = $"{output}/run.json:2: this is not JSON. Correct the file, or delete it.";
        Assert.Equal(broken, (await CliRun.OfAsync([.. run, "b"])).RequireOneSentence());
        Assert.Equal(
            broken, (await CliRun.OfAsync("evaluate", $"{output}/model.safetensors", data)).RequireOneSentence());
        File.WriteAllText(Path.Combine(output, "run.json"), "{}");
        File.WriteAllText(Path.Combine(output, "model.safetensors"), "damaged");
        Assert.Equal(0, (await CliRun.OfAsync([.. run, "b"])).ExitCode);
    }

    /// <summary>A trained model of another job is not replaced, and one of the same job only if no training left
    /// it.</summary>
    [Fact]
    public async Task QuantizeTuneAndConvert_RefuseToReplaceAnotherModel()
    {
        using var folder = new TemporaryFolder();
        string trained = folder.File("trained"), copied = folder.File("copied"), small = folder.File("small");
        string text = folder.Write("text.txt", string.Concat(Enumerable.Repeat("abc ", 200)));
        string model = Path.Combine(trained, "model.safetensors"), copy = Path.Combine(copied, "model.safetensors");
        Assert.Equal(0, (await CliRun.OfAsync(
            ["forecast", folder.Write("sales.csv", Rows()), "--target", "a", "--out", trained, .. _quick])).ExitCode);
        Directory.CreateDirectory(copied);
        File.Copy(model, copy);
        async Task Refuse(string said, params string[] arguments) =>
            Assert.Equal(said, (await CliRun.OfAsync(arguments)).RequireOneSentence());

        await Refuse(
            $"{trained} contains a model for 'forecast' of a from sales.csv. Choose another --out.",
            "quantize", copy, "--out", trained);
        await Refuse(
            $"{copied} contains a model for 'forecast' of a. Choose another --out.",
            "tune", "language", text, "--trials", "1", "--epochs", "1", "--out", copied);
        await Refuse(
            $"{copy} contains a model for 'forecast' of a. Choose another OUT.", "convert", model, copy);
        Assert.Equal(File.ReadAllBytes(model), File.ReadAllBytes(copy));
        Assert.Equal(0, (await CliRun.OfAsync("quantize", model, "--out", small)).ExitCode);
        Assert.Equal(0, (await CliRun.OfAsync("quantize", model, "--out", small)).ExitCode);
    }

    private static string Rows() => "date,a,b\n" + string.Concat(Enumerable.Range(0, 120).Select(
        r => $"{new DateTime(2024, 1, 1).AddDays(r):yyyy-MM-dd},{r * 37 % 11},{r * 17 % 7}\n"));
}
