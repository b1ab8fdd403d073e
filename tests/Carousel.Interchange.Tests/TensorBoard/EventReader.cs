using System.Diagnostics;
using System.Text.Json;
using Carousel.Testing;

namespace Carousel.Interchange.Tests.TensorBoard;

/// <summary>
/// Reads event files by a program that shares nothing with the writer: Python, with a checksum and a decoder of its
/// own.
/// </summary>
internal static class EventReader
{
    private static readonly Lazy<bool> _isThere = new(() => Run("--version") is not null);

    /// <summary>Ends a test where Python is missing.</summary>
    public static void RequirePython() => Needed.Require(_isThere.Value, $"{PythonProgram.Name} is not installed.");

    /// <summary>The events of a file.</summary>
    public static JsonElement[] Read(string file)
    {
        string output = Run(Path.Combine(Root(), "tests", "parity", "tensorboard", "read_events.py"), file)!;
        return [.. JsonDocument.Parse(output).RootElement.EnumerateArray()];
    }

    /// <summary>The values of a tag that are numbers, by step.</summary>
    public static (long Step, double Value)[] Scalars(JsonElement[] events, string tag) =>
        [.. Values(events, tag).Select(pair => (pair.Step, pair.Value.GetProperty("scalar").GetDouble()))];

    /// <summary>The values of a tag, by step.</summary>
    public static IEnumerable<(long Step, JsonElement Value)> Values(JsonElement[] events, string tag) => events
        .Where(one => one.TryGetProperty("values", out JsonElement values) && values.TryGetProperty(tag, out _))
        .Select(one => (one.GetProperty("step").GetInt64(), one.GetProperty("values").GetProperty(tag)));

    private static string Root()
    {
        DirectoryInfo? folder = new(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Carousel.slnx")))
        {
            folder = folder.Parent;
        }

        return folder!.FullName;
    }

    private static string? Run(params string[] arguments)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(PythonProgram.Name, arguments)
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            })!;
            string output = process.StandardOutput.ReadToEnd(), error = process.StandardError.ReadToEnd();
            process.WaitForExit();
            Assert.True(process.ExitCode == 0, error);
            return output;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return null;
        }
    }
}
