using System.Diagnostics;

namespace Carousel.Architecture.Tests.Scripts;

/// <summary>How eng/check-onnx.sh ends. Programs that replace node and dotnet print what it counts.</summary>
public sealed class CheckOnnxTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("carousel-check-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("no test matches the filter", 1, "check-onnx: failed, no test ran against ONNX Runtime")]
    [InlineData(
        "Passed!  - Failed:     0, Passed:     0, Skipped:    12, Total:    12", 1,
        "check-onnx: failed, no test ran against ONNX Runtime")]
    [InlineData(
        "Passed!  - Failed:     0, Passed:    31, Skipped:     0, Total:    31", 0, "check-onnx: done, 31 tests")]
    public void Check_CountsTheTestsThatRan(string told, int code, string sentence) =>
        Assert.Equal((code, sentence), Check($"echo '{told}'"));

    [Fact]
    public void Check_AsksForEnglish() => Assert.Equal(
        (0, "check-onnx: done, 4 tests"),
        Check("[ \"$DOTNET_CLI_UI_LANGUAGE\" = en ] && echo 'Passed:  4' || echo 'erfolgreich:  4'"));

    private (int Code, string Last) Check(string dotnet)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "The script is for a Unix shell.");
        Write("dotnet", dotnet);
        Write("node", "exit 0");
        Write("npm", "exit 1");
        var start = new ProcessStartInfo("bash", [Path.Combine(Repository.Root, "eng", "check-onnx.sh")])
        {
            RedirectStandardOutput = true,
        };
        start.Environment["PATH"] = $"{_folder}:{Environment.GetEnvironmentVariable("PATH")}";
        start.Environment["CAROUSEL_ONNX_RUNTIME"] = _folder;
        start.Environment["DOTNET_CLI_UI_LANGUAGE"] = "de";
        using Process process = Process.Start(start)!;
        string printed = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, printed.TrimEnd().Split('\n')[^1]);
    }

    private void Write(string program, string does)
    {
        string path = Path.Combine(_folder, program);
        File.WriteAllText(path, $"#!/bin/sh\n{does}\n");
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
    }
}
