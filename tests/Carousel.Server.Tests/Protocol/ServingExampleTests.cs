using System.ComponentModel;
using System.Diagnostics;
using System.Text.Json;
using Carousel.Server.Tests.Hosting;
using Carousel.Testing;

namespace Carousel.Server.Tests.Protocol;

/// <summary>The scripts of examples/Serving against a server.</summary>
public sealed class ServingExampleTests(ServerFixture server) : IClassFixture<ServerFixture>
{
    private static readonly float[][] _rows = [[0.5f, -1, 2], [0.25f, 1, -2]];

    [Fact]
    public async Task Curl_TakesSteps()
    {
        Require("curl");
        string[] lines = await RunAsync("Serving", "sh", "steps.sh");

        Assert.Equal(4, lines.Length);
        Assert.Equal(lines[0], lines[1]);
        Assert.Equal(await ExpectedAsync(), Numbers(JsonOf(lines[0]).GetProperty("answers")));
        Assert.Equal(3, JsonOf(lines[2]).GetProperty("next").GetInt32());
        Assert.Equal(await ExpectedAsync(), Numbers(JsonOf(lines[3]).GetProperty("outputs")[0].GetProperty("data")));
    }

    [Fact]
    public async Task Python_TakesSteps()
    {
        Require(PythonProgram.Name);
        string[] lines = await RunAsync("Serving", PythonProgram.Name, "steps.py");

        Assert.Equal(3, lines.Length);
        float[] expected = await ExpectedAsync();
        Assert.StartsWith("steps {'next': 3,", lines[0], StringComparison.Ordinal);
        Assert.Equal(expected[..2], NumbersBehind(lines[1], "together 100 "));
        Assert.Equal(expected, NumbersBehind(lines[2], "infer [2, 2] "));
    }

    [Fact]
    public async Task JavaScript_TakesSteps()
    {
        Require("node");
        string[] lines = await RunAsync("Serving", "node", "--experimental-websocket", "steps.mjs");

        Assert.Equal(
            ["steps", "frame", "frame", "infer"], lines.Select(l => l[..l.IndexOf(' ', StringComparison.Ordinal)]));
        JsonElement[] told = [.. lines.Select(l => JsonOf(l[l.IndexOf('{', StringComparison.Ordinal)..]))];
        Assert.Equal(told[0].GetRawText(), told[1].GetRawText());
        Assert.Equal(5, told[2].GetProperty("next").GetInt32());
        Assert.Equal(await ExpectedAsync(), Numbers(told[3].GetProperty("data")));
    }

    private async Task<float[]> ExpectedAsync() =>
        [.. (await InferRows.StepAsync(server, "numbers", _rows)).SelectMany(a => a)];

    private static JsonElement JsonOf(string text) => JsonDocument.Parse(text).RootElement;

    private static float[] Numbers(JsonElement element) => element.ValueKind == JsonValueKind.Array
        ? [.. element.EnumerateArray().SelectMany(Numbers)]
        : [element.GetSingle()];

    private static float[] NumbersBehind(string line, string start)
    {
        Assert.StartsWith(start, line, StringComparison.Ordinal);
        return Numbers(JsonOf(line[start.Length..]));
    }

    private static void Require(string program)
    {
        bool isThere = true;
        try
        {
            using var process = Process.Start(new ProcessStartInfo(program, "--version")
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            })!;
            process.WaitForExit();
        }
        catch (Win32Exception)
        {
            isThere = false;
        }

        Needed.Require(isThere, $"{program} is not installed.");
    }

    private async Task<string[]> RunAsync(string folder, string program, params string[] arguments)
    {
        DirectoryInfo root = new(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(root.FullName, "Carousel.slnx")))
        {
            root = root.Parent!;
        }

        var start = new ProcessStartInfo(program, [.. arguments, server.Address.ToString().TrimEnd('/'), "numbers"])
        {
            WorkingDirectory = Path.Combine(root.FullName, "examples", folder),
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using Process process = Process.Start(start)!;
        Task<string> errors = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        string output = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.True(process.ExitCode == 0, $"{program} ended with {process.ExitCode}.\n{output}\n{await errors}");
        return output.ReplaceLineEndings("\n").Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }
}
