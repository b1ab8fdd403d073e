using System.Diagnostics;

namespace Carousel.Cli;

/// <summary>This command once more, as a process of its own.</summary>
internal static class OwnProgram
{
    /// <summary>How it is started.</summary>
    /// <param name="arguments">What would be typed after <c>carousel</c>.</param>
    /// <returns>With its streams redirected.</returns>
    public static ProcessStartInfo With(params ReadOnlySpan<string> arguments)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        if (Path.GetFileNameWithoutExtension(Environment.ProcessPath!)
            .Equals("dotnet", StringComparison.OrdinalIgnoreCase))
        {
            start.ArgumentList.Add(Path.GetFullPath(Environment.GetCommandLineArgs()[0]));
        }

        foreach (string argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        return start;
    }
}
