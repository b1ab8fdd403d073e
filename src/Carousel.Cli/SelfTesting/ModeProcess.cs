using System.ComponentModel;
using System.Diagnostics;
using System.Text.Json;

namespace Carousel.Cli.SelfTesting;

/// <summary>
/// The vectors in another mode: this command once more, as a separate process, for .NET chooses its instructions only
/// when a process starts.
/// </summary>
internal static class ModeProcess
{
    /// <summary>Starts the process and reads what it found.</summary>
    /// <param name="mode">The mode, with the variable that is set to 0.</param>
    /// <param name="vectors">How many vectors it has to answer.</param>
    /// <param name="threads">The most threads.</param>
    /// <param name="cancellation">Ends the process.</param>
    public static async Task<ModeReport> RunAsync(
        VectorMode mode, int vectors, int threads, CancellationToken cancellation)
    {
        ProcessStartInfo start = OwnProgram.With(
            "selftest", "--here", "--json", "--quiet", "--threads", Invariant.Of($"{threads}"));
        start.Environment[mode.Variable!] = "0";
        try
        {
            using Process process = Process.Start(start) ?? throw new InvalidOperationException("no process");
            await using CancellationTokenRegistration end = cancellation.Register(
                () => process.Kill(entireProcessTree: true));
            Task<string> errors = process.StandardError.ReadToEndAsync(cancellation);
            string output = await process.StandardOutput.ReadToEndAsync(cancellation).ConfigureAwait(false);
            await process.WaitForExitAsync(cancellation).ConfigureAwait(false);
            return Read(mode, vectors, output, await errors.ConfigureAwait(false), process.ExitCode);
        }
        catch (Exception exception) when (exception is Win32Exception or InvalidOperationException or IOException)
        {
            return new ModeReport(mode, [], $"the command could not start itself again: {exception.Message}");
        }
    }

    /// <summary>Reads what a process wrote.</summary>
    /// <param name="mode">The mode that it should have had.</param>
    /// <param name="vectors">How many vectors it had to answer.</param>
    /// <param name="output">Standard output, with the line of JSON last.</param>
    /// <param name="errors">Standard error.</param>
    /// <param name="exitCode">Its exit code.</param>
    public static ModeReport Read(VectorMode mode, int vectors, string output, string errors, int exitCode)
    {
        string line = output.TrimEnd().Split('\n')[^1];
        if (!line.StartsWith('{'))
        {
            return new ModeReport(
                mode, [], $"ended with exit code {exitCode}: {errors.ReplaceLineEndings(" ").Trim()}");
        }

        using var document = JsonDocument.Parse(line);
        ModeReport found = SelfTestJson.ReadMode(document.RootElement.GetProperty("modes")[0]);
        return found.Mode.Name != mode.Name
            ? new ModeReport(mode, [], $"{mode.Variable}=0 gave a process with {found.Mode.Name}")
            : found.Results.Count != vectors
                ? new ModeReport(mode, [], $"answered {found.Results.Count} of {vectors} vectors")
                : new ModeReport(mode, found.Results);
    }
}
