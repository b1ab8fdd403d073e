using System.Diagnostics;

namespace Carousel.Examples.Tests;

/// <summary>Runs a program of examples/ as a person would, in a new folder.</summary>
internal static class ExampleProgram
{
    public static async Task<string[]> RunAsync(string name, string folder, params string[] arguments)
    {
        var start = new ProcessStartInfo(Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet")
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (string argument in arguments.Prepend(Path.Combine(AppContext.BaseDirectory, name + ".dll"))
            .Prepend("exec"))
        {
            start.ArgumentList.Add(argument);
        }

        using Process process = Process.Start(start)!;
        Task<string> errors = process.StandardError.ReadToEndAsync();
        string output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        Assert.True(process.ExitCode == 0, $"{name} ended with {process.ExitCode}.\n{output}\n{await errors}");
        return output.ReplaceLineEndings("\n").Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }
}
