namespace Carousel.Architecture.Tests.Rules;

/// <summary>A source file fits in four hundred lines.</summary>
internal static class LengthRule
{
    private const int MaxLines = 400;

    public static IEnumerable<string> Violations(SourceFile file)
    {
        int lines = file.Text.TrimEnd('\n').Split('\n').Length;
        if (lines > MaxLines)
        {
            yield return $"{file.Path}: has {lines} lines, more than {MaxLines}; split it by what it does.";
        }
    }
}
