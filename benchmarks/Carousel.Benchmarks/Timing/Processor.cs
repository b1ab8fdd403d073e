using System.Runtime.InteropServices;

namespace Carousel.Benchmarks.Timing;

/// <summary>What the processor is called.</summary>
internal static class Processor
{
    private const string LinuxFile = "/proc/cpuinfo";

    /// <summary>The name that the processor gives itself, or that of its architecture where it gives none.</summary>
    public static string Name { get; } = FromLinux() ?? FromEnvironment()
        ?? RuntimeInformation.ProcessArchitecture.ToString();

    private static string? FromLinux()
    {
        try
        {
            return OperatingSystem.IsLinux()
                ? File.ReadLines(LinuxFile)
                    .FirstOrDefault(l => l.StartsWith("model name", StringComparison.Ordinal))?.Split(':', 2)[^1]
                    .Trim() is { Length: > 0 } name
                    ? name
                    : null
                : null;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private static string? FromEnvironment() =>
        Environment.GetEnvironmentVariable("PROCESSOR_IDENTIFIER") is { Length: > 0 } name ? name : null;
}
