using System.Diagnostics;

namespace Carousel.Testing;

/// <summary>
/// Starts programs that react to Ctrl-C, Ctrl-\ and the end of the terminal as usual. Under <c>nohup</c> and in the
/// background of a script a shell lets the tests ignore these signals, and their children would inherit that.
/// </summary>
public static class DefaultSignals
{
    private const string Program = "env", Option = "--default-signal=INT,QUIT,HUP";

    // Part of coreutils; without it, programs are started directly.
    private static readonly Lazy<bool> _isThere = new(() =>
    {
        try
        {
            using Process? tried = Process.Start(
                new ProcessStartInfo(Program, [Option, "true"]) { RedirectStandardError = true });
            tried?.WaitForExit();
            return tried?.ExitCode == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false;
        }
    });

    /// <summary>How a program is started; the process has its number and its name.</summary>
    /// <param name="program">The program.</param>
    /// <param name="arguments">Its arguments.</param>
    public static ProcessStartInfo Of(string program, IEnumerable<string> arguments) =>
        _isThere.Value ? new(Program, [Option, program, .. arguments]) : new(program, arguments);
}
