using System.Diagnostics;
using Carousel.Testing;

namespace Carousel.Studio.Tests;

/// <summary>One studio for the tests of a class, and the command to compare with.</summary>
public sealed class OpenStudio : IAsyncLifetime
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("carousel-studio");
    private StudioProcess? _studio;

    public StudioProcess Studio => _studio!;

    public string Folder => Path.Combine(_folder.FullName, "studio");

    public async ValueTask InitializeAsync() => _studio = await StudioProcess.StartAsync(Folder);

    public async ValueTask DisposeAsync()
    {
        await Studio.DisposeAsync();
        EndedFolder.Remove(_folder.FullName);
    }

    /// <summary>Runs the command on a new file, as a user would in a folder.</summary>
    /// <returns>The exit code, the last line of standard error, and the folder.</returns>
    public static async Task<(int ExitCode, string Sentence)> CommandAsync(
        string folder, params IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo(
            "dotnet", [Path.Combine(AppContext.BaseDirectory, "Carousel.Cli.dll"), .. arguments])
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["NO_COLOR"] = "1";
        using Process process = Process.Start(start)!;
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(5));
        Task<string> output = process.StandardOutput.ReadToEndAsync(patience.Token);
        string error = await process.StandardError.ReadToEndAsync(patience.Token);
        await output;
        await process.WaitForExitAsync(patience.Token);
        return (process.ExitCode, error.TrimEnd('\n').Split('\n')[^1].Trim());
    }
}
