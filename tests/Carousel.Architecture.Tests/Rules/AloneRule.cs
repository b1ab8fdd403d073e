using System.Text.RegularExpressions;

namespace Carousel.Architecture.Tests.Rules;

/// <summary>
/// Tests run at once, except for those that count allocated bytes, take times, or change or count what the whole
/// process shares.
/// </summary>
/// <remarks>Tests may check zero allocations while others run: Allocations.AssertNone explains this.</remarks>
internal static partial class AloneRule
{
    /// <summary>The attribute of a test class that must run alone.</summary>
    private const string Mark = "[Collection(typeof(Alone))]";

    /// <param name="file">A source file of a test project.</param>
    public static IEnumerable<string> Violations(SourceFile file)
    {
        string code = CodeText.Of(file.Text);
        if (!code.Contains(Mark, StringComparison.Ordinal) && Shared().Match(code) is { Success: true } match)
        {
            yield return $"{file.Path}: names {match.Value}, which other tests would disturb or be disturbed by; "
                + $"put {Mark} on its class.";
        }
    }

    [GeneratedRegex(
        """
        \bAllocations\s*\.\s*(?!AssertNone\b)\w+
        |\bHostileFiles\s*\.\s*Read\b
        |\bRepetitions\s*\.\s*Measure\b
        |\bGC\s*\.\s*(Get\w+|Collect\w*|TryStartNoGCRegion)
        |\bHostMemory\s*\.\s*\w+
        |\bHostStorage\s*\.\s*LiveBytes
        |\bStopwatch\b
        |\bTotalProcessorTime\b
        |\b(Peak)?WorkingSet(64)?\b
        |\bConsole\s*\.\s*Set\w+
        |\bEnvironment\s*\.\s*SetEnvironmentVariable\b
        |\bEnvironment\s*\.\s*(CurrentDirectory|ExitCode)\s*=(?!=)
        |\bDirectory\s*\.\s*SetCurrentDirectory\b
        |\bAppContext\s*\.\s*Set\w+
        |\bCultureInfo\s*\.\s*(Current|Default)\w+\s*=(?!=)
        |\bThreadPool\s*\.\s*Set\w+
        |\bTaskScheduler\s*\.\s*UnobservedTaskException\b
        """,
        RegexOptions.IgnorePatternWhitespace)]
    private static partial Regex Shared();
}
