using System.Text.RegularExpressions;

namespace Carousel.Architecture.Tests.Rules;

/// <summary>Vector types and intrinsics appear only under src/Carousel/Kernels and Cells.</summary>
internal static partial class VectorRule
{
    // Lanes that count their operations are next to the counted code.
    private static readonly string[] _homes =
    [
        "src/Carousel/Kernels/", "src/Carousel/Cells/", "laboratory/Carousel.Laboratory/Lanes/",
        "laboratory/Carousel.Laboratory/Textbook/Online/",
    ];

    public static IEnumerable<string> Violations(SourceFile file)
    {
        if (!_homes.Any(home => file.Path.StartsWith(home, StringComparison.Ordinal))
            && VectorTypes().Match(CodeText.Of(file.Text)) is { Success: true } match)
        {
            yield return $"{file.Path}: names {match.Value}; vector types live under Kernels, call a kernel through "
                + $"the backend.";
        }
    }

    [GeneratedRegex(
        @"\bVector(64|128|256|512)?\s*<|\bVector(64|128|256|512)\s*\."
            + @"|\bSystem\.Runtime\.Intrinsics\b|\bTensorPrimitives\b|\bILanes\b")]
    private static partial Regex VectorTypes();
}
